package dev.tamis.sparsity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.tamis.layer.AveragePool2d;
import dev.tamis.layer.Conv2d;
import dev.tamis.layer.Linear;
import dev.tamis.network.NetworkBuilder;
import dev.tamis.network.NetworkSpec;
import dev.tamis.network.NetworkZoo;
import dev.tamis.random.SeededGenerator;
import dev.tamis.tensor.ChannelSet;
import dev.tamis.tensor.Shape;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ErrorMapPrunerTest {
  private static final NetworkSpec LENET = NetworkZoo.lenet(new Shape(28, 28, 1), 10);
  private static final int CONV2 = node(LENET, "conv2");

  private static int node(NetworkSpec spec, String name) {
    return spec.nodes().stream().map(node -> node.name()).toList().indexOf(name);
  }

  private static ErrorMapPruner pruner(
      NetworkSpec spec, double ratio, ChannelImportance importance, Map<String, Double> overrides) {
    return new ErrorMapPruner(
        spec,
        KeepRatioSchedule.constant(ratio),
        importance,
        overrides,
        SeededGenerator.split(5, "pruner"));
  }

  private static ChannelSet select(ErrorMapPruner pruner, float[] kernels, float[] errors) {
    ChannelSet kept = new ChannelSet(kernels.length);
    pruner.select(CONV2, 4, kernels, errors, kept);
    return kept;
  }

  private static List<Integer> kept(ChannelImportance importance, float[] kernels, float[] errors) {
    double ratio = 2.0 / kernels.length;
    ChannelSet kept = select(pruner(LENET, ratio, importance, Map.of()), kernels, errors);
    return Arrays.stream(kept.indices()).limit(kept.count()).boxed().toList();
  }

  @ParameterizedTest
  @CsvSource({
    "0.6, 50, 30", "0.6, 5, 3", "0.5, 5, 3", "0.3, 16, 5", "0.01, 16, 1", "0.001, 50, 1",
    "1, 50, 50", "0.99, 50, 50", "0.97, 50, 49", "1, 1, 1", "0.1, 1, 1", "0.4, 64, 26"
  })
  void keepsTheRoundedShareAndAtLeastOne(double ratio, int channels, int expected) {
    ErrorMapPruner pruner = pruner(LENET, ratio, ChannelImportance.PRODUCT, Map.of());

    assertThat(pruner.keptCount(CONV2, channels)).isEqualTo(expected);
  }

  @Test
  void productKeepsWhereBothNormsTogetherAreLarge() {
    float[] kernels = {1, 9, 3, 4, 2};
    float[] errors = {9, 1, 4, 4, 5}; // 9 9 12 16 10

    assertThat(kept(ChannelImportance.PRODUCT, kernels, errors)).containsExactly(2, 3);
  }

  @Test
  void errorLooksAtErrorsAlone() {
    float[] kernels = {1, 9, 3, 4, 2};
    float[] errors = {9, 1, 4, 4, 5};

    assertThat(kept(ChannelImportance.ERROR, kernels, errors)).containsExactly(0, 4);
  }

  @Test
  void paperAddsKernelNormsOncePerInstance() {
    // 4 instances: 4 * kernel + error = 41, 43, 42, 50
    float[] kernels = {10, 5, 1, 0};
    float[] errors = {1, 23, 38, 50};

    assertThat(kept(ChannelImportance.PAPER, kernels, errors)).containsExactly(1, 3);
  }

  @Test
  void sumGivesBothNormsAnEqualSay() {
    // Means 100 and 0.01: 1.6 + 0.8, 0.4 + 1.2, 1.2 + 0.4, 0.8 + 1.6
    float[] kernels = {160, 40, 120, 80};
    float[] errors = {0.008f, 0.012f, 0.004f, 0.016f};

    assertThat(kept(ChannelImportance.SUM, kernels, errors)).containsExactly(0, 3);
    assertThat(kept(ChannelImportance.PAPER, kernels, errors)).containsExactly(0, 2);
  }

  @Test
  void sumOfNormsThatAreAllZeroLooksAtTheOthers() {
    float[] zeros = new float[4];

    assertThat(kept(ChannelImportance.SUM, zeros, new float[] {1, 2, 4, 3})).containsExactly(2, 3);
    assertThat(kept(ChannelImportance.SUM, new float[] {4, 2, 1, 3}, zeros)).containsExactly(0, 3);
  }

  @ParameterizedTest
  @ValueSource(strings = {"PRODUCT", "SUM", "PAPER", "ERROR"})
  void tiesGoToTheLowestIndex(ChannelImportance importance) {
    float[] ones = new float[6];
    Arrays.fill(ones, 1);

    assertThat(kept(importance, ones, ones)).containsExactly(0, 1);
    assertThat(kept(importance, ones, new float[] {1, 1, 2, 1, 1, 1})).containsExactly(0, 2);
    assertThat(kept(importance, new float[6], new float[6])).containsExactly(0, 1);
  }

  @Test
  void manyRandomScoresAreSelectedAsSortingThemWould() {
    for (long seed = 1; seed <= 50; seed++) {
      SeededGenerator random = SeededGenerator.split(seed, "scores");
      int channels = 1 + random.nextInt(60);
      float[] ones = new float[channels];
      Arrays.fill(ones, 1);
      float[] errors = new float[channels];
      List<Integer> order = new ArrayList<>();
      for (int j = 0; j < channels; j++) {
        errors[j] = random.nextInt(10) * 0.1f;
        order.add(j);
      }
      ErrorMapPruner pruner = pruner(LENET, 0.37, ChannelImportance.ERROR, Map.of());
      order.sort((a, b) -> Float.compare(errors[b], errors[a])); // stable
      List<Integer> expected =
          order.subList(0, pruner.keptCount(CONV2, channels)).stream().sorted().toList();
      ChannelSet kept = select(pruner, ones, errors);

      assertThat(Arrays.stream(kept.indices()).limit(kept.count()).boxed().toList())
          .as("seed %d", seed)
          .isEqualTo(expected);
    }
  }

  @Test
  void aChannelWhoseScoreIsNotANumberIsKeptSoThatTheTroubleShows() {
    float[] ones = {1, 1, 1, 1};

    assertThat(kept(ChannelImportance.ERROR, ones, new float[] {5, 4, Float.NaN, 6}))
        .containsExactly(2, 3);
  }

  private static Set<String> prunedLayers(NetworkSpec spec, ErrorMapPruner pruner) {
    Set<String> names = new HashSet<>();
    for (int i = 0; i < spec.nodes().size(); i++) {
      if (spec.forwardMacs(i) > 0 && pruner.keptCount(i, 16) < 16) {
        names.add(spec.nodes().get(i).name());
      }
    }
    return names;
  }

  @Test
  void inResnet110AllButStemShortcutsAndClassifierArePruned() {
    NetworkSpec spec = NetworkZoo.resnet(110, new Shape(32, 32, 3), 10);
    Set<String> expected = new HashSet<>();
    for (int stage = 1; stage <= 3; stage++) {
      for (int block = 1; block <= 18; block++) {
        expected.add("stage" + stage + ".block" + block + ".conv1");
        expected.add("stage" + stage + ".block" + block + ".conv2");
      }
    }
    ErrorMapPruner pruner = pruner(spec, 0.5, ChannelImportance.PRODUCT, Map.of());

    assertThat(prunedLayers(spec, pruner)).hasSize(2 * 54).isEqualTo(expected);
  }

  @Test
  void aPointwiseConvolutionThatIsNoShortcutIsPruned() {
    NetworkSpec spec =
        new NetworkBuilder("pointwise", new Shape(8, 8, 3))
            .add("first", Conv2d.square(4, 3, 1, 1, false))
            .add("pointwise", Conv2d.square(16, 1, 1, 0, false))
            .build();

    assertThat(prunedLayers(spec, pruner(spec, 0.5, ChannelImportance.PRODUCT, Map.of())))
        .containsExactly("pointwise");
  }

  @Test
  void theFirstConvolutionIsNotPrunedBehindAPooledStemEither() {
    NetworkSpec spec =
        new NetworkBuilder("stem", new Shape(8, 8, 3))
            .add("stem", AveragePool2d.square(2))
            .add("first", Conv2d.square(16, 3, 1, 1, false))
            .add("second", Conv2d.square(16, 3, 1, 1, false))
            .build();

    assertThat(prunedLayers(spec, pruner(spec, 0.5, ChannelImportance.PRODUCT, Map.of())))
        .containsExactly("second");
  }

  @Test
  void overridesGiveALayerItsOwnRatio() {
    Map<String, Double> overrides = Map.of("conv1", 0.5, "conv2", 1.0, "fc1", 0.25);
    ErrorMapPruner pruner = pruner(LENET, 0.75, ChannelImportance.PRODUCT, overrides);

    assertThat(pruner.keptCount(node(LENET, "conv1"), 20)).isEqualTo(10);
    assertThat(pruner.keptCount(CONV2, 50)).isEqualTo(50);
    assertThat(pruner.keptCount(node(LENET, "fc1"), 500)).isEqualTo(125);
    assertThat(pruner.keptCount(node(LENET, "fc2"), 10)).isEqualTo(10);
  }

  @ParameterizedTest
  @ValueSource(strings = {"conv3", "pool1", "flatten"})
  void anOverrideOfALayerThatHasNoKernelsIsRefused(String name) {
    assertThatThrownBy(() -> pruner(LENET, 0.5, ChannelImportance.PRODUCT, Map.of(name, 0.5)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(name)
        .hasMessageContaining("lenet");
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, -0.1, 1.01, Double.NaN})
  void ratiosAreAboveZeroAndAtMostOne(double ratio) {
    assertThatThrownBy(() -> KeepRatioSchedule.constant(ratio))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("channelKeepRatio");
    assertThatThrownBy(() -> pruner(LENET, 0.5, ChannelImportance.ERROR, Map.of("conv2", ratio)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void theScheduleIsAskedForTheStep() {
    ErrorMapPruner pruner =
        new ErrorMapPruner(
            LENET,
            step -> step < 10 ? 1 : 0.5,
            ChannelImportance.PRODUCT,
            Map.of(),
            new SeededGenerator(1));
    pruner.atStep(9);
    assertThat(pruner.keptCount(CONV2, 50)).isEqualTo(50);
    pruner.atStep(10);
    assertThat(pruner.keptCount(CONV2, 50)).isEqualTo(25);
  }

  @Test
  void onlyRandomNeedsNoNorms() {
    for (ChannelImportance importance : ChannelImportance.values()) {
      assertThat(pruner(LENET, 0.5, importance, Map.of()).needsNorms())
          .isEqualTo(importance != ChannelImportance.RANDOM);
    }
  }

  @Test
  void randomFollowsFromTheSeedAndIsUniform() {
    ErrorMapPruner one = pruner(LENET, 0.25, ChannelImportance.RANDOM, Map.of());
    ErrorMapPruner other = pruner(LENET, 0.25, ChannelImportance.RANDOM, Map.of());
    int[] counts = new int[16];
    int draws = 4000;
    for (int draw = 0; draw < draws; draw++) {
      ChannelSet kept = select(one, new float[16], new float[16]);
      assertThat(kept).hasToString(select(other, new float[16], new float[16]).toString());
      assertThat(kept.count()).isEqualTo(4);
      for (int k = 0; k < 4; k++) {
        counts[kept.get(k)]++;
      }
    }
    // Binomial with mean 1000 and deviation 27.
    assertThat(Arrays.stream(counts).boxed()).allSatisfy(c -> assertThat(c).isBetween(850, 1150));
  }

  private static ErrorMapPruner exploring(double exploreRatio, ChannelImportance importance) {
    return new ErrorMapPruner(
        LENET,
        KeepRatioSchedule.constant(0.25),
        importance,
        exploreRatio,
        Map.of(),
        SeededGenerator.split(5, "pruner"));
  }

  private static double[] frequencies(ErrorMapPruner pruner, float[] errors, int draws) {
    float[] ones = new float[errors.length];
    Arrays.fill(ones, 1);
    double[] frequencies = new double[errors.length];
    float[] factors = new float[errors.length];
    for (int draw = 0; draw < draws; draw++) {
      ChannelSet kept = select(pruner, ones, errors);
      assertThat(kept.count()).isEqualTo(pruner.keptCount(CONV2, errors.length));
      if (pruner.scales()) {
        pruner.factors(kept, factors);
      }
      for (int k = 0; k < kept.count(); k++) {
        frequencies[kept.get(k)] += 1.0 / draws;
      }
    }
    for (int j = 0; j < errors.length && pruner.scales(); j++) {
      assertThat(1 / factors[j])
          .as("channel %d", j)
          .isCloseTo((float) frequencies[j], within(0.02f));
    }
    return frequencies;
  }

  @Test
  void unbiasedDrawsInProportionAndSaysHowOften() {
    // 4 of 16: the first is sure, three are shared in proportion to 1 .. 15, of a sum of 120.
    float[] errors = new float[16];
    for (int j = 0; j < 16; j++) {
      errors[j] = j == 0 ? 1000 : j;
    }
    double[] often = frequencies(exploring(0, ChannelImportance.UNBIASED), errors, 20_000);

    assertThat(often[0]).isCloseTo(1, within(1e-9));
    for (int j = 1; j < 16; j++) {
      assertThat(often[j]).as("channel %d", j).isCloseTo(3 * j / 120.0, within(0.02));
    }
    assertThat(frequencies(exploring(0, ChannelImportance.UNBIASED), new float[16], 20_000))
        .satisfies(all -> Arrays.stream(all).forEach(f -> assertThat(f).isBetween(0.23, 0.27)));
    float[] one = new float[16];
    one[3] = 1;
    double[] rest = frequencies(exploring(0, ChannelImportance.UNBIASED), one, 20_000);
    assertThat(rest[3]).isCloseTo(1, within(1e-9));
    assertThat(rest[9]).isCloseTo(3.0 / 15, within(0.02));
  }

  @Test
  void unbiasedKeepsWhatIsNotANumberUnscaledSoThatTheTroubleShows() {
    ErrorMapPruner pruner = exploring(0, ChannelImportance.UNBIASED);
    float[] ones = new float[16];
    Arrays.fill(ones, 1);
    float[] errors = new float[16];
    errors[7] = Float.NaN;
    ChannelSet kept = select(pruner, ones, errors);
    float[] factors = new float[16];
    pruner.factors(kept, factors);

    assertThat(kept.contains(7)).isTrue();
    assertThat(factors[7]).isEqualTo(1);
  }

  @Test
  void exploringDrawsItsShareFromTheOthersAlike() {
    float[] errors = new float[16];
    for (int j = 0; j < 16; j++) {
      errors[j] = 16 - j;
    }
    // 4 of 16, 0.6 of them explored: one with 0.6, from the 12 others and the one that gives way.
    double[] often = frequencies(exploring(0.15, ChannelImportance.PRODUCT), errors, 20_000);

    for (int j = 0; j < 3; j++) {
      assertThat(often[j]).isCloseTo(1, within(1e-9));
    }
    assertThat(often[3]).isCloseTo(0.4 + 0.6 / 13, within(0.02));
    for (int j = 4; j < 16; j++) {
      assertThat(often[j]).as("channel %d", j).isCloseTo(0.6 / 13, within(0.01));
    }
  }

  @Test
  void drawingAllocatesNothing() {
    com.sun.management.ThreadMXBean threads =
        (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    float[] norms = new float[64];
    SeededGenerator random = new SeededGenerator(1);
    float[] factors = new float[64];
    ChannelSet kept = new ChannelSet(64);
    for (ErrorMapPruner pruner :
        new ErrorMapPruner[] {
          exploring(0, ChannelImportance.UNBIASED),
          exploring(0.2, ChannelImportance.PRODUCT),
          exploring(0, ChannelImportance.PRODUCT),
          exploring(0, ChannelImportance.RANDOM)
        }) {
      long allocated = 0;
      for (int draw = 0; draw < 2000; draw++) {
        kept.clear();
        for (int j = 0; j < 64; j++) {
          norms[j] = random.nextFloat();
        }
        long before = threads.getCurrentThreadAllocatedBytes();
        pruner.select(CONV2, 4, norms, norms, kept);
        pruner.factors(kept, factors);
        allocated += draw >= 1000 ? threads.getCurrentThreadAllocatedBytes() - before : 0;
      }
      assertThat(allocated).isLessThan(2000);
    }
  }

  @Test
  void exploringThatDoesNotFitIsRefused() {
    assertThatThrownBy(() -> exploring(0.1, ChannelImportance.UNBIASED))
        .hasMessageContaining("channelExploreRatio 0.1");
    for (double bad : new double[] {-0.1, 1.1, Double.NaN}) {
      assertThatThrownBy(() -> exploring(bad, ChannelImportance.PRODUCT))
          .hasMessageContaining("channelExploreRatio " + bad);
    }
  }

  @Test
  void randomContinuesFromItsSavedState() throws IOException {
    ErrorMapPruner one = pruner(LENET, 0.25, ChannelImportance.RANDOM, Map.of());
    select(one, new float[50], new float[50]);
    ByteArrayOutputStream saved = new ByteArrayOutputStream();
    one.saveState(new DataOutputStream(saved));
    String expected = select(one, new float[50], new float[50]).toString();

    ErrorMapPruner fresh =
        new ErrorMapPruner(
            LENET,
            KeepRatioSchedule.constant(0.25),
            ChannelImportance.RANDOM,
            Map.of(),
            new SeededGenerator(99));
    fresh.restoreState(new DataInputStream(new ByteArrayInputStream(saved.toByteArray())));

    assertThat(select(fresh, new float[50], new float[50])).hasToString(expected);
  }

  @Test
  void aLinearLayerIsPrunedOnlyIfAsked() {
    NetworkSpec spec =
        new NetworkBuilder("linear", Shape.vector(8))
            .add("hidden", new Linear(16, true))
            .add("out", new Linear(16, true))
            .build();

    assertThat(prunedLayers(spec, pruner(spec, 0.5, ChannelImportance.ERROR, Map.of()))).isEmpty();
    assertThat(prunedLayers(spec, pruner(spec, 1, ChannelImportance.ERROR, Map.of("hidden", 0.5))))
        .containsExactly("hidden");
  }
}
