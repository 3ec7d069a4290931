package dev.tamis.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tamis.layer.ComputeResources;
import dev.tamis.training.SavedNetwork;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.ObjLongConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * A learner in a folder whose stream does not come again: killed at random instants, or with a full
 * disk, what was acknowledged is there, and the end has the bits of one that was left alone. {@code
 * -Dtamis.kills=200} for more than the build does.
 */
@DisabledOnOs(OS.WINDOWS)
class KilledLearnerTest {
  private static final int KILLS = Integer.getInteger("tamis.kills", 3);
  private static final int INSTANCES = 4000;
  private static final long SEED = 11;
  private static final long PATIENCE_SECONDS = 120;
  private static final long PATIENCE_MILLIS = TimeUnit.SECONDS.toMillis(PATIENCE_SECONDS);
  private static final int AT_ONCE = -1;
  private static final int CHECKPOINT_INSTANCES = 250;
  private static final String BEGINS = "begins at ";
  private static final String FULL = "full";

  /** The bits depend on it. */
  private static final String KERNELS = "tamis.kernels";

  @TempDir Path folder;

  /** Meets instances from wherever its folder is, and says of each that it was offered. */
  static final class Device {
    private Device() {}

    /**
     * Runs it.
     *
     * @param arguments folder, model, instances between checkpoints
     */
    public static void main(String[] arguments) throws IOException {
      Path home = Path.of(arguments[0]);
      AdaptationConfig config =
          LearnerFolderTest.CONFIG.withCheckpointInstances(Integer.parseInt(arguments[2]));
      try (OnDeviceLearner learner = OnDeviceLearner.open(home, Path.of(arguments[1]), config)) {
        long begins = learner.report().offered();
        System.out.println(BEGINS + begins);
        if (begins > 0) {
          // It may have ended before that.
          orCheckpoint(learner, begins - 1, LearnerFolderTest::label);
        }
        for (long n = begins; n < INSTANCES; n++) {
          orCheckpoint(learner, n, LearnerFolderTest::offer);
          orCheckpoint(learner, n, LearnerFolderTest::label);
          System.out.println(n);
        }
      }
    }
  }

  private static void orCheckpoint(
      OnDeviceLearner learner, long n, ObjLongConsumer<OnDeviceLearner> call) throws IOException {
    try {
      call.accept(learner, n);
    } catch (UncheckedIOException e) {
      // As its documentation says: it was done, and goes on from a checkpoint.
      System.out.println(FULL);
      learner.checkpoint();
    }
  }

  private static Process start(String before, Path home, Path model, int checkpointInstances)
      throws IOException {
    List<String> line = new ArrayList<>(List.of("bash", "-c", before + "exec \"$@\"", "bash"));
    line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    line.addAll(List.of("-Xmx256m", "-XX:-UsePerfData", "--add-modules", "jdk.incubator.vector"));
    String kernels = System.getProperty(KERNELS);
    if (kernels != null) {
      line.add("-D" + KERNELS + "=" + kernels);
    }
    line.addAll(List.of("-cp", System.getProperty("java.class.path"), Device.class.getName()));
    line.addAll(List.of(home.toString(), model.toString()));
    line.add(Integer.toString(checkpointInstances));
    return new ProcessBuilder(line).redirectErrorStream(true).start();
  }

  private Path ship() throws IOException {
    Path model = folder.resolve("model.tamis");
    try (ComputeResources resources = new ComputeResources(1)) {
      SavedNetwork.write(SyntheticWorld.shipped(resources), Map.of(), model);
    }
    return model;
  }

  /** What the trained weights are where nothing is in the way. */
  private static byte[] undisturbed(Path model) throws IOException {
    try (OnDeviceLearner learner = OnDeviceLearner.load(model, LearnerFolderTest.CONFIG)) {
      for (int n = 0; n < INSTANCES; n++) {
        LearnerFolderTest.offer(learner, n);
        LearnerFolderTest.label(learner, n);
      }
      return LearnerFolderTest.bits(learner.trained());
    }
  }

  private static void requireEnd(Path home, Path model, byte[] expected, String where)
      throws IOException {
    try (OnDeviceLearner learner = OnDeviceLearner.open(home, model, LearnerFolderTest.CONFIG)) {
      assertThat(learner.report().offered()).as(where).isEqualTo(INSTANCES);
      assertThat(LearnerFolderTest.bits(learner.trained())).as(where).isEqualTo(expected);
    }
  }

  @Test
  void whatWasAcknowledgedIsThere() throws IOException, InterruptedException {
    Path model = ship();
    byte[] expected = undisturbed(model);
    Random random = new Random(SEED);
    int kills = 0;
    int within = 0;
    for (int chain = 0; kills < KILLS; chain++) {
      String where = "seed " + SEED + ", chain " + chain;
      Path home = folder.resolve("home" + chain);
      long acknowledged = -1;
      boolean ended = false;
      while (!ended) {
        boolean spared = kills >= KILLS;
        Process process = start("", home, model, CHECKPOINT_INSTANCES);
        long before = acknowledged;
        // Some while they begin, the others at some instant after some instance.
        boolean early = spared || random.nextInt(5) == 0;
        int instances = early ? AT_ONCE : random.nextInt(400);
        long millis = spared ? PATIENCE_MILLIS : random.nextInt(early ? 700 : 40);
        acknowledged = follow(process, instances, millis, before, where);
        ended = process.exitValue() == 0;
        kills += ended ? 0 : 1;
        within += !ended && acknowledged > before ? 1 : 0;
        assertThat(ended || !spared).as("%s: left alone, it ends", where).isTrue();
      }
      requireEnd(home, model, expected, where);
    }
    assertThat(within).as("seed %d: kills after something was acknowledged", SEED).isPositive();
  }

  @Test
  void aFullDiskStopsLearningAndLosesNothing() throws IOException, InterruptedException {
    Path model = ship();
    Path home = folder.resolve("home");
    // No file may grow beyond that: a checkpoint may, the journal of all instances may not.
    Process process = start("ulimit -f 1000; ", home, model, INSTANCES + 1);
    List<String> said = new ArrayList<>();
    try (BufferedReader out = reader(process)) {
      for (String line = out.readLine(); line != null; line = out.readLine()) {
        said.add(line);
      }
    }
    assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as("%s", said).isZero();
    assertThat(said).contains(FULL);
    requireEnd(home, model, undisturbed(model), "after the disk was full");
  }

  @Test
  void anotherProcessIsRefusedWhateverThisOneTries() throws IOException, InterruptedException {
    Path model = ship();
    Path home = folder.resolve("home");
    try (OnDeviceLearner learner = OnDeviceLearner.open(home, model, LearnerFolderTest.CONFIG)) {
      assertThatThrownBy(() -> OnDeviceLearner.open(home, model, LearnerFolderTest.CONFIG))
          .isInstanceOf(IOException.class);
      Process process = start("", home, model, CHECKPOINT_INSTANCES);
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
      assertThat(said).contains("in use by another learner");
      assertThat(learner.report().offered()).isZero();
    }
  }

  private static BufferedReader reader(Process process) {
    return new BufferedReader(
        new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
  }

  /** Waits and then kills a process, unless it has ended. */
  private static Thread killer(Process process, long millis) {
    return new Thread(
        () -> {
          try {
            if (!process.waitFor(millis, TimeUnit.MILLISECONDS)) {
              // Not destroyForcibly, which closes what is yet to be read.
              new ProcessBuilder("kill", "-KILL", Long.toString(process.pid())).start().waitFor();
            }
          } catch (InterruptedException | IOException e) {
            throw new IllegalStateException("process " + process.pid() + " was not killed", e);
          }
        });
  }

  /**
   * Kills it so long after it has acknowledged so many instances, and reads all it has said; the
   * last instance it acknowledged.
   */
  private static long follow(Process process, int instances, long millis, long before, String where)
      throws IOException, InterruptedException {
    Thread killer = killer(process, millis);
    if (instances == AT_ONCE) {
      killer.start();
    }
    long acknowledged = before;
    int count = 0;
    try (BufferedReader out = reader(process)) {
      for (String line = out.readLine(); line != null; line = out.readLine()) {
        if (line.startsWith(BEGINS)) {
          assertThat(Long.parseLong(line.substring(BEGINS.length())))
              .as("%s: instance %d was acknowledged", where, before)
              .isGreaterThan(before);
        } else if (line.matches("\\d+")) {
          // The last line may have been cut off, and then it says less.
          acknowledged = Math.max(acknowledged, Long.parseLong(line));
          if (count++ == instances) {
            killer.start();
          }
        }
      }
    }
    killer.join();
    assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
    return acknowledged;
  }
}
