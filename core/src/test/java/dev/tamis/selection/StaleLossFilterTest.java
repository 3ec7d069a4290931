package dev.tamis.selection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.withinPercentage;

import dev.tamis.cost.ComputeCost;
import dev.tamis.random.SeededGenerator;
import dev.tamis.stream.InvalidInstanceException;
import dev.tamis.tensor.FeatureMap;
import dev.tamis.tensor.Shape;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;

class StaleLossFilterTest {
  private static final int SIZE = 16;

  /** A data set of which a random mini-batch is offered at every step; loss is a function of id. */
  private static final class World {
    final FeatureMap images = FeatureMap.allocate(new Shape(1, 1, 1), SIZE);
    final ComputeCost cost = new ComputeCost();
    final long[] ids = new long[SIZE];
    final float[] losses = new float[SIZE];
    final int[] labels = new int[SIZE];
    private final SeededGenerator generator;
    private final int[] order;
    private int position;

    World(int count, long seed) {
      generator = new SeededGenerator(seed);
      order = new int[count];
      for (int i = 0; i < count; i++) {
        order[i] = i;
      }
      position = count;
    }

    FilterDecision offer(InstanceFilter filter) {
      draw();
      return choose(filter);
    }

    void draw() {
      if (position + SIZE > order.length) {
        generator.shuffle(order, order.length);
        position = 0;
      }
      for (int n = 0; n < SIZE; n++) {
        ids[n] = order[position++];
        losses[n] = loss(ids[n]);
      }
    }

    FilterDecision choose(InstanceFilter filter) {
      FilterDecision decision = filter.select(images, n -> ids[n], cost);
      filter.observe(images, decision, losses, labels, cost);
      return decision;
    }
  }

  private static float loss(long id) {
    return id * 37 % 101 + 1;
  }

  private static StaleLossFilter filter(double ratio, double explore, long expected, long seed) {
    return new StaleLossFilter(
        new BudgetSettings(ratio, explore, 0, 0, FilterScore.LOSS, 0),
        expected,
        SIZE,
        new SeededGenerator(seed));
  }

  @Test
  void keptShareIsExactAtEveryMomentAndCostsNothing() {
    for (double ratio : new double[] {0.05, 0.3, 1}) {
      StaleLossFilter filter = filter(ratio, 0.25, 96, 3);
      World world = new World(96, 3);
      long kept = 0;
      for (int step = 1; step <= 500; step++) {
        kept += world.offer(filter).kept().count();
        assertThat(Math.abs(kept - ratio * SIZE * step)).isLessThan(1 + 1e-6);
      }
      assertThat(world.cost.totalMacs()).isZero();
    }
  }

  @Test
  void unseenInstancesComeFirstThenTheLargestLastLosses() {
    StaleLossFilter filter = filter(0.25, 0, 96, 5);
    World world = new World(96, 5);
    boolean[] seen = new boolean[96];
    long ranked = 0;
    for (int step = 0; step < 300; step++) {
      FilterDecision decision = world.offer(filter);
      float lowestKept = Float.POSITIVE_INFINITY;
      float highestDropped = Float.NEGATIVE_INFINITY;
      for (int n = 0; n < SIZE; n++) {
        int id = (int) world.ids[n];
        float known = seen[id] ? loss(id) : Float.POSITIVE_INFINITY;
        if (decision.kept().contains(n)) {
          lowestKept = Math.min(lowestKept, known);
          ranked += seen[id] ? 1 : 0;
        } else {
          highestDropped = Math.max(highestDropped, known);
        }
      }
      assertThat(highestDropped).as("step %d, seed 5", step).isLessThanOrEqualTo(lowestKept);
      for (int k = 0; k < decision.kept().count(); k++) {
        seen[(int) world.ids[decision.kept().get(k)]] = true;
      }
    }
    assertThat(ranked).isGreaterThan(900);
  }

  @Test
  void theLastLossCountsNotAnEarlierOne() {
    LossTable table = new LossTable(0);
    table.set(9, 2);
    table.set(9, 1);
    assertThat(table.get(9)).isEqualTo(1);
    assertThat(table.get(8)).isInfinite();
    table.set(2, Float.NaN);
    table.set(3, Float.POSITIVE_INFINITY);
    assertThat(table.get(2)).isEqualTo(table.get(3)).isFinite();
  }

  /** Over many streams, instances are kept as often as their probabilities say. */
  @Test
  void keepProbabilitiesAreFrequencies() {
    double expected = 0;
    double kept = 0;
    for (int seed = 0; seed < 3000; seed++) {
      StaleLossFilter filter = filter(0.3, 0.25, 32, seed);
      World world = new World(32, 7);
      for (int step = 0; step < 12; step++) {
        FilterDecision decision = world.offer(filter);
        for (int n = 0; n < SIZE; n++) {
          expected += decision.keepProbability(n) < 1 ? decision.keepProbability(n) : 0;
          boolean byChance = decision.keepProbability(n) < 1 && decision.kept().contains(n);
          kept += byChance ? 1 : 0;
        }
      }
    }
    assertThat(kept).isCloseTo(expected, withinPercentage(2));
  }

  @Test
  void inTheFirstEpochEveryPlaceIsKeptAlikeAndSaysSo() {
    int[] counts = new int[SIZE];
    for (int seed = 0; seed < 4000; seed++) {
      FilterDecision decision = new World(64, 1).offer(filter(0.25, 0.25, 64, seed));
      for (int k = 0; k < decision.kept().count(); k++) {
        counts[decision.kept().get(k)]++;
      }
      assertThat(decision.keepProbability(seed % SIZE)).isEqualTo(0.25);
    }
    for (int count : counts) {
      assertThat(count).isBetween(870, 1130);
    }
  }

  @Test
  void idsBeyondTheTableAreRefusedByName() {
    StaleLossFilter filter = filter(0.5, 0, 0, 1);
    World world = new World(SIZE, 1);
    for (long id : new long[] {-1, LossTable.ID_LIMIT, Long.MAX_VALUE}) {
      world.draw();
      world.ids[2] = id;
      assertThatThrownBy(() -> world.choose(filter))
          .isInstanceOf(InvalidInstanceException.class)
          .hasMessageContaining("instance " + id)
          .hasMessageContaining(String.valueOf(LossTable.ID_LIMIT - 1));
    }
    assertThatThrownBy(() -> filter(0.5, 0, LossTable.ID_LIMIT + 1, 1))
        .hasMessageContaining(String.valueOf(LossTable.ID_LIMIT));
  }

  @Test
  void theTableIsCountedAndGrowsWithTheIds() {
    assertThat(filter(0.5, 0, 1000, 1).bytes()).isEqualTo(4000);
    StaleLossFilter filter = filter(1, 0, 0, 1);
    new World(1 << 12, 1).offer(filter);
    assertThat(filter.bytes()).isBetween(4L * SIZE, 8L << 12);
  }

  @Test
  void continuesFromASavedState() throws IOException {
    StaleLossFilter first = filter(0.3, 0.25, 96, 11);
    World world = new World(96, 11);
    for (int step = 0; step < 17; step++) {
      world.offer(first);
    }
    StaleLossFilter second = filter(0.3, 0.25, 0, 12);
    byte[] state = States.bytes(first::saveState);
    second.restoreState(States.reader(state));
    assertThat(States.bytes(second::saveState)).isEqualTo(state);
    for (int step = 0; step < 50; step++) {
      String expected = world.offer(first).kept().toString();
      assertThat(world.choose(second).kept()).hasToString(expected);
    }
    assertThat(States.bytes(second::saveState)).isEqualTo(States.bytes(first::saveState));
  }

  @Test
  void stepsAllocateNothing() {
    com.sun.management.ThreadMXBean threads =
        (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    StaleLossFilter filter = filter(0.3, 0.25, 96, 6);
    World world = new World(96, 6);
    long allocated = 0;
    for (int step = 0; step < 2000; step++) {
      world.draw();
      long before = threads.getCurrentThreadAllocatedBytes();
      world.choose(filter);
      allocated += step >= 1000 ? threads.getCurrentThreadAllocatedBytes() - before : 0;
    }
    // One small object a step is the lambda of this test.
    assertThat(allocated / 1000).isLessThan(64);
  }
}
