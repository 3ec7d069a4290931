package dev.tamis.network;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tamis.layer.ComputeResources;
import dev.tamis.random.SeededGenerator;
import dev.tamis.testing.RandomNetworks;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Random graphs, whose buffers are shared by lifetime and overwritten in place, compute what graphs
 * without any sharing compute.
 */
class RandomNetworkTest {
  private static final int GRAPHS = 120;

  private static ComputeResources resources;

  @BeforeAll
  static void start() {
    resources = new ComputeResources(1);
  }

  @AfterAll
  static void stop() {
    resources.close();
  }

  /** One pass or several of each graph of a series. */
  private interface Passes {
    void run(NetworkCheck check);
  }

  private static void overGraphs(String name, boolean frozen, Passes passes) {
    overGraphs(name, frozen, false, passes);
  }

  private static void overGraphs(
      String name, boolean frozen, boolean frozenStatistics, Passes passes) {
    int compared = 0;
    for (long seed = 1; seed <= GRAPHS; seed++) {
      SeededGenerator random = SeededGenerator.split(seed, name);
      NetworkSpec spec = RandomNetworks.dag(random, 1 + random.nextInt(14));
      BackwardPlan plan =
          frozen
              ? BackwardPlan.training(spec, node -> random.nextInt(3) == 0 || node.equals("last"))
              : BackwardPlan.all(spec);
      plan = frozenStatistics ? plan.withFrozenStatistics() : plan;
      if (!plan.trainsAny()) {
        continue;
      }
      NetworkCheck check =
          new NetworkCheck("seed " + seed + " of " + name, spec, plan, 4, resources, random);
      passes.run(check);
      compared += check.comparable() ? 1 : 0;
    }
    assertThat(compared).as("graphs compared").isGreaterThan(GRAPHS / 2);
  }

  @Test
  void gradientsAreThoseWithoutSharing() {
    overGraphs(
        "dense",
        false,
        check -> {
          check.train(4);
          check.train(1);
          check.train(3);
        });
  }

  @Test
  void prunedGradientsAreThoseOfMaskedErrors() {
    overGraphs(
        "pruned",
        false,
        check -> {
          check.trainPruned(4);
          check.trainPruned(2);
        });
  }

  /** Error maps share memory at additions, yet only the scaled layer sees its factors. */
  @Test
  void scaledGradientsAreThoseOfScaledErrors() {
    overGraphs(
        "scaled",
        false,
        check -> {
          check.trainScaled(4);
          check.trainScaled(2);
        });
  }

  @Test
  void frozenNodesGetNoGradientAndChangeNoOther() {
    overGraphs(
        "frozen",
        true,
        check -> {
          check.train(3);
          check.trainPruned(4);
        });
  }

  @Test
  void frozenStatisticsAreUsedAndLeftAlone() {
    overGraphs(
        "frozen statistics",
        false,
        true,
        check -> {
          check.train(4);
          check.trainPruned(3);
          check.trainRetained(4);
          check.infer(2, 2);
        });
    overGraphs(
        "frozen nodes and statistics",
        true,
        true,
        check -> {
          check.train(3);
          check.trainRetained(4);
        });
  }

  @Test
  void gradientsOfRetainedInstancesAreTheirsAlone() {
    overGraphs(
        "retained",
        false,
        check -> {
          check.trainRetained(4);
          check.trainRetained(3);
          check.train(4);
        });
  }

  @Test
  void inferenceUsesRunningStatistics() {
    overGraphs(
        "inference",
        false,
        check -> {
          check.infer(4, 4);
          check.train(3);
          check.infer(2, 5);
        });
  }
}
