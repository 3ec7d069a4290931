package dev.tamis.random;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SeededGeneratorTest {

  /** First values for seed 1234567 of Vigna's splitmix64.c, as Rosetta Code lists them. */
  @Test
  void publishedValuesOfSplitMix64() {
    SeededGenerator generator = new SeededGenerator(1234567);
    String[] expected = {
      "6457827717110365317",
      "3203168211198807973",
      "9817491932198370423",
      "4593380528125082431",
      "16408922859458223821"
    };
    for (String value : expected) {
      assertThat(Long.toUnsignedString(generator.nextLong())).isEqualTo(value);
    }
  }

  @Test
  void splitsFollowFromSeedAndNameAlone() {
    SeededGenerator a = SeededGenerator.split(5, "filter");
    SeededGenerator b = SeededGenerator.split(5, "filter");
    for (int i = 0; i < 100; i++) {
      assertThat(a.nextLong()).isEqualTo(b.nextLong());
    }
  }

  @Test
  void splitsOfOtherNamesOrSeedsDiffer() {
    Set<Long> first = new HashSet<>();
    int count = 0;
    for (long seed = -50; seed <= 50; seed++) {
      for (String name : new String[] {"", "a", "b", "ab", "ba", "filter", "stream.shuffle", "ü"}) {
        first.add(SeededGenerator.split(seed, name).nextLong());
        count++;
      }
      first.add(new SeededGenerator(seed).nextLong());
      count++;
    }
    assertThat(first).hasSize(count);
  }

  /** Two streams that are one stream shifted would soon repeat each other's values. */
  @Test
  void splitsDoNotOverlap() {
    Set<Long> seen = new HashSet<>();
    for (String name : new String[] {"a", "b", "filter.audit", "filter.selection"}) {
      SeededGenerator generator = SeededGenerator.split(1, name);
      for (int i = 0; i < 10_000; i++) {
        assertThat(seen.add(generator.nextLong())).as(name).isTrue();
      }
    }
  }

  @Test
  void restoredStateContinues() {
    SeededGenerator generator = new SeededGenerator(3);
    for (int i = 0; i < 17; i++) {
      generator.nextGaussian();
    }
    SeededGenerator restored = new SeededGenerator(99);
    restored.restore(generator.state());
    for (int i = 0; i < 100; i++) {
      assertThat(restored.nextGaussian()).isEqualTo(generator.nextGaussian());
      assertThat(restored.nextInt(7)).isEqualTo(generator.nextInt(7));
    }
    assertThat(restored.state()).isEqualTo(generator.state());
  }

  @Test
  void shuffleMovesOnlyTheFirstAndEveryOrderIsAsLikely() {
    SeededGenerator generator = new SeededGenerator(8);
    Map<String, Integer> seen = new HashMap<>();
    for (int trial = 0; trial < 24_000; trial++) {
      int[] values = {0, 1, 2, 3, 4, 5};
      generator.shuffle(values, 4);
      assertThat(values[4] * 10 + values[5]).isEqualTo(45);
      seen.merge(Arrays.toString(values), 1, Integer::sum);
    }
    assertThat(seen).hasSize(24);
    // 1000 expected of each, deviation 31.
    assertThat(seen.values()).as("seed 8").allMatch(count -> count > 840 && count < 1160);
  }

  @Test
  void shufflingNothingDrawsNothing() {
    SeededGenerator generator = new SeededGenerator(8);
    generator.shuffle(new int[] {7}, 1);
    generator.shuffle(new int[0], 0);

    assertThat(generator.state()).isEqualTo(8);
  }
}
