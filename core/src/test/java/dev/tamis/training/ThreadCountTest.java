package dev.tamis.training;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tamis.quantize.QuantizationScheme;
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
      int threads, Filter filter, @Nullable ChannelImportance pruning, int bits, long seed)
      throws IOException {
    QuantizationScheme scheme =
        bits < QuantizationScheme.FLOAT_BITS
            ? QuantizationScheme.bits(bits)
            : QuantizationScheme.NONE;
    try (SmallTraining training = new SmallTraining(threads, 37, filter, pruning, scheme, seed)) {
      byte[] before = SavedStates.withoutNanos(training.trainer);
      training.steps(STEPS);
      byte[] after = SavedStates.withoutNanos(training.trainer);
      assertThat(Arrays.equals(before, after)).isFalse();
      return after;
    }
  }

  @ParameterizedTest
  @CsvSource({
    "NONE, PAPER, 32",
    "BUDGETED, PRODUCT, 32",
    "PAPER, RANDOM, 32",
    "OHEM, PRODUCT, 32",
    "RANDOM, UNBIASED, 32",
    "NONE,, 8",
    "ENTROPY, PRODUCT, 8",
    "OHEM, UNBIASED, 12"
  })
  void sameBits(Filter filter, @Nullable ChannelImportance pruning, int bits) throws IOException {
    byte[] one = train(1, filter, pruning, bits, SEED);

    assertThat(Arrays.equals(train(2, filter, pruning, bits, SEED), one)).as("2 threads").isTrue();
    assertThat(Arrays.equals(train(3, filter, pruning, bits, SEED), one)).as("3 threads").isTrue();
    assertThat(Arrays.equals(train(1, filter, pruning, bits, SEED + 1), one)).as("seed").isFalse();
  }
}
