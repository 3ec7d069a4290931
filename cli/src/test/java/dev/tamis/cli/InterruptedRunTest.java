package dev.tamis.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Whatever ends a process, the last checkpoint is whole, and resumed it ends as if undisturbed. */
@DisabledOnOs(OS.WINDOWS)
class InterruptedRunTest {
  private static final int STEPS = 240;
  private static final int KILLED = 128 + 9;
  private static final int INTERRUPTED = 130;
  private static final long PATIENCE_SECONDS = 120;

  @TempDir static Path folder;

  private static Path undisturbed = Path.of("");

  @BeforeAll
  static void trainUndisturbed() throws IOException {
    Tamis.data(folder.resolve("data"), 240, 50);
    undisturbed = folder.resolve("undisturbed");
    Tamis.run(train(undisturbed)).ends(0);
  }

  private static Object[] train(Path run) {
    return new Object[] {
      "train",
      "--data",
      folder.resolve("data"),
      "--run",
      run,
      "--iterations",
      STEPS,
      "--batch-size",
      16,
      "--threads",
      1,
      "--checkpoint-every",
      5,
      "--report-every",
      2,
      "--test-every",
      30
    };
  }

  @Test
  void controlCLeavesACheckpointToGoOnFrom() throws IOException, InterruptedException {
    Path run = folder.resolve("interrupted");
    Process process = Tamis.start(null, train(run));
    awaitCheckpoint(process, run);
    signal("INT", process);

    assertThat(await(process)).isEqualTo(INTERRUPTED);
    assertThat(err(process)).contains("stopped at step", "--resume " + run);
    assertThat(run.resolve("summary.json")).doesNotExist();
    assertGoesOnAsIfUndisturbed(run);
  }

  @Test
  void aKilledOrFullMachineLosesNoCheckpoint() throws IOException, InterruptedException {
    Path run = folder.resolve("killed");
    Process process = Tamis.start(null, train(run));
    awaitCheckpoint(process, run);
    signal("KILL", process);
    assertThat(await(process)).isEqualTo(KILLED);

    byte[] before = Files.readAllBytes(Tamis.checkpoint(run));
    // As a full disk: no file may grow beyond 1000 KiB, and a checkpoint is larger.
    Process full = Tamis.start("ulimit -f 1000", "train", "--resume", run);
    assertThat(await(full)).isEqualTo(1);
    assertThat(err(full)).contains("cannot write checkpoint").doesNotContain("\tat ");
    assertThat(Files.readAllBytes(Tamis.checkpoint(run))).isEqualTo(before);

    assertGoesOnAsIfUndisturbed(run);
  }

  private static void assertGoesOnAsIfUndisturbed(Path run) throws IOException {
    Tamis.run("train", "--resume", run, "--threads", 2).ends(0);

    assertThat(Tamis.parameters(run)).isEqualTo(Tamis.parameters(undisturbed));
    assertThat(run.resolve("summary.json")).isRegularFile();
    List<String> lines = Files.readAllLines(run.resolve("metrics.jsonl"));
    Set<String> steps = new HashSet<>();
    for (String line : lines) {
      steps.add(line.replaceAll("^(\\{\"type\":\"\\w+\",\"step\":\\d+,).*", "$1"));
    }
    assertThat(steps).as("every step is written once").hasSameSizeAs(lines);
    assertThat(lines).hasSize(STEPS / 2 + STEPS / 30);
  }

  private static void awaitCheckpoint(Process process, Path run) throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (!Files.exists(Tamis.checkpoint(run))) {
      assertThat(process.isAlive()).as("still training").isTrue();
      assertThat(System.nanoTime()).as("patience").isLessThan(end);
      Thread.sleep(5);
    }
  }

  private static void signal(String name, Process process)
      throws IOException, InterruptedException {
    new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor();
  }

  private static int await(Process process) throws InterruptedException {
    assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
    return process.exitValue();
  }

  private static String err(Process process) throws IOException {
    return new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
  }
}
