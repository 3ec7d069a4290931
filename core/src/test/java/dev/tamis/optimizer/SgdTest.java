package dev.tamis.optimizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.tamis.layer.BatchNorm2d;
import dev.tamis.layer.ComputeResources;
import dev.tamis.layer.Conv2d;
import dev.tamis.layer.Flatten;
import dev.tamis.layer.Linear;
import dev.tamis.layer.Relu;
import dev.tamis.network.BackwardPlan;
import dev.tamis.network.Gradients;
import dev.tamis.network.Network;
import dev.tamis.network.NetworkBuilder;
import dev.tamis.network.NetworkSpec;
import dev.tamis.random.SeededGenerator;
import dev.tamis.tensor.ParameterBlock;
import dev.tamis.tensor.Shape;
import dev.tamis.testing.SavedStates;
import dev.tamis.testing.Values;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SgdTest {
  private static final long SEED = 13;
  private static final NetworkSpec SPEC =
      new NetworkBuilder("sgd", new Shape(3, 3, 2))
          .add("conv1", Conv2d.square(3, 3, 1, 1, true))
          .add("norm", new BatchNorm2d())
          .add("relu", new Relu())
          .add("conv2", Conv2d.square(2, 3, 1, 1, false))
          .add("flatten", new Flatten())
          .add("fc", new Linear(2, true))
          .build();

  private final ComputeResources resources = new ComputeResources(1);
  private final Network network = new Network(SPEC, resources, new SeededGenerator(SEED));
  private final Gradients gradients = new Gradients(SPEC);
  private final SeededGenerator random = SeededGenerator.split(SEED, "gradients");
  private final float[] values = network.parameters().trained().data();

  @Test
  void takesNoMoreMemoryThanItSays() {
    NetworkSpec large =
        new NetworkBuilder("large", new Shape(1, 1, 1000))
            .add("flatten", new Flatten())
            .add("fc", new Linear(1000, false))
            .build();
    BackwardPlan plan = BackwardPlan.all(large);
    com.sun.management.ThreadMXBean threads =
        (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    Sgd optimizer = new Sgd(large, plan, 0.9, 0);
    long allocated = threads.getCurrentThreadAllocatedBytes() - before;

    assertThat(optimizer.stateBytes()).isEqualTo(4_000_000);
    assertThat(allocated).isBetween(4_000_000L, 4_400_000L);
  }

  @AfterEach
  void close() {
    resources.close();
  }

  /** velocity = m * velocity + g + d * w; w -= rate * velocity. */
  @Test
  void followsTheFormula() {
    double momentum = 0.9;
    double decay = 0.05;
    Sgd sgd = new Sgd(SPEC, BackwardPlan.all(SPEC), momentum, decay);
    double[] expected = Values.doubles(values, 0, values.length);
    double[] velocity = new double[values.length];
    for (int t = 0; t < 10; t++) {
      double rate = 0.1 / (1 + t);
      Values.gaussian(random, 1, gradients.slab().data());
      long version = network.parameters().trained().version();
      sgd.step(network.parameters(), gradients, rate);
      for (int i = 0; i < expected.length; i++) {
        velocity[i] = momentum * velocity[i] + gradients.slab().data()[i] + decay * expected[i];
        expected[i] -= rate * velocity[i];
      }

      double[] actual = Values.doubles(values, 0, values.length);
      Values.assertClose("seed 13, step " + t, actual, expected, 1e-6, 1);
      assertThat(network.parameters().trained().version()).isGreaterThan(version);
    }
    assertThat(sgd.stateBytes()).isEqualTo(4L * SPEC.parameterCount());
  }

  @Test
  void withoutMomentumAndDecayItIsTheGradientAlone() {
    Sgd sgd = new Sgd(SPEC, BackwardPlan.all(SPEC), 0, 0);
    float[] before = values.clone();
    for (int t = 0; t < 2; t++) {
      before = values.clone();
      Values.gaussian(random, 1, gradients.slab().data());
      sgd.step(network.parameters(), gradients, 0.5);
    }
    for (int i = 0; i < values.length; i++) {
      assertThat(values[i]).isEqualTo(before[i] - 0.5f * gradients.slab().data()[i]);
    }
  }

  /** Neither decay nor gradients that somebody left there reach them. */
  @Test
  void frozenNodesAreUntouched() {
    for (Set<String> trained :
        Set.of(Set.of("fc"), Set.of("conv1", "fc"), Set.of("norm", "conv2"), Set.<String>of())) {
      Sgd sgd = new Sgd(SPEC, BackwardPlan.training(SPEC, trained::contains), 0.9, 0.1);
      float[] before = values.clone();
      Values.gaussian(random, 1, gradients.slab().data());
      for (int t = 0; t < 3; t++) {
        sgd.step(network.parameters(), gradients, 0.1);
      }
      for (int i = 0; i < SPEC.nodes().size(); i++) {
        for (ParameterBlock block : network.parameters().trained(i)) {
          for (int k = block.offset(); k < block.offset() + block.length(); k++) {
            assertThat(values[k] != before[k])
                .as("%s of %s, seed 13", SPEC.nodes().get(i).name(), trained)
                .isEqualTo(trained.contains(SPEC.nodes().get(i).name()));
          }
        }
      }
    }
  }

  @Test
  void runningStatisticsAreNotDecayed() {
    Sgd sgd = new Sgd(SPEC, BackwardPlan.all(SPEC), 0.9, 0.5);
    float[] before = network.parameters().statistics().data().clone();
    sgd.step(network.parameters(), gradients, 0.5);

    assertThat(network.parameters().statistics().data()).containsExactly(before);
  }

  @Test
  void savedStateContinuesBitForBit() throws IOException {
    Sgd sgd = new Sgd(SPEC, BackwardPlan.all(SPEC), 0.9, 0.01);
    Sgd restored = new Sgd(SPEC, BackwardPlan.all(SPEC), 0.9, 0.01);
    Network other = new Network(SPEC, resources, new SeededGenerator(1));
    Values.gaussian(random, 1, gradients.slab().data());
    sgd.step(network.parameters(), gradients, 0.1);
    restored.restoreState(SavedStates.reader(SavedStates.bytes(sgd::saveState)));
    other
        .parameters()
        .restoreState(SavedStates.reader(SavedStates.bytes(network.parameters()::saveState)));
    Values.gaussian(random, 1, gradients.slab().data());
    sgd.step(network.parameters(), gradients, 0.1);
    restored.step(other.parameters(), gradients, 0.1);

    assertThat(other.parameters().trained().data()).containsExactly(values);
    assertThat(SavedStates.bytes(restored::saveState)).isEqualTo(SavedStates.bytes(sgd::saveState));
  }

  @Test
  void momentumCarriesOnWithoutGradient() {
    Sgd sgd = new Sgd(SPEC, BackwardPlan.all(SPEC), 0.5, 0);
    float first = values[0];
    gradients.slab().data()[0] = 8;
    sgd.step(network.parameters(), gradients, 0.25);
    gradients.slab().data()[0] = 0;
    sgd.step(network.parameters(), gradients, 0.25);

    assertThat((double) values[0]).isCloseTo(first - 2 - 1, within(1e-6));
  }

  @Test
  void settingsAreChecked() {
    BackwardPlan plan = BackwardPlan.all(SPEC);
    for (double momentum : new double[] {-0.1, 1, Double.NaN}) {
      assertThatThrownBy(() -> new Sgd(SPEC, plan, momentum, 0))
          .isInstanceOf(IllegalArgumentException.class);
    }
    for (double decay : new double[] {-0.1, Double.NaN, Double.POSITIVE_INFINITY}) {
      assertThatThrownBy(() -> new Sgd(SPEC, plan, 0.9, decay))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }
}
