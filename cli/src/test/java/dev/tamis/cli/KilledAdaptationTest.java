package dev.tamis.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * An adaptation that is killed at random instants, again and again, ends with the bits of one that
 * was left alone. {@code -Dtamis.kills=200} for more than the build does.
 */
@DisabledOnOs(OS.WINDOWS)
class KilledAdaptationTest {
  private static final int KILLS = Integer.getInteger("tamis.kills", 3);
  private static final int INSTANCES = 3000;
  private static final long SEED = 7;
  private static final long PATIENCE_SECONDS = 120;

  @TempDir Path folder;

  @Test
  void resumesWholeAndBitExactly() throws IOException, InterruptedException {
    Path data = Tamis.data(folder.resolve("data"), 400, 100);
    Path model = folder.resolve("model");
    Tamis.run(
            "train",
            "--data",
            data,
            "--run",
            model,
            "--iterations",
            40,
            "--batch-size",
            16,
            "--method",
            "dense",
            "--quiet")
        .ends(0);
    Path undisturbed = folder.resolve("undisturbed");
    Tamis.run(adapt(model, undisturbed)).ends(0);
    byte[] expected = Tamis.parameters(undisturbed);

    Random random = new Random(SEED);
    int kills = 0;
    for (int chain = 0; kills < KILLS; chain++) {
      Path run = folder.resolve("run" + chain);
      Object[] line = adapt(model, run);
      boolean ended = false;
      while (!ended && kills < KILLS) {
        Process process = Tamis.start(null, line);
        ended = process.waitFor(200 + random.nextInt(1500), TimeUnit.MILLISECONDS);
        if (!ended) {
          new ProcessBuilder("kill", "-KILL", Long.toString(process.pid())).start().waitFor();
          assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
          kills++;
        } else {
          assertThat(process.exitValue()).as("seed %d, chain %d", SEED, chain).isZero();
        }
        if (Files.exists(run.resolve("config.json"))) {
          line = new Object[] {"adapt", "--resume", run, "--quiet"};
        } else {
          // Killed before it had begun: nothing was acknowledged, and the name is free again.
          Tamis.delete(run);
        }
      }
      if (!ended) {
        Tamis.run(line).ends(0);
      }
      assertThat(Tamis.parameters(run)).as("seed %d, chain %d", SEED, chain).isEqualTo(expected);
      assertThat(lines(run)).as("metrics of chain %d", chain).isEqualTo(lines(undisturbed));
      assertThat(run.resolve("summary.json")).isRegularFile();
      assertThat(run.resolve("model.onnx")).isRegularFile();
      Tamis.delete(run);
    }
  }

  private static Object[] adapt(Path model, Path run) {
    return new Object[] {
      "adapt",
      model,
      "--run",
      run,
      "--stream",
      "mix:0.3:rotate:60+label-delay:30@" + INSTANCES,
      "--keep-instances",
      0.3,
      "--learning-rate",
      0.002,
      "--confidence",
      0.5,
      "--checkpoint-every",
      100,
      "--report-every",
      50,
      "--quiet"
    };
  }

  /** Metrics without what was measured. */
  private static List<String> lines(Path run) throws IOException {
    List<String> lines = new ArrayList<>();
    for (String line : Files.readAllLines(run.resolve("metrics.jsonl"))) {
      lines.add(line.replaceAll("\"seconds\":[^,}]*", ""));
    }
    return lines;
  }
}
