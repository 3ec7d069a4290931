package dev.tamis.network;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tamis.random.SeededGenerator;
import org.junit.jupiter.api.Test;

class MemoryPlanTest {

  @Test
  void valuesAliveTogetherNeverOverlapAndNothingIsLargerThanTheSum() {
    for (long seed = 1; seed <= 300; seed++) {
      SeededGenerator random = SeededGenerator.split(seed, "memory");
      int count = 1 + random.nextInt(40);
      long[] sizes = new long[count];
      int[] first = new int[count];
      int[] last = new int[count];
      MemoryPlan plan = new MemoryPlan();
      long sum = 0;
      for (int i = 0; i < count; i++) {
        sizes[i] = 1 + random.nextInt(100);
        first[i] = random.nextInt(50);
        last[i] = first[i] + random.nextInt(20);
        sum += sizes[i];
        assertThat(plan.add(sizes[i], first[i], last[i])).isEqualTo(i);
      }
      plan.place();

      assertThat(plan.size()).as("seed %d", seed).isLessThanOrEqualTo(sum);
      for (int i = 0; i < count; i++) {
        assertThat(plan.offset(i)).isNotNegative();
        assertThat(plan.offset(i) + sizes[i]).isLessThanOrEqualTo(plan.size());
        for (int j = 0; j < i; j++) {
          boolean together = first[i] <= last[j] && first[j] <= last[i];
          boolean apart =
              plan.offset(i) + sizes[i] <= plan.offset(j)
                  || plan.offset(j) + sizes[j] <= plan.offset(i);
          assertThat(apart || !together).as("seed %d: values %d and %d", seed, i, j).isTrue();
        }
      }
    }
  }

  @Test
  void valuesThatFollowEachOtherShareOnePlace() {
    MemoryPlan plan = new MemoryPlan();
    plan.add(10, 0, 1);
    plan.add(7, 2, 3);
    plan.add(10, 4, 9);
    plan.place();

    assertThat(plan.size()).isEqualTo(10);
  }

  @Test
  void theLastUseOfOneAndTheFirstOfAnotherMayFallTogether() {
    MemoryPlan plan = new MemoryPlan();
    plan.add(10, 0, 2);
    plan.add(10, 2, 3);
    plan.place();

    assertThat(plan.size()).isEqualTo(20);
  }

  @Test
  void aGapBetweenOthersIsUsed() {
    MemoryPlan plan = new MemoryPlan();
    plan.add(10, 0, 1); // at 0
    plan.add(9, 0, 9); // above it, still alive when it is gone
    plan.add(8, 2, 9); // below
    plan.place();

    assertThat(plan.size()).isEqualTo(19);
    assertThat(plan.offset(2)).isZero();
  }
}
