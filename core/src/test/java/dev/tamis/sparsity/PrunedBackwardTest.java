package dev.tamis.sparsity;

import static dev.tamis.testing.Values.assertSameBits;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tamis.layer.ComputeResources;
import dev.tamis.network.BackwardCost;
import dev.tamis.network.BackwardPlan;
import dev.tamis.network.ChannelSelector;
import dev.tamis.network.Gradients;
import dev.tamis.network.Network;
import dev.tamis.network.NetworkSpec;
import dev.tamis.network.NetworkZoo;
import dev.tamis.network.Workspace;
import dev.tamis.optimizer.Sgd;
import dev.tamis.random.SeededGenerator;
import dev.tamis.tensor.ErrorMap;
import dev.tamis.tensor.FeatureMap;
import dev.tamis.tensor.ParameterBlock;
import dev.tamis.tensor.Shape;
import dev.tamis.testing.Values;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The pruner inside a whole backward pass. */
class PrunedBackwardTest {
  private static final int INSTANCES = 5;
  private static final NetworkSpec RESNET = NetworkZoo.resnet(14, new Shape(8, 8, 3), 10);

  private final ComputeResources resources = new ComputeResources(1);
  private final Network network = new Network(RESNET, resources, new SeededGenerator(3));
  private final Gradients gradients = new Gradients(RESNET);
  private final Workspace workspace =
      network.trainingWorkspace(BackwardPlan.all(RESNET), INSTANCES);

  @AfterEach
  void close() {
    resources.close();
  }

  private static ErrorMapPruner pruner(
      double ratio, ChannelImportance importance, Map<String, Double> overrides) {
    return new ErrorMapPruner(
        RESNET,
        KeepRatioSchedule.constant(ratio),
        importance,
        overrides,
        SeededGenerator.split(7, "pruner"));
  }

  private BackwardCost backward(ChannelSelector selector) {
    SeededGenerator random = SeededGenerator.split(8, "pass");
    FeatureMap images = Values.images(random, RESNET.input(), INSTANCES);
    ErrorMap error = ErrorMap.allocate(RESNET.output(), INSTANCES);
    Values.gaussian(random, 1, error.data());
    network.forward(images, workspace);
    network.backward(error, selector, workspace, gradients);
    return workspace.backwardCost();
  }

  @ParameterizedTest
  @EnumSource
  void keepingAllIsDenseBitForBit(ChannelImportance importance) {
    backward(ChannelSelector.ALL);
    float[] dense = gradients.slab().data().clone();
    Arrays.fill(gradients.slab().data(), 7f);
    BackwardCost cost = backward(pruner(1, importance, Map.of()));

    assertSameBits("gradients", gradients.slab().data(), dense);
    assertThat(cost.scoringMacs()).isZero();
  }

  @ParameterizedTest
  @EnumSource
  void costIsTheKeptShareOfTheClosedFormExactly(ChannelImportance importance) {
    double ratio = 0.3;
    BackwardCost cost = backward(pruner(ratio, importance, Map.of()));
    long error = 0;
    long weights = 0;
    long scoring = 0;
    for (int i = 0; i < RESNET.nodes().size(); i++) {
      long macs = RESNET.forwardMacs(i);
      if (macs == 0) {
        continue;
      }
      String name = RESNET.nodes().get(i).name();
      Shape out = RESNET.shapes().get(i);
      Shape in = RESNET.inputShapes(i).get(0);
      boolean pruned = name.contains("block") && !name.contains("shortcut");
      long n = out.channels();
      long kept = pruned ? Math.round(ratio * n) : n;
      weights += INSTANCES * macs * kept / n;
      error += name.equals("stem.conv") ? 0 : INSTANCES * macs * kept / n;
      scoring += pruned ? (long) INSTANCES * out.size() + 9 * in.channels() * n : 0;
      boolean scaled = pruned && importance == ChannelImportance.UNBIASED;
      scoring += scaled ? INSTANCES * out.pixels() * kept : 0;
    }

    assertThat(cost.weightMacs()).isEqualTo(weights);
    assertThat(cost.errorMacs()).isEqualTo(error);
    assertThat(cost.scoringMacs()).isEqualTo(importance == ChannelImportance.RANDOM ? 0 : scoring);
    assertThat(cost.totalMacs())
        .isEqualTo(cost.weightMacs() + cost.errorMacs() + cost.scoringMacs());
  }

  /**
   * Over many draws the gradients of every layer, through six pruned convolutions and their
   * shortcuts, have the dense gradients as their mean: the squared distance is what their variance
   * explains. Top-k of the same size is far off.
   */
  @Test
  void unbiasedGradientsAreDenseOnesInExpectation() {
    NetworkSpec spec = NetworkZoo.resnet(8, new Shape(8, 8, 3), 10);
    try (ComputeResources own = new ComputeResources(1)) {
      Network small = new Network(spec, own, new SeededGenerator(4));
      double[] unbiased = excess(small, ChannelImportance.UNBIASED, 1500);
      double[] product = excess(small, ChannelImportance.PRODUCT, 2);
      for (int i = 0; i < spec.nodes().size(); i++) {
        assertThat(unbiased[i]).as(spec.nodes().get(i).name()).isLessThan(2);
      }
      assertThat(Arrays.stream(product).max().orElse(0)).isGreaterThan(100);
    }
  }

  /** By node, squared distance of the mean from dense over what its variance makes likely. */
  private static double[] excess(Network network, ChannelImportance importance, int draws) {
    NetworkSpec spec = network.spec();
    Workspace workspace = network.trainingWorkspace(BackwardPlan.all(spec), 2);
    Gradients gradients = new Gradients(spec);
    SeededGenerator random = SeededGenerator.split(9, "pass");
    FeatureMap images = Values.images(random, spec.input(), 2);
    ErrorMap error = ErrorMap.allocate(spec.output(), 2);
    Values.gaussian(random, 1, error.data());
    ErrorMapPruner pruner =
        new ErrorMapPruner(
            spec,
            KeepRatioSchedule.constant(0.6),
            importance,
            Map.of(),
            SeededGenerator.split(7, "pruner"));
    float[] values = gradients.slab().data();
    network.forward(images, workspace);
    network.backward(error, ChannelSelector.ALL, workspace, gradients);
    float[] dense = values.clone();
    double[] sum = new double[values.length];
    double[] squares = new double[values.length];
    for (int draw = 0; draw < draws; draw++) {
      network.forward(images, workspace);
      network.backward(error, pruner, workspace, gradients);
      for (int k = 0; k < values.length; k++) {
        double difference = (double) values[k] - dense[k];
        sum[k] += difference / draws;
        squares[k] += difference * difference / draws;
      }
    }
    double[] excess = new double[spec.nodes().size()];
    for (int i = 0; i < excess.length; i++) {
      double distance = 0;
      double likely = 1e-9;
      for (ParameterBlock block : gradients.blocks(i)) {
        for (int k = block.offset(); k < block.offset() + block.length(); k++) {
          distance += sum[k] * sum[k];
          likely += (squares[k] - sum[k] * sum[k]) / draws;
        }
      }
      excess[i] = distance / likely;
    }
    return excess;
  }

  @Test
  void prunedKernelsHaveZeroGradientsAndAreStillDecayedAndCarriedByMomentum() {
    String name = "stage1.block1.conv1";
    int node = RESNET.nodes().stream().map(n -> n.name()).toList().indexOf(name);
    Sgd sgd = new Sgd(RESNET, BackwardPlan.all(RESNET), 0.5, 0.1);
    ParameterBlock weights = network.parameters().trained(node).get(0);
    ParameterBlock gradient = gradients.blocks(node).get(0);
    int row = weights.length() / 16;

    backward(ChannelSelector.ALL);
    float[] before = weights.data().clone();
    float[] denseGradient = gradient.data().clone();
    sgd.step(network.parameters(), gradients, 0.25);
    float[] between = weights.data().clone();
    backward(pruner(0.25, ChannelImportance.PRODUCT, Map.of()));
    sgd.step(network.parameters(), gradients, 0.25);

    int zeroRows = 0;
    for (int o = 0; o < 16; o++) {
      int at = weights.offset() + o * row;
      boolean zero = true;
      for (int k = at; k < at + row; k++) {
        zero &= gradient.data()[k] == 0f;
      }
      zeroRows += zero ? 1 : 0;
      for (int k = at; zero && k < at + row; k++) {
        float velocity = denseGradient[k] + 0.1f * before[k];
        float next = 0.5f * velocity + 0.1f * between[k];
        assertThat(weights.data()[k]).isEqualTo(between[k] - 0.25f * next);
      }
    }
    assertThat(zeroRows).isEqualTo(12);
  }

  @Test
  void batchNormsAndTheClassifierGetTheirGradientsInFull() {
    backward(pruner(0.1, ChannelImportance.PRODUCT, Map.of()));

    for (int i = 0; i < RESNET.nodes().size(); i++) {
      String name = RESNET.nodes().get(i).name();
      if (name.contains("norm") || name.equals("fc")) {
        ParameterBlock shift = gradients.blocks(i).get(1);
        for (int k = 0; k < shift.length(); k++) {
          assertThat(shift.data()[shift.offset() + k]).as(name).isNotZero();
        }
      }
    }
  }
}
