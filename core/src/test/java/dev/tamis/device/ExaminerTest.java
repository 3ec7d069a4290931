package dev.tamis.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.tamis.layer.ComputeResources;
import dev.tamis.network.Network;
import dev.tamis.random.SeededGenerator;
import dev.tamis.tensor.ParameterBlock;
import org.junit.jupiter.api.Test;

class ExaminerTest {
  private static final int ROWS = 100;

  private static HoldoutReservoir reservoir() {
    HoldoutReservoir reservoir =
        new HoldoutReservoir(SyntheticWorld.SHAPE.size(), SyntheticWorld.CLASSES, 2 * ROWS, 1);
    SyntheticWorld world = new SyntheticWorld(8);
    for (int n = 0; n < ROWS; n++) {
      int label = world.label();
      reservoir.add(n, label, false, true, world.image(label, n % 3 == 0), 0);
    }
    return reservoir;
  }

  private static double meanRise(HoldoutReservoir reservoir) {
    double sum = 0;
    for (int row = 0; row < reservoir.count(); row++) {
      sum += reservoir.rise(row);
    }
    return sum / reservoir.count();
  }

  private static Network scaledLogits(Network network, float factor, ComputeResources resources) {
    Network scaled = new Network(SyntheticWorld.SPEC, resources, new SeededGenerator(0));
    scaled.parameters().copyFrom(network.parameters());
    int last = SyntheticWorld.SPEC.nodes().size() - 1;
    for (ParameterBlock block : scaled.parameters().trained(last)) {
      for (int i = 0; i < block.length(); i++) {
        block.data()[block.offset() + i] *= factor;
      }
    }
    scaled.parameters().trained().markChanged();
    return scaled;
  }

  @Test
  void aNetworkThatIsOnlyLessSureIsNoWorse() {
    try (ComputeResources resources = new ComputeResources(1)) {
      Network served = SyntheticWorld.shipped(resources);
      HoldoutReservoir reservoir = reservoir();
      new Examiner(served, 16, 2 * ROWS).examine(reservoir, null, true);
      Network unsure = scaledLogits(served, 0.35f, resources);
      new Examiner(unsure, 16, 2 * ROWS).examine(reservoir, null, false);
      assertThat(meanRise(reservoir)).isCloseTo(0, within(0.01));
      for (int row = 0; row < reservoir.count(); row++) {
        assertThat(reservoir.trainedRight(row)).isEqualTo(reservoir.servedRight(row));
      }
    }
  }

  @Test
  void aNetworkThatAnswersNoNumberIsWrongAboutEverything() {
    try (ComputeResources resources = new ComputeResources(1)) {
      Network served = SyntheticWorld.shipped(resources);
      HoldoutReservoir reservoir = reservoir();
      new Examiner(served, 16, 2 * ROWS).examine(reservoir, null, true);
      Network broken = scaledLogits(served, Float.NaN, resources);
      new Examiner(broken, 16, 2 * ROWS).examine(reservoir, null, false);
      assertThat(meanRise(reservoir)).isLessThan(-0.3);
      for (int row = 0; row < reservoir.count(); row++) {
        assertThat(reservoir.trainedRight(row)).isFalse();
      }
    }
  }
}
