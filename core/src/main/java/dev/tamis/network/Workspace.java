package dev.tamis.network;

import dev.tamis.layer.BatchStatistics;
import dev.tamis.layer.ConvolutionLayer;
import dev.tamis.layer.InstanceWise;
import dev.tamis.layer.Layer;
import dev.tamis.layer.LayerPass;
import dev.tamis.quantize.QuantizationScheme;
import dev.tamis.tensor.ChannelSet;
import dev.tamis.tensor.ErrorMap;
import dev.tamis.tensor.FeatureMap;
import dev.tamis.tensor.InstanceSet;
import dev.tamis.tensor.Int8Tensor;
import dev.tamis.tensor.Shape;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Memory for passes over mini-batches of up to a fixed size: activations and error maps in one
 * slab, placed by their lifetimes before the first step. Made by {@link Network}.
 */
public final class Workspace {
  /**
   * Floats behind the last element, so that a vector of 16 lanes that begins in the slab ends in
   * it. Where one does not, be it for lanes that are masked, the JDK checks its mask by an array
   * that it allocates.
   */
  private static final int SLACK = 15;

  private final int capacity;
  private final @Nullable BackwardPlan plan;
  private final float[] slab;
  private final byte[] byteSlab;
  private final FeatureMap[] outputs;
  private final @Nullable ErrorMap[] errors;
  private final boolean[] savedFirst;
  private final LayerPass[] passes;
  private final @Nullable ChannelSet[] channels;
  private final float[] channelSums;
  private final float[] kernelNorms;
  private final float[] errorNorms;
  private final float[] channelFactors;
  private final BackwardCost cost = new BackwardCost();
  private final long stateFloats;
  private long draw;

  Workspace(
      NetworkSpec spec,
      List<Layer> layers,
      @Nullable BackwardPlan plan,
      FusionPlan fusion,
      StoragePlan storage,
      int capacity) {
    if (capacity < 1) {
      throw new IllegalArgumentException(
          "a workspace for " + capacity + " instances: use 1 or more");
    }
    this.capacity = capacity;
    this.plan = plan;
    WorkspacePlan places = new WorkspacePlan(spec, plan, fusion, storage);
    slab = new float[arrayLength(spec, places.floatsPerInstance(), Float.BYTES) + SLACK];
    byteSlab = new byte[arrayLength(spec, places.bytesPerInstance(), Byte.BYTES)];
    int size = spec.nodes().size();
    outputs = new FeatureMap[size];
    errors = new ErrorMap[size];
    channels = new ChannelSet[size];
    savedFirst = new boolean[size];
    int widest = 0;
    for (int i = 0; i < size; i++) {
      outputs[i] = output(i, spec, places, storage);
      savedFirst[i] = places.ownsSavedOutput(i);
      if (plan != null && plan.carriesError(i)) {
        errors[i] =
            new ErrorMap(
                slab, (int) (places.errorPlace(i) * capacity), spec.shapes().get(i), capacity);
      }
      if (plan != null && layers.get(i) instanceof ConvolutionLayer convolution) {
        convolution.reserveBackward(capacity);
        channels[i] = new ChannelSet(convolution.outputChannels());
        widest = Math.max(widest, convolution.outputChannels());
      }
    }
    channelSums = new float[Math.multiplyExact(widest, capacity)];
    kernelNorms = new float[widest];
    errorNorms = new float[widest];
    channelFactors = new float[widest];
    passes = new LayerPass[size];
    long state = channelSums.length;
    for (int i = 0; i < size; i++) {
      float[][] memory = state(layers.get(i));
      for (float[] part : memory) {
        state += part.length;
      }
      passes[i] = pass(spec, fusion, i, memory);
    }
    for (int i = 0; i < size; i++) {
      join(i, layers, fusion);
    }
    stateFloats = state;
  }

  /** Batch norms of this workspace measure what they read. */
  Workspace observe(List<Layer> layers) {
    for (int i = 0; i < passes.length; i++) {
      if (layers.get(i) instanceof BatchStatistics) {
        passes[i].observe();
      }
    }
    return this;
  }

  private int arrayLength(NetworkSpec spec, long perInstance, int elementBytes) {
    long length = Math.multiplyExact(perInstance, (long) capacity);
    if (length > Integer.MAX_VALUE - 8 - SLACK) {
      throw new IllegalArgumentException(
          spec.name()
              + " needs "
              + length * elementBytes
              + " bytes of activations at batch size "
              + capacity
              + ", more than one array holds: use a smaller batch");
    }
    return (int) length;
  }

  /** Nodes that share a value share its bytes and their scales. */
  private FeatureMap output(int i, NetworkSpec spec, WorkspacePlan places, StoragePlan storage) {
    Shape shape = spec.shapes().get(i);
    int at = (int) (places.outputPlace(i) * capacity);
    if (!places.isEncoded(i)) {
      int levels = storage.rounds(i) && !storage.bytes() ? storage.levels() : 0;
      return new FeatureMap(slab, at, shape, capacity, levels);
    }
    int owner = places.owner(i);
    Int8Tensor codes =
        owner < i ? outputs[owner].codes() : new Int8Tensor(byteSlab, at, shape.size(), capacity);
    return new FeatureMap(codes, shape, storage.levels());
  }

  private float[][] state(Layer layer) {
    int[] lengths = layer.stateLengths(capacity);
    float[][] memory = new float[lengths.length][];
    for (int k = 0; k < lengths.length; k++) {
      memory[k] = new float[lengths[k]];
    }
    return memory;
  }

  private void join(int i, List<Layer> layers, FusionPlan fusion) {
    if (fusion.folded(i)) {
      passes[i].fold();
    }
    if (fusion.rectifies(i) || (fusion.adds(i) && fusion.rectifies(i + 1))) {
      passes[i].rectify();
    }
    if (fusion.adds(i)) {
      passes[i].add(outputs[fusion.addedTo(i)]);
    }
    if (plan == null) {
      return;
    }
    if (fusion.takesStatistics(i) && !plan.freezesStatistics(i + 1)) {
      passes[i].statisticsFollow(passes[i + 1], (BatchStatistics) layers.get(i + 1));
    }
    int next = fusion.follower(i);
    if (next >= 0 && plan.carriesError(next)) {
      if (layers.get(next) instanceof BatchStatistics norm) {
        passes[i].reductionFollows(passes[next], norm);
      } else {
        passes[i].backwardFollows(passes[next], (InstanceWise) layers.get(next));
      }
    }
  }

  private LayerPass pass(NetworkSpec spec, FusionPlan fusion, int i, float[][] memory) {
    List<Integer> inputs = spec.nodes().get(i).inputs();
    FeatureMap[] from = new FeatureMap[inputs.size()];
    @Nullable ErrorMap[] inputErrors = new ErrorMap[inputs.size()];
    boolean[] accumulate = new boolean[inputs.size()];
    for (int k = 0; k < from.length; k++) {
      int node = inputs.get(k);
      if (node == NetworkSpec.IMAGES) {
        from[k] = new FeatureMap(slab, 0, spec.input(), 0);
      } else {
        from[k] = outputs[node];
        inputErrors[k] = errors[node];
        // Nodes run backward in descending order, so the last consumer writes first.
        List<Integer> consumers = spec.consumers(node);
        int last = consumers.get(consumers.size() - 1);
        accumulate[k] = i != last || inputs.indexOf(node) != k;
      }
    }
    LayerPass pass =
        new LayerPass(
            from,
            outputs[fusion.adds(i) ? i + 1 : i],
            errors[i],
            inputErrors,
            accumulate,
            memory,
            plan != null && !plan.freezesStatistics(i));
    if (plan != null && !plan.readsInput(i)) {
      pass.dropInput();
    }
    return pass;
  }

  /**
   * Bytes of every node's output that stay until the backward pass, for one instance. What a node
   * shares with an earlier one is counted there.
   */
  public static long[] savedBytes(NetworkSpec spec, BackwardPlan plan) {
    return savedBytes(spec, plan, QuantizationScheme.NONE);
  }

  /** The same of a network that is quantized. */
  public static long[] savedBytes(NetworkSpec spec, BackwardPlan plan, QuantizationScheme scheme) {
    StoragePlan storage = StoragePlan.of(spec, scheme);
    WorkspacePlan places = new WorkspacePlan(spec, plan, FusionPlan.of(spec), storage);
    long[] bytes = new long[spec.nodes().size()];
    for (int i = 0; i < bytes.length; i++) {
      int element = places.isEncoded(i) ? Byte.BYTES : Float.BYTES;
      bytes[i] = places.ownsSavedOutput(i) ? (long) spec.shapes().get(i).size() * element : 0;
    }
    return bytes;
  }

  /** Largest mini-batch. */
  public int capacity() {
    return capacity;
  }

  /** Instances of the last forward pass. */
  public int instances() {
    return output().instances();
  }

  /** Bytes of activations, error maps and the layers' working memory. */
  public long bytes() {
    return (slab.length + stateFloats) * Float.BYTES + byteSlab.length;
  }

  /** What the last backward pass cost. */
  public BackwardCost backwardCost() {
    return cost;
  }

  /**
   * Says what dropout draws in the next forward pass: the same for the same number. Each pass draws
   * by the number after the last one's.
   */
  public void draw(long number) {
    draw = number;
  }

  long nextDraw() {
    return draw++;
  }

  BackwardPlan plan() {
    if (plan == null) {
      throw new IllegalStateException("a workspace for inference cannot run a backward pass");
    }
    return plan;
  }

  LayerPass pass(int i) {
    return passes[i];
  }

  FeatureMap output() {
    return outputs[outputs.length - 1];
  }

  ErrorMap error(int i) {
    ErrorMap error = errors[i];
    if (error == null) {
      throw new IllegalStateException("node " + i + " carries no error");
    }
    return error;
  }

  ChannelSet channels(int i) {
    ChannelSet set = channels[i];
    if (set == null) {
      throw new IllegalStateException("node " + i + " has no channels to choose");
    }
    return set;
  }

  float[] channelSums() {
    return channelSums;
  }

  float[] kernelNorms() {
    return kernelNorms;
  }

  float[] errorNorms() {
    return errorNorms;
  }

  float[] channelFactors() {
    return channelFactors;
  }

  void resize(int instances) {
    for (FeatureMap output : outputs) {
      output.resize(instances);
    }
    for (ErrorMap error : errors) {
      if (error != null) {
        error.resize(instances);
      }
    }
  }

  void retain(InstanceSet retained) {
    for (int i = 0; i < outputs.length; i++) {
      if (savedFirst[i]) {
        outputs[i].compact(retained);
      }
    }
    resize(retained.count());
  }
}
