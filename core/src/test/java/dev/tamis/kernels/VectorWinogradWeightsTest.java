package dev.tamis.kernels;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * Both ways of {@link VectorWinogradWeights} on random geometries, also those for which {@link
 * VectorPlan} would not choose it. Small integers: halves of them are exact, so that results are
 * equal.
 */
class VectorWinogradWeightsTest {
  private static final float CANARY = 12345.5f;
  private static final int MARGIN = 37;
  private static final int[] CHANNELS = {1, 3, 15, 16, 17, 31, 32, 33, 48, 70, 80, 130};

  private static ConvGeometry geometry(Random random) {
    return new ConvGeometry(
        3 + random.nextInt(8),
        3 + random.nextInt(8),
        CHANNELS[random.nextInt(CHANNELS.length)],
        CHANNELS[random.nextInt(CHANNELS.length)],
        3,
        3,
        1,
        1,
        random.nextInt(3),
        random.nextInt(3),
        random.nextInt(3),
        random.nextInt(3),
        1);
  }

  private static float[] integers(Random random, int length) {
    float[] values = new float[length];
    for (int i = 0; i < length; i++) {
      values[i] = random.nextInt(9) - 4;
    }
    return values;
  }

  private static int[] subset(Random random, int count) {
    int[] kept = IntStream.range(0, count).filter(o -> random.nextBoolean()).toArray();
    return kept.length > 0 ? kept : new int[] {count - 1};
  }

  private static float[] canaries(int length) {
    float[] values = new float[length + 2 * MARGIN];
    Arrays.fill(values, CANARY);
    return values;
  }

  /** What must come out, rows of dropped channels and the margins left alone. */
  private static float[] expected(double[] formula, int rowLength, int[] kept) {
    float[] all = canaries(formula.length);
    for (int o : kept) {
      for (int i = o * rowLength; i < (o + 1) * rowLength; i++) {
        all[MARGIN + i] = (float) formula[i];
      }
    }
    return all;
  }

  @Test
  void equalsTheFormula() {
    for (int seed = 0; seed < 150; seed++) {
      Random random = new Random(seed);
      ConvGeometry g = geometry(random);
      int instances = seed % 2 == 0 ? 1 : 3;
      int[] kept =
          seed % 3 == 0
              ? IntStream.range(0, g.outputChannels()).toArray()
              : subset(random, g.outputChannels());
      float[] input = integers(random, instances * g.inputSize());
      float[] error = integers(random, instances * g.outputSize());
      float[] weights =
          expected(
              NaiveConvolution.weightGradient(g, instances, input, error), g.kernelSize(), kept);
      float[] bias = expected(NaiveConvolution.biasGradient(g, instances, error), 1, kept);
      VectorWinogradPlan plan = new VectorWinogradPlan(g);
      float[] scratch = new float[plan.scratchLength()];
      Arrays.fill(scratch, Float.NaN);

      float[] gradient = canaries(g.weightCount());
      float[] biasGradient = canaries(g.outputChannels());
      VectorWinogradWeights.backwardWeights(
          plan,
          input,
          0,
          error,
          0,
          instances,
          kept,
          gradient,
          MARGIN,
          true,
          biasGradient,
          MARGIN,
          0,
          kept.length,
          scratch);
      assertThat(Arrays.mismatch(gradient, weights)).as("%s, seed %d", g, seed).isEqualTo(-1);
      assertThat(Arrays.mismatch(biasGradient, bias))
          .as("bias of %s, seed %d", g, seed)
          .isEqualTo(-1);

      float[] grouped = canaries(g.weightCount());
      float[] groupedBias = canaries(g.outputChannels());
      float[] transformed = new float[plan.groupLength()];
      Arrays.fill(transformed, Float.NaN);
      // One instance, then those that are left; their last instances first, as threads might.
      int groups = instances == 1 ? 1 : 2;
      for (int group = 0; group < groups; group++) {
        int size = group == 0 ? 1 : instances - 1;
        for (int n = size - 1; n >= 0; n--) {
          VectorWinogradWeights.transformGroup(
              plan,
              input,
              group * g.inputSize(),
              error,
              group * g.outputSize(),
              kept,
              kept.length,
              n,
              n + 1,
              transformed,
              scratch);
        }
        int half = kept.length / 2;
        for (int from = 0; from < kept.length; from = from == 0 && half > 0 ? half : kept.length) {
          VectorWinogradWeights.multiplyGroup(
              plan,
              transformed,
              size,
              kept,
              kept.length,
              grouped,
              MARGIN,
              true,
              groupedBias,
              MARGIN,
              group > 0,
              from,
              from == 0 && half > 0 ? half : kept.length,
              scratch);
        }
      }
      assertThat(Arrays.mismatch(grouped, weights))
          .as("in groups, %s, seed %d", g, seed)
          .isEqualTo(-1);
      assertThat(Arrays.mismatch(groupedBias, bias))
          .as("bias in groups, %s, seed %d", g, seed)
          .isEqualTo(-1);
    }
  }

  /** The sums go over tiles in order, however rows are shared out. */
  @Test
  void bitsDoNotDependOnTheSplit() {
    Random random = new Random(5);
    ConvGeometry g = new ConvGeometry(7, 9, 33, 50, 3, 3, 1, 1, 1, 1, 1, 1, 1);
    int instances = 3;
    float[] input = new float[instances * g.inputSize()];
    float[] error = new float[instances * g.outputSize()];
    for (int i = 0; i < input.length; i++) {
      input[i] = (float) random.nextGaussian();
    }
    for (int i = 0; i < error.length; i++) {
      error[i] = (float) random.nextGaussian();
    }
    int[] kept = subset(random, g.outputChannels());
    VectorWinogradPlan plan = new VectorWinogradPlan(g);
    float[] scratch = new float[plan.scratchLength()];
    float[] transformed = new float[plan.groupLength()];
    VectorWinogradWeights.transformGroup(
        plan, input, 0, error, 0, kept, kept.length, 0, instances, transformed, scratch);
    float[][] gradients = new float[2][g.weightCount()];
    float[] none = new float[0];
    int[][] splits = {{0, kept.length}, {0, 1, 6, 7, kept.length}};
    for (int s = 0; s < 2; s++) {
      for (int i = 0; i + 1 < splits[s].length; i++) {
        VectorWinogradWeights.multiplyGroup(
            plan,
            transformed,
            instances,
            kept,
            kept.length,
            gradients[s],
            0,
            false,
            none,
            0,
            false,
            splits[s][i],
            splits[s][i + 1],
            scratch);
      }
    }
    assertThat(Arrays.mismatch(gradients[1], gradients[0])).isEqualTo(-1);
  }
}
