package dev.tamis.selection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tamis.cost.ComputeCost;
import dev.tamis.random.SeededGenerator;
import dev.tamis.tensor.FeatureMap;
import dev.tamis.tensor.Shape;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class RandomFilterTest {
  private final FeatureMap images = FeatureMap.allocate(new Shape(1, 1, 1), 64);
  private final ComputeCost cost = new ComputeCost();

  private static RandomFilter filter(double ratio, int minimum, long seed) {
    return new RandomFilter(ratio, minimum, 64, new SeededGenerator(seed));
  }

  private FilterDecision offer(InstanceFilter filter, int instances) {
    images.resize(instances);
    return filter.select(images, n -> n, cost);
  }

  @Test
  void keptShareIsExactAtEveryMoment() {
    for (int size : new int[] {1, 3, 7, 8, 64}) {
      for (double ratio : new double[] {0.05, 0.1, 1.0 / 3, 0.5, 0.9, 1}) {
        RandomFilter filter = filter(ratio, 0, size);
        long offered = 0;
        long kept = 0;
        double probabilities = 0;
        for (int step = 0; step < 3000; step++) {
          FilterDecision decision = offer(filter, size);
          offered += size;
          kept += decision.kept().count();
          for (int n = 0; n < size; n++) {
            probabilities += decision.keepProbability(n);
          }
          assertThat(Math.abs(kept - ratio * offered))
              .as("size %d, ratio %s, step %d", size, ratio, step)
              .isLessThan(1 + 1e-6);
          assertThat(Math.abs(kept - probabilities)).isLessThan(1 + 1e-6);
        }
      }
    }
    assertThat(cost.totalMacs()).isZero();
  }

  @Test
  void sizesMayChangeAllTheTime() {
    long seed = 3;
    SeededGenerator sizes = new SeededGenerator(seed);
    RandomFilter filter = filter(0.3, 0, seed);
    long offered = 0;
    long kept = 0;
    for (int step = 0; step < 5000; step++) {
      int size = 1 + sizes.nextInt(64);
      offered += size;
      kept += offer(filter, size).kept().count();
      assertThat(Math.abs(kept - 0.3 * offered)).as("seed %d, %d", seed, step).isLessThan(1 + 1e-6);
    }
  }

  @Test
  void everyPlaceInTheStreamIsKeptAlike() {
    for (int size : new int[] {1, 3, 7, 64}) {
      int period = 16 * size;
      int rounds = 64_000 / period;
      RandomFilter filter = filter(0.25, 0, 77);
      int[] kept = new int[period];
      for (int t = 0; t < rounds * period; t += size) {
        FilterDecision decision = offer(filter, size);
        for (int k = 0; k < decision.kept().count(); k++) {
          kept[(t + decision.kept().get(k)) % period]++;
        }
      }
      double expected = 0.25 * rounds;
      double chiSquare = 0;
      for (int count : kept) {
        chiSquare += (count - expected) * (count - expected) / (expected * 0.75);
      }
      // Mean period, deviation sqrt(2 period) at the most.
      assertThat(chiSquare)
          .as("size %d, seed 77", size)
          .isLessThan(period + 5 * Math.sqrt(2 * period));
    }
  }

  @Test
  void sourcesThatTakeTurnsAreKeptAlike() {
    RandomFilter filter = filter(0.5, 0, 4);
    int[] kept = new int[2];
    for (int t = 0; t < 10_000; t++) {
      kept[t % 2] += offer(filter, 1).kept().count();
    }
    assertThat(kept[0]).as("seed 4").isBetween(2300, 2700);
    assertThat(kept[0] + kept[1]).isBetween(4999, 5001);
  }

  @Test
  void minimumIsPaidBack() {
    RandomFilter filter = filter(0.25, 4, 9);
    long offered = 0;
    long kept = 0;
    for (int step = 0; step < 1000; step++) {
      int size = step % 2 == 0 ? 6 : 64;
      int count = offer(filter, size).kept().count();
      offered += size;
      kept += count;
      assertThat(count).isGreaterThanOrEqualTo(4);
      if (size == 64) {
        assertThat(Math.abs(kept - 0.25 * offered)).as("step %d", step).isLessThan(1 + 1e-6);
      }
    }
    assertThat(offer(filter, 3).kept().count()).isEqualTo(3);
  }

  @Test
  void sameSeedSameChoiceAndStatesContinue() throws IOException {
    RandomFilter first = filter(0.3, 0, 21);
    RandomFilter second = filter(0.3, 0, 21);
    RandomFilter third = filter(0.3, 0, 22);
    StringBuilder a = new StringBuilder();
    StringBuilder b = new StringBuilder();
    StringBuilder c = new StringBuilder();
    for (int step = 0; step < 20; step++) {
      a.append(offer(first, 10).kept());
      b.append(offer(second, 10).kept());
      c.append(offer(third, 10).kept());
    }
    assertThat(b).hasToString(a.toString());
    assertThat(c.toString()).isNotEqualTo(a.toString());
    RandomFilter restored = filter(0.3, 0, 1);
    restored.restoreState(States.reader(States.bytes(first::saveState)));
    for (int step = 0; step < 50; step++) {
      String expected = offer(first, 7).kept().toString();
      assertThat(offer(restored, 7).kept()).hasToString(expected);
    }
  }

  @Test
  void keepAllKeepsAllWithoutLooking() {
    KeepAll filter = new KeepAll(64);
    for (int size : new int[] {1, 64, 3}) {
      FilterDecision decision = offer(filter, size);
      assertThat(decision.kept().isAll()).isTrue();
      assertThat(decision.offered()).isEqualTo(size);
      assertThat(decision.labelled().count()).isEqualTo(size);
      assertThat(decision.labelOnly().count()).isZero();
      assertThat(decision.filtered()).isFalse();
      assertThat(decision.keepProbability(size - 1)).isEqualTo(1);
    }
    assertThat(filter.report().mode()).isEqualTo("none");
    assertThat(filter(1, 0, 1).report().mode()).isEqualTo("random");
    assertThat(cost.totalMacs()).isZero();
  }

  @Test
  void rangeErrorsNameTheSetting() {
    for (double ratio : new double[] {0, -0.1, 1.01, Double.NaN}) {
      assertThatThrownBy(() -> filter(ratio, 0, 1))
          .hasMessageContaining("instanceKeepRatio " + ratio);
    }
    assertThatThrownBy(() -> filter(0.5, -1, 1)).hasMessageContaining("minimumKept -1");
  }
}
