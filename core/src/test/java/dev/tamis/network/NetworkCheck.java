package dev.tamis.network;

import static dev.tamis.testing.Values.assertClose;
import static dev.tamis.testing.Values.doubles;
import static dev.tamis.testing.Values.largest;

import dev.tamis.layer.ComputeResources;
import dev.tamis.random.SeededGenerator;
import dev.tamis.tensor.ChannelSet;
import dev.tamis.tensor.ErrorMap;
import dev.tamis.tensor.FeatureMap;
import dev.tamis.tensor.InstanceSet;
import dev.tamis.tensor.ParameterBlock;
import dev.tamis.testing.NaiveNetwork;
import dev.tamis.testing.RandomNetworks;
import dev.tamis.testing.RandomSelector;
import dev.tamis.testing.Values;
import java.util.Arrays;
import java.util.Map;

/** Holds a network, with all its shared memory, to the naive one. */
final class NetworkCheck {
  private static final double TOLERANCE = 1e-4;
  private static final double SMALLEST_MARGIN = 2e-6;

  private final String what;
  private final NetworkSpec spec;
  private final SeededGenerator random;
  private final Network network;
  private final NaiveNetwork naive;
  private final BackwardPlan plan;
  private final Workspace workspace;
  private final Gradients gradients;
  private boolean comparable = true;

  NetworkCheck(
      String what,
      NetworkSpec spec,
      BackwardPlan plan,
      int capacity,
      ComputeResources resources,
      SeededGenerator random) {
    this.what = what;
    this.spec = spec;
    this.random = random;
    this.plan = plan;
    network = new Network(spec, resources, random);
    RandomNetworks.randomize(network, random);
    naive = new NaiveNetwork(network, plan::freezesStatistics);
    workspace = network.trainingWorkspace(plan, capacity);
    gradients = new Gradients(spec);
  }

  /** Whether no pass so far was too close to the kink of a ReLU or max pool to be compared. */
  boolean comparable() {
    return comparable;
  }

  Workspace workspace() {
    return workspace;
  }

  /** Forward and backward passes over random images, all channels kept. */
  void train(int instances) {
    FeatureMap images = Values.images(random, spec.input(), instances);
    if (forward(images)) {
      backward(randomError(instances), ChannelSelector.ALL, Map.of(), Map.of(), null);
    }
  }

  /** The same with random channels kept and scaled by random factors. */
  void trainScaled(int instances) {
    FeatureMap images = Values.images(random, spec.input(), instances);
    if (forward(images)) {
      RandomSelector selector = new RandomSelector(random, true);
      backward(randomError(instances), selector, selector.chosen(), selector.factors(), null);
    }
  }

  /** The same with random channels kept. */
  void trainPruned(int instances) {
    FeatureMap images = Values.images(random, spec.input(), instances);
    if (forward(images)) {
      RandomSelector selector = new RandomSelector(random);
      backward(randomError(instances), selector, selector.chosen(), Map.of(), null);
    }
  }

  /** The same with all but some instances dropped after the forward pass. */
  void trainRetained(int instances) {
    FeatureMap images = Values.images(random, spec.input(), instances);
    if (!forward(images)) {
      return;
    }
    ChannelSet subset = RandomSelector.random(random, instances);
    boolean[] retained = new boolean[instances];
    InstanceSet set = new InstanceSet(instances);
    FeatureMap kept = FeatureMap.allocate(spec.input(), subset.count());
    int size = spec.input().size();
    for (int k = 0; k < subset.count(); k++) {
      retained[subset.get(k)] = true;
      set.append(subset.get(k));
      System.arraycopy(
          images.data(), images.offset(subset.get(k)), kept.data(), kept.offset(k), size);
    }
    network.retain(workspace, set, kept);
    ErrorMap error = randomError(subset.count());
    backward(error, ChannelSelector.ALL, Map.of(), Map.of(), retained);
  }

  /** Inference with running statistics. */
  void infer(int instances, int capacity) {
    FeatureMap images = Values.images(random, spec.input(), instances);
    FeatureMap logits = network.forward(images, network.inferenceWorkspace(capacity));
    double[] expected = naive.forward(doubles(images), instances, false);
    assertClose(what + ", inference logits", doubles(logits), expected, TOLERANCE, 1e-3);
  }

  private boolean forward(FeatureMap images) {
    FeatureMap logits = network.forward(images, workspace);
    double[] expected = naive.forward(doubles(images), images.instances(), true);
    assertClose(what + ", logits", doubles(logits), expected, TOLERANCE, 1e-3);
    for (int i = 0; i < spec.nodes().size(); i++) {
      for (int b = 0; b < naive.statistics[i].length; b++) {
        ParameterBlock block = network.parameters().statistics(i).get(b);
        String name = what + ", running statistics of " + spec.nodes().get(i).name();
        double[] actual = doubles(block.data(), block.offset(), block.length());
        assertClose(name, actual, naive.statistics[i][b], TOLERANCE, 1e-3);
      }
    }
    comparable &= naive.margin() > SMALLEST_MARGIN;
    return comparable;
  }

  private ErrorMap randomError(int instances) {
    ErrorMap error = ErrorMap.allocate(spec.output(), instances);
    Values.gaussian(random, 1, error.data());
    return error;
  }

  private void backward(
      ErrorMap error,
      ChannelSelector selector,
      Map<Integer, ChannelSet> kept,
      Map<Integer, float[]> factors,
      boolean[] retained) {
    Arrays.fill(gradients.slab().data(), 0f);
    network.backward(error, selector, workspace, gradients);
    naive.backward(spread(error, retained), kept, factors, retained);
    double all = 0;
    for (double[][] node : naive.gradients) {
      for (double[] block : node) {
        all = Math.max(all, largest(block));
      }
    }
    for (int i = 0; i < spec.nodes().size(); i++) {
      for (int b = 0; b < naive.gradients[i].length; b++) {
        ParameterBlock block = gradients.blocks(i).get(b);
        double[] actual = doubles(block.data(), block.offset(), block.length());
        double[] expected =
            plan.trains(i) ? naive.gradients[i][b] : new double[naive.gradients[i][b].length];
        String name = what + ", gradient " + b + " of " + spec.nodes().get(i);
        assertClose(name, actual, expected, TOLERANCE, 0.1 * all);
      }
    }
  }

  /** Rows of retained instances in their old places, zeros elsewhere. */
  private double[] spread(ErrorMap error, boolean[] retained) {
    double[] rows = doubles(error);
    if (retained == null) {
      return rows;
    }
    int size = spec.output().size();
    double[] all = new double[retained.length * size];
    for (int n = 0, k = 0; n < retained.length; n++) {
      if (retained[n]) {
        System.arraycopy(rows, k * size, all, n * size, size);
        k++;
      }
    }
    return all;
  }
}
