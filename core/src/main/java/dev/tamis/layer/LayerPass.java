package dev.tamis.layer;

import dev.tamis.kernels.RangeTask;
import dev.tamis.tensor.ChannelSet;
import dev.tamis.tensor.ErrorMap;
import dev.tamis.tensor.FeatureMap;
import dev.tamis.tensor.InstanceSet;
import dev.tamis.tensor.ParameterBlock;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Everything one layer reads and writes in one pass over a mini-batch. Planned once, reused for
 * every step: only the number of instances, the network's input and the gradient blocks change.
 */
public final class LayerPass {
  private final FeatureMap[] inputs;
  private final FeatureMap output;
  private final @Nullable ErrorMap outputError;
  private final @Nullable ErrorMap[] inputErrors;
  private final boolean[] accumulate;
  private final float[][] state;
  private final boolean training;
  private boolean inputSaved = true;
  private long noise;
  private List<ParameterBlock> gradients = List.of();
  private @Nullable ChannelSet kept;
  private int forwardInstances;
  private @Nullable InstanceSet retained;
  private boolean rectifies;
  private boolean statisticsReady;
  private boolean reductionReady;
  private boolean folded;
  private boolean observed;
  private boolean errorReady;
  private @Nullable FeatureMap addend;
  private @Nullable RangeTask forwardEpilogue;
  private @Nullable RangeTask backwardEpilogue;

  /**
   * A planned pass.
   *
   * @param inputs what the layer reads
   * @param output what it writes
   * @param outputError error of the output; null where there is no backward pass
   * @param inputErrors error of each input; null where it is not needed
   * @param accumulate per input, whether its error is added to what is there
   * @param state working memory as {@link Layer#stateLengths} asks for it
   * @param training whether batch statistics are taken and state is kept for a backward pass
   */
  public LayerPass(
      FeatureMap[] inputs,
      FeatureMap output,
      @Nullable ErrorMap outputError,
      @Nullable ErrorMap[] inputErrors,
      boolean[] accumulate,
      float[][] state,
      boolean training) {
    this.inputs = inputs.clone();
    this.output = output;
    this.outputError = outputError;
    this.inputErrors = inputErrors.clone();
    this.accumulate = accumulate.clone();
    this.state = state.clone();
    this.training = training;
  }

  /** Input number i. */
  public FeatureMap input(int i) {
    return inputs[i];
  }

  /** Replaces input number i: the network's images. */
  public void input(int i, FeatureMap input) {
    inputs[i] = input;
  }

  /** The output. */
  public FeatureMap output() {
    return output;
  }

  /**
   * Error of the output.
   *
   * @throws IllegalStateException if the pass was planned without a backward pass
   */
  public ErrorMap outputError() {
    if (outputError == null) {
      throw new IllegalStateException("the pass was planned without a backward pass");
    }
    return outputError;
  }

  /** Error of input number i, or null where nothing before it is trained. */
  public @Nullable ErrorMap inputError(int i) {
    return inputErrors[i];
  }

  /**
   * Whether the error of input number i is added to what other consumers of that input have
   * written.
   */
  public boolean accumulates(int i) {
    return accumulate[i];
  }

  /** Working memory number i. */
  public float[] state(int i) {
    return state[i];
  }

  /** Whether batch statistics are taken and saved. */
  public boolean training() {
    return training;
  }

  /** Whether the backward pass finds the input as it was; not where no gradient needs it. */
  boolean inputSaved() {
    return inputSaved;
  }

  /** The input will be overwritten before the backward pass. */
  public void dropInput() {
    inputSaved = false;
  }

  /** Where the random numbers of this pass begin: another for every layer and step. */
  long noise() {
    return noise;
  }

  /** Says where the random numbers of this pass begin. */
  public void noise(long first) {
    noise = first;
  }

  /** Gradient blocks in the order of the layer's parameters; empty if the layer is not trained. */
  public List<ParameterBlock> gradients() {
    return gradients;
  }

  /** Sets the gradient blocks. */
  public void gradients(List<ParameterBlock> blocks) {
    this.gradients = blocks;
  }

  /**
   * Channels of the output error that are propagated.
   *
   * @throws IllegalStateException if none were set
   */
  public ChannelSet kept() {
    if (kept == null) {
      throw new IllegalStateException("no channels were chosen");
    }
    return kept;
  }

  /** Sets the channels that are propagated. */
  public void kept(ChannelSet channels) {
    this.kept = channels;
  }

  /** Whether a ReLU behind the layer is applied by it, forward and backward. */
  public boolean rectifies() {
    return rectifies;
  }

  /** Feature map that batch norm adds to its output; null where nothing is added. */
  public @Nullable FeatureMap addend() {
    return addend;
  }

  /** Whether what a batch norm reads is measured, though it normalises by running statistics. */
  boolean observed() {
    return observed;
  }

  /** Batch norm also measures what it reads. */
  public void observe() {
    observed = true;
  }

  /** Whether the work of the forward pass is done by another layer of the network. */
  public boolean folded() {
    return folded;
  }

  boolean statisticsReady() {
    return statisticsReady;
  }

  boolean reductionReady() {
    return reductionReady;
  }

  boolean errorReady() {
    return errorReady;
  }

  @Nullable RangeTask forwardEpilogue() {
    return forwardEpilogue;
  }

  @Nullable RangeTask backwardEpilogue() {
    return backwardEpilogue;
  }

  /** This layer's part of the forward pass is done by the layer before it. */
  public void fold() {
    folded = true;
  }

  /** The layer also applies the ReLU behind it. */
  public void rectify() {
    rectifies = true;
  }

  /** Batch norm also adds a feature map. */
  public void add(FeatureMap other) {
    addend = other;
  }

  /** Runs {@code next}'s batch statistics on every instance that this convolution has computed. */
  public void statisticsFollow(LayerPass next, BatchStatistics norm) {
    forwardEpilogue = (from, to, scratch) -> norm.statistics(next, from, to, scratch);
    next.statisticsReady = true;
  }

  /** Runs {@code next}'s reductions on every instance whose error this layer has computed. */
  public void reductionFollows(LayerPass next, BatchStatistics norm) {
    backwardEpilogue = (from, to, scratch) -> norm.reductions(next, from, to, scratch);
    next.reductionReady = true;
  }

  /** Runs {@code next}'s backward pass on every instance whose error this layer has computed. */
  public void backwardFollows(LayerPass next, InstanceWise layer) {
    backwardEpilogue = (from, to, scratch) -> layer.backward(next, from, to, scratch);
    next.errorReady = true;
  }

  /**
   * Instances of the last forward pass: batch statistics are over these, even if fewer are retained
   * for backward.
   */
  public int forwardInstances() {
    return forwardInstances;
  }

  /** Remembers how many instances the forward pass had, all of which are retained so far. */
  public void forwardInstances(int instances) {
    this.forwardInstances = instances;
    this.retained = null;
  }

  /** Those of the forward pass that the backward pass is for; null where they are all. */
  public @Nullable InstanceSet retained() {
    return retained;
  }

  /** The backward pass is for these alone. */
  public void retained(InstanceSet instances) {
    this.retained = instances;
  }
}
