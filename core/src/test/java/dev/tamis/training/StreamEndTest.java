package dev.tamis.training;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tamis.report.EvaluationReport;
import dev.tamis.report.StepReport;
import dev.tamis.report.TrainingReport;
import dev.tamis.stream.SinglePassStream;
import dev.tamis.training.SmallTraining.Filter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A stream that ends before the last step ends the training as cleanly as the last step does. */
class StreamEndTest {
  private static final long SEED = 37;
  private static final int IMAGES = 200;

  @TempDir private Path folder;

  private static final class Watched implements AutoCloseable, TrainingListener {
    private final SmallTraining training;
    private final TrainingRun run;
    private final int stopAfter;
    private final List<Long> progress = new ArrayList<>();
    private final List<Long> tests = new ArrayList<>();
    private int offered;

    Watched(int batchSize, int reportEvery, int testEvery, int stopAfter, Path file) {
      this.stopAfter = stopAfter;
      training = new SmallTraining(1, batchSize, Filter.RANDOM, null, SEED);
      run =
          new TrainingRun(
              training.trainer,
              new SinglePassStream(training.images, SEED),
              new Evaluator(training.network, training.images, batchSize),
              new TrainingRunSettings(1000, reportEvery, testEvery, 100),
              file,
              Map.of(),
              training.batch,
              this);
    }

    @Override
    public void stepDone(StepReport step) {
      offered += step.offered();
      if (step.step() == stopAfter) {
        run.requestStop();
      }
    }

    @Override
    public void progress(TrainingReport report) {
      progress.add(report.steps());
    }

    @Override
    public void tested(EvaluationReport test, TrainingReport report) {
      tests.add(report.steps());
    }

    @Override
    public void close() {
      training.close();
    }
  }

  @ParameterizedTest
  @CsvSource({"64, 1000, 1000", "64, 4, 2", "64, 3, 3", "50, 4, 4"})
  void lastStepIsReportedAndTestedOnce(int batchSize, int reportEvery, int testEvery)
      throws IOException {
    Path file = folder.resolve("end.tamis");
    try (Watched watched = new Watched(batchSize, reportEvery, testEvery, -1, file)) {
      assertThat(watched.run.run()).isTrue();

      assertThat(watched.offered).isEqualTo(IMAGES);
      assertThat(watched.run.report().steps()).isEqualTo(4);
      assertThat(watched.progress).as("seed %d", SEED).doesNotHaveDuplicates().endsWith(4L);
      assertThat(watched.tests).as("seed %d", SEED).doesNotHaveDuplicates().endsWith(4L);
    }
    assertThat(file).exists();
  }

  @Test
  void stoppedBeforeItIsNotTheEnd() throws IOException {
    Path file = folder.resolve("stopped.tamis");
    try (Watched stopped = new Watched(64, 2, 100, 2, file)) {
      assertThat(stopped.run.run()).isFalse();
      assertThat(stopped.tests).isEmpty();
    }
    try (Watched resumed = new Watched(64, 2, 100, -1, file)) {
      resumed.run.resume();
      assertThat(resumed.run.run()).isTrue();
      assertThat(resumed.run.report().steps()).isEqualTo(4);
      assertThat(resumed.run.report().offeredInstances()).isEqualTo(IMAGES);
    }
    try (Watched again = new Watched(64, 2, 100, -1, file)) {
      again.run.resume();
      assertThat(again.run.run()).isTrue();
      assertThat(again.run.report().steps()).isEqualTo(4);
      assertThat(again.progress).isEmpty();
      assertThat(again.tests).containsExactly(4L);
    }
  }
}
