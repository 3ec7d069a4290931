package dev.tamis.device;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tamis.layer.ComputeResources;
import dev.tamis.training.SavedNetwork;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * A learner in a folder that is killed at random instants, whose stream does not come again: what
 * was acknowledged is there, and the end has the bits of one that was left alone. {@code
 * -Dtamis.kills=200} for more than the build does.
 */
@DisabledOnOs(OS.WINDOWS)
class KilledLearnerTest {
  private static final int KILLS = Integer.getInteger("tamis.kills", 3);
  private static final int INSTANCES = 4000;
  private static final long SEED = 11;
  private static final long PATIENCE_SECONDS = 120;

  @TempDir Path folder;

  /** Meets instances from wherever its folder is, and says of each that it was offered. */
  static final class Device {
    private Device() {}

    /**
     * Runs it.
     *
     * @param arguments folder, model
     */
    public static void main(String[] arguments) throws IOException {
      Path home = Path.of(arguments[0]);
      try (OnDeviceLearner learner =
          OnDeviceLearner.open(home, Path.of(arguments[1]), LearnerFolderTest.CONFIG)) {
        System.out.println("begins at " + learner.report().offered());
        for (long n = learner.report().offered(); n < INSTANCES; n++) {
          LearnerFolderTest.meet(learner, n);
          System.out.println(n);
        }
      }
    }
  }

  private Process start(Path home, Path model) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx256m",
            "-XX:-UsePerfData",
            "--add-modules",
            "jdk.incubator.vector",
            "-cp",
            System.getProperty("java.class.path"),
            Device.class.getName(),
            home.toString(),
            model.toString())
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  @Test
  void whatWasAcknowledgedIsThere() throws IOException, InterruptedException {
    Path model = folder.resolve("model.tamis");
    byte[] expected;
    try (ComputeResources resources = new ComputeResources(1)) {
      SavedNetwork.write(SyntheticWorld.shipped(resources), Map.of(), model);
    }
    try (OnDeviceLearner undisturbed = OnDeviceLearner.load(model, LearnerFolderTest.CONFIG)) {
      for (int n = 0; n < INSTANCES; n++) {
        LearnerFolderTest.meet(undisturbed, n);
      }
      expected = LearnerFolderTest.bits(undisturbed.trained());
    }
    Random random = new Random(SEED);
    int kills = 0;
    for (int chain = 0; kills < KILLS; chain++) {
      String where = "seed " + SEED + ", chain " + chain;
      Path home = folder.resolve("home" + chain);
      long acknowledged = -1;
      boolean ended = false;
      while (!ended) {
        Process process = start(home, model);
        boolean spared = kills >= KILLS;
        long patience = spared ? TimeUnit.SECONDS.toMillis(PATIENCE_SECONDS) : 0;
        acknowledged =
            follow(process, spared ? patience : 150 + random.nextInt(1200), acknowledged, where);
        ended = process.exitValue() == 0;
        kills += ended ? 0 : 1;
        assertThat(ended || !spared).as("%s: left alone, it ends", where).isTrue();
      }
      try (OnDeviceLearner learner = OnDeviceLearner.open(home, model, LearnerFolderTest.CONFIG)) {
        assertThat(learner.report().offered()).as(where).isEqualTo(INSTANCES);
        assertThat(LearnerFolderTest.bits(learner.trained())).as(where).isEqualTo(expected);
      }
    }
  }

  /** Kills it after a time, and reads all it has said; the last instance it acknowledged. */
  private static long follow(Process process, long millis, long before, String where)
      throws IOException, InterruptedException {
    Thread killer =
        new Thread(
            () -> {
              try {
                if (!process.waitFor(millis, TimeUnit.MILLISECONDS)) {
                  // SIGKILL.
                  process.destroyForcibly();
                }
              } catch (InterruptedException e) {
                process.destroyForcibly();
                Thread.currentThread().interrupt();
              }
            });
    killer.start();
    long acknowledged = before;
    try (BufferedReader out =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = out.readLine(); line != null; line = out.readLine()) {
        if (line.startsWith("begins at ")) {
          assertThat(Long.parseLong(line.substring("begins at ".length())))
              .as("%s: instance %d was acknowledged", where, before)
              .isGreaterThan(before);
        } else if (line.matches("\\d+")) {
          // The last line may have been cut off, and then it says less.
          acknowledged = Math.max(acknowledged, Long.parseLong(line));
        }
      }
    }
    killer.join();
    assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
    return acknowledged;
  }
}
