package dev.tamis.network;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tamis.layer.BatchNorm2d;
import dev.tamis.layer.ComputeResources;
import dev.tamis.random.SeededGenerator;
import dev.tamis.tensor.ErrorMap;
import dev.tamis.tensor.Shape;
import dev.tamis.testing.Values;
import org.junit.jupiter.api.Test;

class BackwardPlanTest {
  private static final NetworkSpec LENET = NetworkZoo.lenet(new Shape(28, 28, 1), 10);
  private static final long CONV1 = 20 * 24 * 24 * 25;
  private static final long CONV2 = 50 * 8 * 8 * 500;
  private static final long FC1 = 800 * 500;
  private static final long FC2 = 500 * 10;

  @Test
  void densePropagatesToAllButTheFirstLayer() {
    BackwardPlan all = BackwardPlan.all(LENET);

    assertThat(all.weightMacs()).isEqualTo(CONV1 + CONV2 + FC1 + FC2);
    assertThat(all.errorMacs()).isEqualTo(CONV2 + FC1 + FC2);
  }

  @Test
  void aTrainedHeadCostsItsOwnProductsAlone() {
    BackwardPlan head = BackwardPlan.training(LENET, name -> name.startsWith("fc"));

    assertThat(head.weightMacs()).isEqualTo(FC1 + FC2);
    assertThat(head.errorMacs()).isEqualTo(FC2);
    assertThat(head.trains(0)).isFalse();
    for (int i = 0; i < LENET.nodes().size(); i++) {
      assertThat(head.carriesError(i)).isEqualTo(i >= 7);
    }
  }

  @Test
  void aFrozenLayerBetweenTrainedOnesPropagatesWithoutAGradient() {
    BackwardPlan plan = BackwardPlan.training(LENET, name -> !name.equals("conv2"));

    assertThat(plan.weightMacs()).isEqualTo(CONV1 + FC1 + FC2);
    assertThat(plan.errorMacs()).isEqualTo(CONV2 + FC1 + FC2);
  }

  @Test
  void nodesWithoutParametersAreNotTrained() {
    BackwardPlan plan = BackwardPlan.training(LENET, name -> name.equals("pool1"));

    assertThat(plan.weightMacs()).isZero();
    assertThat(plan.carriesError(LENET.nodes().size() - 1)).isFalse();
    assertThat(plan.carriesError(NetworkSpec.IMAGES)).isFalse();
  }

  @Test
  void nothingIsSavedBelowTheLowestTrainedLayer() {
    NetworkSpec resnet = NetworkZoo.resnet(20, new Shape(32, 32, 3), 10);
    BackwardPlan head = BackwardPlan.training(resnet, name -> name.startsWith("fc"));
    BackwardPlan last =
        BackwardPlan.training(
            resnet, name -> name.startsWith("stage3.block2") || name.startsWith("fc"));
    // Its output becomes, in place, what the lowest trained convolution reads.
    int lowest =
        resnet.nodes().stream().map(NodeSpec::name).toList().indexOf("stage3.block1.norm2");

    long[] saved = Workspace.savedBytes(resnet, last);
    assertThat(saved[lowest]).isEqualTo(8 * 8 * 64 * Float.BYTES);
    for (int i = 0; i < lowest; i++) {
      assertThat(saved[i]).as(resnet.nodes().get(i).name()).isZero();
    }
    try (ComputeResources resources = new ComputeResources(1)) {
      Network network = new Network(resnet, resources, new SeededGenerator(1));
      long inference = network.inferenceWorkspace(8).bytes();
      long all = network.trainingWorkspace(BackwardPlan.all(resnet), 8).bytes();
      assertThat(network.trainingWorkspace(head, 8).bytes())
          .isBetween(inference, inference + inference / 20);
      assertThat(network.trainingWorkspace(last, 8).bytes()).isLessThan(all / 4);
    }
  }

  @Test
  void aFrozenBatchNormUsesItsRunningStatistics() {
    NetworkSpec resnet = NetworkZoo.resnet(8, new Shape(8, 8, 3), 10);
    BackwardPlan plan = BackwardPlan.training(resnet, name -> !name.startsWith("stage1."));
    for (int i = 0; i < resnet.nodes().size(); i++) {
      String name = resnet.nodes().get(i).name();
      boolean isNorm = resnet.layer(i) instanceof BatchNorm2d;
      assertThat(BackwardPlan.all(resnet).freezesStatistics(i)).as(name).isFalse();
      assertThat(plan.freezesStatistics(i))
          .as(name)
          .isEqualTo(isNorm && name.startsWith("stage1."));
      assertThat(BackwardPlan.all(resnet).withFrozenStatistics().freezesStatistics(i))
          .as(name)
          .isEqualTo(isNorm);
    }
  }

  @Test
  void aBackwardPassComputesWhatThePlanSays() {
    try (ComputeResources resources = new ComputeResources(1)) {
      Network network = new Network(LENET, resources, new SeededGenerator(1));
      for (String lowest : new String[] {"conv1", "conv2", "fc1", "fc2"}) {
        int from = LENET.nodes().stream().map(NodeSpec::name).toList().indexOf(lowest);
        BackwardPlan plan =
            BackwardPlan.training(
                LENET,
                name -> LENET.nodes().stream().map(NodeSpec::name).toList().indexOf(name) >= from);
        Workspace workspace = network.trainingWorkspace(plan, 3);
        network.forward(Values.images(new SeededGenerator(2), LENET.input(), 3), workspace);
        network.backward(
            ErrorMap.allocate(LENET.output(), 3),
            ChannelSelector.ALL,
            workspace,
            new Gradients(LENET));
        BackwardCost cost = workspace.backwardCost();

        assertThat(cost.weightMacs()).as(lowest).isEqualTo(3 * plan.weightMacs());
        assertThat(cost.errorMacs()).as(lowest).isEqualTo(3 * plan.errorMacs());
        assertThat(cost.scoringMacs()).as(lowest).isZero();
      }
    }
  }
}
