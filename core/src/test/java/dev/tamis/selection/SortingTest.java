package dev.tamis.selection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tamis.random.SeededGenerator;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class SortingTest {

  @Test
  void sortsAsTheJdkDoesAndLeavesTheRest() {
    for (int count : new int[] {0, 1, 2, 3, 5, 64, 400, 2048, 5000}) {
      for (long bound : new long[] {2, 100, Long.MAX_VALUE}) {
        SeededGenerator generator = new SeededGenerator(count);
        long[] values = new long[count + 2];
        for (int i = 0; i < values.length; i++) {
          values[i] = generator.nextLong() % bound;
        }
        long[] expected = values.clone();
        Arrays.sort(expected, 0, count);
        Sorting.ascending(values, count);
        assertThat(values).as("count and seed %d, bound %d", count, bound).isEqualTo(expected);
      }
    }
  }
}
