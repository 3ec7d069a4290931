package dev.tamis.network;

import dev.tamis.layer.BatchStatistics;
import dev.tamis.layer.ComputeResources;
import dev.tamis.layer.ConvolutionLayer;
import dev.tamis.layer.Layer;
import dev.tamis.layer.LayerPass;
import dev.tamis.quantize.QuantizationScheme;
import dev.tamis.random.SeededGenerator;
import dev.tamis.tensor.ChannelSet;
import dev.tamis.tensor.ErrorMap;
import dev.tamis.tensor.FeatureMap;
import dev.tamis.tensor.InstanceSet;
import java.util.ArrayList;
import java.util.List;

/**
 * A network that computes: a spec, its parameters and its layers. Activations, error maps and
 * gradients belong to the caller. Networks that share {@link ComputeResources} must not run at the
 * same time.
 */
public final class Network {
  private final NetworkSpec spec;
  private final Parameters parameters;
  private final ComputeResources resources;
  private final List<Layer> layers;
  private final StoragePlan storage;
  private final NetworkBits bits;
  private final SeededGenerator rounding = new SeededGenerator(0);
  private long roundingSeed;
  private long dropoutSeed;

  /**
   * A network of floats with freshly initialised parameters: N(0, 2 / fanIn) before a ReLU, N(0, 1
   * / fanIn) elsewhere.
   *
   * @param spec what it is
   * @param resources what computes it
   * @param generator source of the initial weights, and of what dropout draws
   */
  public Network(NetworkSpec spec, ComputeResources resources, SeededGenerator generator) {
    this(spec, resources, generator, QuantizationScheme.NONE);
  }

  /**
   * A network with freshly initialised parameters whose values are rounded as a scheme says. The
   * outputs of its nodes are stored as bytes of up to 8 bits, also in workspaces for inference;
   * error maps and gradients are floats in memory. Images are rounded while the first layer reads
   * them.
   *
   * @param generator source of the initial weights, which are those of a network of floats, and
   *     then of the chance in rounding error maps
   */
  public Network(
      NetworkSpec spec,
      ComputeResources resources,
      SeededGenerator generator,
      QuantizationScheme scheme) {
    this.spec = spec;
    this.parameters = new Parameters(spec, generator);
    this.resources = resources;
    this.layers = bind(spec, parameters, resources);
    this.storage = StoragePlan.of(spec, scheme);
    this.bits = new NetworkBits(spec, storage);
    this.dropoutSeed = SeededGenerator.split(generator.state(), "dropout").nextLong();
    if (scheme.isQuantized()) {
      quantize(generator);
    }
  }

  private static List<Layer> bind(
      NetworkSpec spec, Parameters parameters, ComputeResources resources) {
    List<Layer> bound = new ArrayList<>();
    for (int i = 0; i < spec.nodes().size(); i++) {
      bound.add(
          spec.layer(i)
              .bind(
                  spec.inputShapes(i), parameters.trained(i), parameters.statistics(i), resources));
    }
    return List.copyOf(bound);
  }

  private void quantize(SeededGenerator generator) {
    int largest = spec.input().size();
    for (int i = 0; i < layers.size(); i++) {
      largest = Math.max(largest, spec.shapes().get(i).size());
      if (storage.quantizes(i) && layers.get(i) instanceof ConvolutionLayer layer) {
        layer.quantize(storage.scheme());
      }
    }
    roundingSeed = generator.nextLong();
    resources.reserveStage(largest);
  }

  private Network(Network quantized) {
    this.spec = quantized.spec;
    this.parameters = quantized.parameters;
    this.resources = quantized.resources;
    this.layers = bind(spec, parameters, resources);
    this.storage = StoragePlan.of(spec, QuantizationScheme.NONE);
    this.bits = new NetworkBits(spec, storage);
    this.dropoutSeed = quantized.dropoutSeed;
  }

  private Network(Network whole, NetworkSpec prefix) {
    this.spec = prefix;
    this.parameters = whole.parameters;
    this.resources = whole.resources;
    this.layers = whole.layers.subList(0, prefix.nodes().size());
    this.storage = whole.storage.prefix(prefix.nodes().size());
    this.bits = new NetworkBits(prefix, storage);
    this.dropoutSeed = whole.dropoutSeed;
  }

  /**
   * The first nodes of this network as one of their own, which shares their weights: what this
   * network learns, it knows. Its {@link #parameters} are this network's.
   *
   * @param count how many nodes, from 1
   * @throws IllegalArgumentException if one of them but the last is not read by another of them
   */
  public Network prefix(int count) {
    return new Network(this, spec.prefix(count));
  }

  /** This network without any rounding. It shares the {@link #parameters}, which are floats. */
  public Network inFloats() {
    return new Network(this);
  }

  /** What the network is. */
  public NetworkSpec spec() {
    return spec;
  }

  /** Its weights and running statistics. */
  public Parameters parameters() {
    return parameters;
  }

  /** How values are rounded. */
  public QuantizationScheme scheme() {
    return storage.scheme();
  }

  /** The bits of its products. */
  public NetworkBits bits() {
    return bits;
  }

  /**
   * What chance decides in rounding error maps follows from this number and the step: part of a
   * training's state.
   */
  public long roundingSeed() {
    return roundingSeed;
  }

  /** Goes on with the chance of a saved training. */
  public void roundingSeed(long seed) {
    roundingSeed = seed;
  }

  /**
   * Says which step the next backward pass belongs to, which decides how error maps are rounded.
   */
  public void atStep(long step) {
    if (!storage.scheme().isQuantized()) {
      return;
    }
    rounding.restore(roundingSeed ^ step);
    rounding.restore(rounding.nextLong());
    for (int i = 0; i < layers.size(); i++) {
      if (layers.get(i) instanceof ConvolutionLayer layer) {
        layer.roundBy((int) (rounding.nextLong() >>> Integer.SIZE));
      }
    }
  }

  /** What all that dropout draws follows from, besides the number of the pass. */
  public long dropoutSeed() {
    return dropoutSeed;
  }

  /** Continues with the draws of a saved network. */
  public void dropoutSeed(long seed) {
    dropoutSeed = seed;
  }

  /** Bytes of packed weights. */
  public long packedBytes() {
    long floats = 0;
    for (Layer layer : layers) {
      floats += layer.packedFloats();
    }
    return floats * Float.BYTES;
  }

  /** Bytes of the threads' working memory, shared by all networks with the same resources. */
  public long scratchBytes() {
    return resources.scratchBytes();
  }

  /**
   * Memory for training steps.
   *
   * @param plan what is trained
   * @param capacity largest mini-batch
   */
  public Workspace trainingWorkspace(BackwardPlan plan, int capacity) {
    return trainingWorkspace(plan, FusionPlan.of(spec), capacity);
  }

  /** The same with a choice of which passes over memory are joined. */
  Workspace trainingWorkspace(BackwardPlan plan, FusionPlan fusion, int capacity) {
    return new Workspace(spec, layers, plan, fusion, storage, capacity);
  }

  /**
   * Memory for passes that are not trained on: nothing is saved, running statistics are used and
   * left alone.
   *
   * @param capacity largest mini-batch
   */
  public Workspace inferenceWorkspace(int capacity) {
    return new Workspace(spec, layers, null, FusionPlan.of(spec), storage, capacity);
  }

  /**
   * As {@link #inferenceWorkspace}, but batch norms also measure what they read, for {@link
   * #moments}: sums over each of their inputs, no products.
   */
  public Workspace observingWorkspace(int capacity) {
    return inferenceWorkspace(capacity).observe(layers);
  }

  /**
   * What the batch norms read in the last forward pass: mean and variance of each channel over its
   * instances, normalised below as the network did there.
   *
   * @param workspace an {@linkplain #observingWorkspace observing} one
   * @param destination as long as the slab of {@link Parameters#statistics}; each value is written
   *     where the running one stands, all else is left alone
   */
  public void moments(Workspace workspace, float[] destination) {
    for (int i = 0; i < layers.size(); i++) {
      if (layers.get(i) instanceof BatchStatistics norm) {
        norm.moments(workspace.pass(i), destination);
      }
    }
  }

  /**
   * Forward pass; in a training workspace with batch statistics, saving what the backward pass
   * needs.
   *
   * @param images at least one instance, at most the workspace's capacity; must stay unchanged
   *     until the backward pass is done
   * @return logits, in the workspace's memory: valid until its next pass
   */
  public FeatureMap forward(FeatureMap images, Workspace workspace) {
    if (!images.shape().equals(spec.input())) {
      throw new IllegalArgumentException(
          "network "
              + spec.name()
              + " takes images of "
              + spec.input()
              + ", not "
              + images.shape());
    }
    int instances = images.instances();
    if (instances < 1 || instances > workspace.capacity()) {
      throw new IllegalArgumentException(
          instances + " instances do not fit a workspace for 1 to " + workspace.capacity());
    }
    workspace.resize(instances);
    long draw = workspace.nextDraw();
    for (int i = 0; i < layers.size(); i++) {
      LayerPass pass = workspace.pass(i);
      setImages(i, pass, images);
      pass.forwardInstances(instances);
      pass.noise(SeededGenerator.mix(SeededGenerator.mix(dropoutSeed + i) + draw));
      layers.get(i).forward(pass);
    }
    return workspace.output();
  }

  private void setImages(int i, LayerPass pass, FeatureMap images) {
    List<Integer> inputs = spec.nodes().get(i).inputs();
    for (int k = 0; k < inputs.size(); k++) {
      if (inputs.get(k) == NetworkSpec.IMAGES) {
        pass.input(k, images);
      }
    }
  }

  /**
   * Drops all but the given instances of the last forward pass, so that the backward pass costs
   * only these. Batch statistics stay those of all forwarded instances; what would flow back
   * through them into dropped instances is left out.
   *
   * @param retained at least one of the forwarded instances; must stay unchanged until the backward
   *     pass is done
   * @param images the retained images, in the same order
   */
  public void retain(Workspace workspace, InstanceSet retained, FeatureMap images) {
    workspace.retain(retained);
    for (int i = 0; i < layers.size(); i++) {
      LayerPass pass = workspace.pass(i);
      setImages(i, pass, images);
      pass.retained(retained);
    }
  }

  /**
   * Backward pass of the last forward pass. Convolutions propagate the channels that the selector
   * keeps, and compute gradients for those alone; what it did and how long it took is in {@link
   * Workspace#backwardCost()}.
   *
   * @param error error of the logits, one row per forwarded (or retained) instance
   * @param selector chooses channels
   * @param gradients receives the gradients of trained nodes
   */
  public void backward(
      ErrorMap error, ChannelSelector selector, Workspace workspace, Gradients gradients) {
    BackwardPlan plan = workspace.plan();
    int last = layers.size() - 1;
    ErrorMap outputError = workspace.error(last);
    if (error.size() != outputError.size()) {
      throw new IllegalArgumentException(
          "an error of " + error + " for a forward pass of " + outputError);
    }
    System.arraycopy(
        error.data(), error.offset(), outputError.data(), outputError.offset(), error.size());
    BackwardCost cost = workspace.backwardCost();
    cost.clear();
    for (int i = last; i >= 0; i--) {
      if (plan.carriesError(i)) {
        LayerPass pass = workspace.pass(i);
        pass.gradients(plan.trains(i) ? gradients.blocks(i) : List.of());
        backward(i, pass, selector, workspace);
      }
    }
  }

  private void backward(int i, LayerPass pass, ChannelSelector selector, Workspace workspace) {
    Layer layer = layers.get(i);
    BackwardCost cost = workspace.backwardCost();
    long macs = 0;
    if (layer instanceof ConvolutionLayer convolution) {
      choose(i, convolution, pass, selector, workspace);
      macs =
          convolution.macs()
              / convolution.outputChannels()
              * pass.kept().count()
              * pass.outputError().instances();
    }
    long start = System.nanoTime();
    layer.backwardWeights(pass);
    long middle = System.nanoTime();
    layer.backwardError(pass);
    long end = System.nanoTime();
    cost.addWeights(pass.gradients().isEmpty() ? 0 : macs, bits.weightGradient(i), middle - start);
    cost.addError(pass.inputError(0) == null ? 0 : macs, bits.errorPropagation(i), end - middle);
  }

  private static void choose(
      int i,
      ConvolutionLayer layer,
      LayerPass pass,
      ChannelSelector selector,
      Workspace workspace) {
    int channels = layer.outputChannels();
    ChannelSet kept = workspace.channels(i);
    pass.kept(kept);
    int count = selector.keptCount(i, channels);
    if (count >= channels) {
      kept.selectAll();
      return;
    }
    long start = System.nanoTime();
    long macs = 0;
    ErrorMap error = pass.outputError();
    if (selector.needsNorms()) {
      layer.weightNorms(workspace.kernelNorms());
      layer.errorNorms(error, workspace.channelSums(), workspace.errorNorms());
      macs = error.size() + layer.macs() / error.shape().pixels();
    }
    kept.reset(channels);
    selector.select(i, error.instances(), workspace.kernelNorms(), workspace.errorNorms(), kept);
    if (kept.count() != count) {
      throw new IllegalStateException(
          "the channel selector kept "
              + kept.count()
              + " channels of node "
              + i
              + ", not "
              + count);
    }
    if (selector.scales()) {
      selector.factors(kept, workspace.channelFactors());
      layer.scaleError(error, kept, workspace.channelFactors());
      macs += (long) error.instances() * error.shape().pixels() * count;
    }
    workspace.backwardCost().addScoring(macs, System.nanoTime() - start);
  }
}
