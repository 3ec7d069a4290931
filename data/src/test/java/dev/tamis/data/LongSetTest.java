package dev.tamis.data;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tamis.random.SeededGenerator;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

final class LongSetTest {

  @Test
  void holdsWhatASetOfTheJdkHolds() {
    for (long seed = 0; seed < 20; seed++) {
      SeededGenerator generator = new SeededGenerator(seed);
      LongSet set = new LongSet();
      TreeSet<Long> expected = new TreeSet<>();
      for (int i = 0; i < 500; i++) {
        // Few values, so that some come again; multiples of the table's size collide.
        long value = generator.nextInt(300) * (generator.nextBoolean() ? 1L : 1024L) - 100;
        set.add(value);
        expected.add(value);
        assertThat(set.count()).as("seed %d", seed).isEqualTo(expected.size());
      }
      for (long value = -200; value < 400; value++) {
        assertThat(set.contains(value)).as("seed %d", seed).isEqualTo(expected.contains(value));
      }
      assertThat(set.sorted())
          .as("seed %d", seed)
          .isEqualTo(expected.stream().mapToLong(Long::longValue).toArray());
    }
  }
}
