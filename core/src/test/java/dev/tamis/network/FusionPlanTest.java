package dev.tamis.network;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tamis.layer.Add;
import dev.tamis.layer.BatchNorm2d;
import dev.tamis.layer.ComputeResources;
import dev.tamis.layer.Relu;
import dev.tamis.random.SeededGenerator;
import dev.tamis.tensor.ErrorMap;
import dev.tamis.tensor.FeatureMap;
import dev.tamis.tensor.Shape;
import dev.tamis.testing.RandomNetworks;
import dev.tamis.testing.Values;
import org.junit.jupiter.api.Test;

class FusionPlanTest {
  private static final int INSTANCES = 5;

  @Test
  void joinedPassesGiveTheSameBits() {
    int joined = 0;
    for (long seed = 1; seed <= 300; seed++) {
      SeededGenerator random = SeededGenerator.split(seed, "fusion");
      NetworkSpec spec = RandomNetworks.dag(random, 4 + random.nextInt(14));
      joined += count(spec);
      assertSame(spec, seed, 1 + (int) (seed % 3));
    }
    assertThat(joined).as("joined nodes").isGreaterThan(50);
  }

  @Test
  void residualNetworkGivesTheSameBits() {
    assertSame(NetworkZoo.resnet(14, new Shape(12, 12, 3), 4), 3, 2);
  }

  @Test
  void residualBlockIsJoined() {
    NetworkSpec spec = NetworkZoo.resnet(8, new Shape(8, 8, 3), 10);
    FusionPlan fusion = FusionPlan.of(spec);
    String[] expected = {
      "batch statistics", // stem.conv
      "ReLU", // stem.norm
      "in stem.norm", // stem.relu
      "batch statistics", // stage1.block1.conv1
      "ReLU", // norm1
      "in stage1.block1.norm1", // relu1
      "batch statistics", // conv2
      "addition, ReLU", // norm2
      "in stage1.block1.norm2", // add
      "in stage1.block1.norm2" // relu2
    };
    for (int i = 0; i < expected.length; i++) {
      assertThat(fusion.describe(i)).as(spec.nodes().get(i).name()).isEqualTo(expected[i]);
    }
    // Backward: an addition follows the convolution after it, a norm follows the addition.
    assertThat(fusion.follower(10)).isEqualTo(8);
    assertThat(fusion.follower(8)).isEqualTo(7);
    assertThat(fusion.follower(6)).isEqualTo(4);
  }

  @Test
  void nothingIsJoinedWhereAnotherNodeReads() {
    NetworkSpec spec =
        new NetworkBuilder("twice", new Shape(4, 4, 2))
            .add("norm", new BatchNorm2d())
            .add("relu", new Relu())
            .add("add", new Add(), 0, 1)
            .build();
    FusionPlan fusion = FusionPlan.of(spec);
    assertThat(fusion.rectifies(0)).isFalse();
    assertThat(fusion.folded(1)).isFalse();
  }

  private static int count(NetworkSpec spec) {
    int joined = 0;
    for (int i = 0; i < spec.nodes().size(); i++) {
      joined += FusionPlan.of(spec).folded(i) ? 1 : 0;
    }
    return joined;
  }

  private static void assertSame(NetworkSpec spec, long seed, int threads) {
    float[][] alone = train(spec, FusionPlan.none(spec), seed, threads);
    float[][] joined = train(spec, FusionPlan.of(spec), seed, threads);
    for (int k = 0; k < alone.length; k++) {
      assertThat(joined[k]).as("seed %d, result %d of %s", seed, k, spec).isEqualTo(alone[k]);
    }
  }

  /** Logits, running statistics and gradients of two passes. */
  private static float[][] train(NetworkSpec spec, FusionPlan fusion, long seed, int threads) {
    SeededGenerator random = SeededGenerator.split(seed, "values");
    try (ComputeResources resources = new ComputeResources(threads)) {
      Network network = new Network(spec, resources, random);
      BackwardPlan plan = BackwardPlan.all(spec);
      Workspace workspace = network.trainingWorkspace(plan, fusion, INSTANCES);
      Gradients gradients = new Gradients(spec);
      float[] logits = new float[0];
      for (int pass = 0; pass < 2; pass++) {
        FeatureMap images = Values.images(random, spec.input(), INSTANCES - pass);
        FeatureMap output = network.forward(images, workspace);
        logits = new float[output.size()];
        System.arraycopy(output.data(), output.offset(), logits, 0, logits.length);
        ErrorMap error = ErrorMap.allocate(spec.output(), INSTANCES - pass);
        for (int i = 0; i < error.size(); i++) {
          error.data()[i] = (float) random.nextGaussian();
        }
        network.backward(error, ChannelSelector.ALL, workspace, gradients);
      }
      return new float[][] {
        logits, gradients.slab().data().clone(), network.parameters().statistics().data().clone()
      };
    }
  }
}
