package dev.tamis.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tamis.checkpoint.Checkpoint;
import dev.tamis.checkpoint.CheckpointException;
import dev.tamis.checkpoint.NetworkSpecCodec;
import dev.tamis.layer.Conv2d;
import dev.tamis.network.NetworkBuilder;
import dev.tamis.quantize.QuantizationScheme;
import dev.tamis.report.StepReport;
import dev.tamis.report.TrainingReport;
import dev.tamis.sparsity.ChannelImportance;
import dev.tamis.testing.SavedStates;
import dev.tamis.training.SmallTraining.Filter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A training that was stopped and resumed ends with the bits of one that was not. */
class ResumeTest {
  private static final int STEPS = 12;
  private static final int BATCH = 64;
  private static final long SEED = 21;

  @TempDir private Path folder;

  /** A training with a run, stopped after a step. */
  private static final class Running implements AutoCloseable, TrainingListener {
    private final SmallTraining training;
    private final TrainingRun run;
    private final int stopAfter;

    Running(Filter filter, @Nullable ChannelImportance pruning, Path file, int stopAfter) {
      this(STEPS, filter, pruning, QuantizationScheme.NONE, file, stopAfter, SEED);
    }

    Running(
        int steps,
        Filter filter,
        @Nullable ChannelImportance pruning,
        QuantizationScheme scheme,
        Path file,
        int stopAfter,
        long seed) {
      this.stopAfter = stopAfter;
      training = new SmallTraining(1, BATCH, filter, pruning, scheme, seed);
      Evaluator evaluator = new Evaluator(training.network, training.images, BATCH);
      run =
          new TrainingRun(
              training.trainer,
              training.stream,
              evaluator,
              new TrainingRunSettings(steps, 5, 50, 4),
              file,
              Map.of("scale", "255"),
              training.batch,
              this);
    }

    @Override
    public void stepDone(StepReport step) {
      if (step.step() == stopAfter) {
        run.requestStop();
      }
    }

    byte[] state() throws IOException {
      byte[] trainer = SavedStates.withoutNanos(training.trainer);
      byte[] stream = SavedStates.bytes(training.stream::saveState);
      byte[] all = Arrays.copyOf(trainer, trainer.length + stream.length);
      System.arraycopy(stream, 0, all, trainer.length, stream.length);
      return all;
    }

    @Override
    public void close() {
      training.close();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "12, NONE,",
    "12, RANDOM, PRODUCT",
    "22, BUDGETED,",
    "12, ENTROPY,",
    "12, STALE_LOSS,",
    "12, OHEM, PRODUCT",
    "12, RANDOM, UNBIASED",
    "12, PAPER, RANDOM"
  })
  void stoppedAnywhereItEndsWithTheSameBits(
      int steps, Filter filter, @Nullable ChannelImportance pruning) throws IOException {
    stopAnywhere(steps, filter, pruning, QuantizationScheme.NONE);
  }

  @ParameterizedTest
  @CsvSource({"12, NONE,", "12, ENTROPY, PRODUCT"})
  void quantizedItEndsWithTheSameBitsToo(
      int steps, Filter filter, @Nullable ChannelImportance pruning) throws IOException {
    stopAnywhere(steps, filter, pruning, QuantizationScheme.bits(8));
  }

  private void stopAnywhere(
      int steps, Filter filter, @Nullable ChannelImportance pruning, QuantizationScheme scheme)
      throws IOException {
    byte[] expected;
    TrainingReport report;
    try (Running whole =
        new Running(steps, filter, pruning, scheme, folder.resolve("whole.tamis"), -1, SEED)) {
      assertThat(whole.run.run()).isTrue();
      expected = whole.state();
      report = whole.run.report();
    }
    if (filter == Filter.BUDGETED) {
      // Both sides of the skill gate were seen, or this would be random dropping alone.
      assertThat(report.filter().skilledRatio()).as("seed %d", SEED).isBetween(0.01, 0.99);
    }
    for (int k = 1; k < steps; k++) {
      Path file = folder.resolve(filter + "-" + k + ".tamis");
      try (Running first = new Running(steps, filter, pruning, scheme, file, k, SEED)) {
        assertThat(first.run.run()).isFalse();
        assertThat(first.training.trainer.steps()).isEqualTo(k);
      }
      // From another seed: all that matters must come from the checkpoint.
      try (Running second = new Running(steps, filter, pruning, scheme, file, -1, SEED + k)) {
        second.run.resume();
        assertThat(second.training.trainer.steps()).isEqualTo(k);
        assertThat(second.run.run()).isTrue();
        assertThat(Arrays.equals(second.state(), expected))
            .as("stopped after %d, seed %d", k, SEED)
            .isTrue();
        assertThat(second.run.report().keptInstances()).isEqualTo(report.keptInstances());
        assertThat(second.run.report().cost().totalMacs()).isEqualTo(report.cost().totalMacs());
        assertThat(second.run.report().filter()).isEqualTo(report.filter());
      }
    }
  }

  @Test
  void anotherSchemeIsRefusedAndTheSavedOneIsKnown() throws IOException {
    Path file = folder.resolve("scheme.tamis");
    QuantizationScheme scheme = QuantizationScheme.bits(8);
    try (Running running = new Running(2, Filter.NONE, null, scheme, file, 1, SEED)) {
      running.run.run();
      assertThat(SavedNetwork.read(file).network(running.training.resources).scheme())
          .isEqualTo(scheme);
    }
    for (QuantizationScheme other :
        new QuantizationScheme[] {QuantizationScheme.NONE, QuantizationScheme.bits(4)}) {
      try (Running running = new Running(2, Filter.NONE, null, other, file, -1, SEED)) {
        assertThatThrownBy(running.run::resume)
            .isInstanceOf(CheckpointException.class)
            .hasMessageContaining("weightBits=8")
            .hasMessageContaining("weightBits=" + other.weightBits());
      }
    }
  }

  @Test
  void stoppedAfterEveryStepTimesAddUp() throws IOException {
    Path file = folder.resolve("often.tamis");
    long nanos = 0;
    for (int k = 1; k <= STEPS; k++) {
      try (Running next = new Running(Filter.PAPER, null, file, k)) {
        if (k > 1) {
          next.run.resume();
        }
        next.run.run();
        TrainingReport report = next.run.report();
        assertThat(report.steps()).isEqualTo(k);
        assertThat(report.stepNanos()).isGreaterThan(nanos);
        assertThat(report.wallNanos()).isGreaterThanOrEqualTo(report.stepNanos());
        assertThat(report.stepNanos()).isGreaterThanOrEqualTo(report.dataNanos());
        nanos = report.stepNanos();
      }
    }
    try (Running whole = new Running(Filter.PAPER, null, folder.resolve("whole.tamis"), -1);
        Running last = new Running(Filter.PAPER, null, file, -1)) {
      whole.run.run();
      last.run.resume();
      assertThat(Arrays.equals(last.state(), whole.state())).as("seed %d", SEED).isTrue();
    }
  }

  @Test
  void checkpointHoldsTheMetadataAndTheWorkDone() throws IOException {
    Path file = folder.resolve("metadata.tamis");
    try (Running running = new Running(Filter.NONE, null, file, 1)) {
      running.run.run();
      TrainingReport report = running.run.report();
      Checkpoint.read(file)
          .get(
              TrainingRun.METADATA_SECTION,
              in ->
                  assertThat(Metadata.read(in))
                      .containsOnly(
                          Map.entry("scale", "255"),
                          Map.entry(
                              TrainingRun.INSTANCES_KEY, Long.toString(report.offeredInstances())),
                          Map.entry(
                              TrainingRun.MACS_KEY, Long.toString(report.cost().totalMacs()))));
    }
  }

  @Test
  void anotherFilterOrPrunerIsRefused() throws IOException {
    Path file = folder.resolve("other.tamis");
    try (Running running = new Running(Filter.PAPER, null, file, 1)) {
      running.run.run();
    }
    for (Filter other : new Filter[] {Filter.NONE, Filter.RANDOM, Filter.BUDGETED}) {
      try (Running running = new Running(other, null, file, -1)) {
        assertThatThrownBy(running.run::resume).as("%s", other).isInstanceOf(IOException.class);
      }
    }
    try (Running running = new Running(Filter.PAPER, ChannelImportance.RANDOM, file, -1)) {
      assertThatThrownBy(running.run::resume).isInstanceOf(CheckpointException.class);
    }
  }

  @Test
  void anotherNetworkIsRefused() throws IOException {
    Path file = folder.resolve("network.tamis");
    try (Running running = new Running(Filter.NONE, null, file, 1)) {
      running.run.run();
    }
    Checkpoint changed = Checkpoint.read(file);
    changed.put(
        TrainingRun.SPEC_SECTION,
        out ->
            NetworkSpecCodec.write(
                new NetworkBuilder("another", SmallTraining.IMAGES)
                    .add("conv", Conv2d.square(1, 3, 1, 1, true))
                    .build(),
                out));
    changed.write(file);
    try (Running running = new Running(Filter.NONE, null, file, -1)) {
      byte[] before = running.state();
      assertThatThrownBy(running.run::resume)
          .isInstanceOf(CheckpointException.class)
          .hasMessageContaining("another")
          .hasMessageContaining("small");
      assertThat(running.state()).isEqualTo(before);
    }
  }

  @Test
  void missingFileIsNamed() {
    Path file = folder.resolve("missing.tamis");
    try (Running running = new Running(Filter.NONE, null, file, -1)) {
      assertThatThrownBy(running.run::resume)
          .isInstanceOf(CheckpointException.class)
          .hasMessageContaining("missing.tamis");
    }
    assertThat(Files.exists(file)).isFalse();
  }
}
