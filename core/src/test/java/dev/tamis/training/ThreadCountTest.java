package dev.tamis.training;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tamis.sparsity.ChannelImportance;
import dev.tamis.testing.SavedStates;
import dev.tamis.training.SmallTraining.Filter;
import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A whole training gives the same bits on any number of threads. */
class ThreadCountTest {
  private static final long SEED = 11;
  private static final int STEPS = 30;

  private static byte[] train(
      int threads, Filter filter, @Nullable ChannelImportance pruning, long seed)
      throws IOException {
    try (SmallTraining training = new SmallTraining(threads, 37, filter, pruning, seed)) {
      byte[] before = SavedStates.withoutNanos(training.trainer);
      training.steps(STEPS);
      byte[] after = SavedStates.withoutNanos(training.trainer);
      assertThat(Arrays.equals(before, after)).isFalse();
      return after;
    }
  }

  @ParameterizedTest
  @CsvSource({
    "NONE, PAPER",
    "BUDGETED, PRODUCT",
    "PAPER, RANDOM",
    "OHEM, PRODUCT",
    "RANDOM, UNBIASED"
  })
  void sameBits(Filter filter, @Nullable ChannelImportance pruning) throws IOException {
    byte[] one = train(1, filter, pruning, SEED);

    assertThat(Arrays.equals(train(2, filter, pruning, SEED), one)).as("2 threads").isTrue();
    assertThat(Arrays.equals(train(3, filter, pruning, SEED), one)).as("3 threads").isTrue();
    assertThat(Arrays.equals(train(1, filter, pruning, SEED + 1), one)).as("seed").isFalse();
  }
}
