package dev.tamis.network;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tamis.quantize.QuantizationScheme;
import dev.tamis.random.SeededGenerator;
import dev.tamis.tensor.Shape;
import dev.tamis.testing.RandomNetworks;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class WorkspacePlanTest {
  private static WorkspacePlan plan(NetworkSpec spec, @Nullable BackwardPlan plan) {
    return plan(spec, plan, QuantizationScheme.NONE);
  }

  private static WorkspacePlan plan(
      NetworkSpec spec, @Nullable BackwardPlan plan, QuantizationScheme scheme) {
    return new WorkspacePlan(spec, plan, FusionPlan.of(spec), StoragePlan.of(spec, scheme));
  }

  private static long unshared(NetworkSpec spec, BackwardPlan plan) {
    long sum = 0;
    for (int i = 0; i < spec.nodes().size(); i++) {
      int copies = plan != null && plan.carriesError(i) ? 2 : 1;
      sum += (long) copies * spec.shapes().get(i).size();
    }
    return sum;
  }

  @Test
  void sharingNeverNeedsMoreThanMemoryOfItsOwnForEveryValue() {
    for (long seed = 1; seed <= 100; seed++) {
      NetworkSpec spec = RandomNetworks.dag(SeededGenerator.split(seed, "plan"), 12);
      BackwardPlan all = BackwardPlan.all(spec);

      assertThat(plan(spec, all).floatsPerInstance())
          .as("training, seed %d", seed)
          .isLessThanOrEqualTo(unshared(spec, all));
      assertThat(plan(spec, null).floatsPerInstance())
          .as("inference, seed %d", seed)
          .isLessThanOrEqualTo(unshared(spec, null));
    }
  }

  @Test
  void inferenceOfAResnetNeedsThreeOfItsLargestValuesAtMost() {
    NetworkSpec spec = NetworkZoo.resnet(20, new Shape(32, 32, 3), 10);

    assertThat(plan(spec, null).floatsPerInstance()).isLessThanOrEqualTo(3L * 32 * 32 * 16);
  }

  @Test
  void trainingAResnetNeedsLessThanHalfOfWhatItWouldUnshared() {
    NetworkSpec spec = NetworkZoo.resnet(20, new Shape(32, 32, 3), 10);
    BackwardPlan all = BackwardPlan.all(spec);

    assertThat(plan(spec, all).floatsPerInstance()).isLessThan(unshared(spec, all) / 2);
  }

  @Test
  void nothingIsSavedBelowTheLowestTrainedNode() {
    NetworkSpec spec = NetworkZoo.resnet(8, new Shape(8, 8, 3), 10);
    WorkspacePlan plan = plan(spec, BackwardPlan.training(spec, name -> name.equals("fc")));

    for (int i = 0; i < spec.nodes().size(); i++) {
      assertThat(plan.ownsSavedOutput(i))
          .as("saves the output of %s", spec.nodes().get(i).name())
          .isEqualTo(spec.nodes().get(i).name().equals("pool"));
    }
    long inference = plan(spec, null).floatsPerInstance();
    assertThat(plan.floatsPerInstance()).isLessThanOrEqualTo(inference + 64 + 2 * 10);
  }
}
