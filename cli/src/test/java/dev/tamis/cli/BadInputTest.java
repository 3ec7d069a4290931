package dev.tamis.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each mistake: one sentence that names it, the right exit code, nothing lost and nothing left. */
class BadInputTest {
  private static final int MAGIC_BYTES = 8;
  private static final String IMAGES = "train-images-idx3-ubyte";
  private static final String LABELS = "train-labels-idx1-ubyte";

  @TempDir static Path folder;

  private static Path data = Path.of("");
  private static Path run = Path.of("");

  @BeforeAll
  static void train() throws IOException {
    data = Tamis.data(folder.resolve("data"), 60, 20);
    run = folder.resolve("run");
    Tamis.run(
            "train", "--data", data, "--run", run, "--iterations", 2, "--batch-size", 8, "--quiet")
        .ends(0);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--batch-size 0        | --batch-size",
        "--batch-size -3       | --batch-size",
        "--batch-size many     | --batch-size",
        "--batch-size 9999999999 | --batch-size",
        "--iterations 0        | --iterations",
        "--epochs 0            | --epochs",
        "--epochs NaN          | --epochs",
        "--epochs 1 --iterations 2 | --epochs and --iterations",
        "--keep-instances 0    | --keep-instances",
        "--keep-instances 1.5  | --keep-instances",
        "--keep-channels 0     | --keep-channels",
        "--keep-channels NaN   | --keep-channels",
        "--keep-channels-in conv2=2 | --keep-channels-in conv2",
        "--keep-channels-in conv9=0.5 | conv9",
        "--momentum 1          | --momentum",
        "--filter-momentum -1  | --filter-momentum",
        "--learning-rate 0     | --learning-rate",
        "--learning-rate Infinity | --learning-rate",
        "--weight-decay -1     | --weight-decay",
        "--explore-ratio 2     | --explore-ratio",
        "--audit-ratio -0.1    | --audit-ratio",
        "--high-loss-ratio 1   | --high-loss-ratio",
        "--entropy-threshold 2 | --entropy-threshold",
        "--minimum-kept -1     | --minimum-kept",
        "--threads 0           | --threads",
        "--threads 5000        | --threads",
        "--test-every 0        | --test-every",
        "--report-every 0      | --report-every",
        "--checkpoint-every 0  | --checkpoint-every",
        "--method sparse       | --method 'sparse'",
        "--keep-channels-schedule x | --keep-channels-schedule 'x'",
        "--keep-channels-annealed-ratio 0 | --keep-channels-annealed-ratio",
        "--channel-explore-ratio 2 | --channel-explore-ratio",
        "--filter-score luck | --filter-score 'luck'",
        "--label-statistics none | --label-statistics 'none'",
        "--prethin 0.5 | --prethin",
        "--filter late         | --filter 'late'",
        "--data nowhere        | --data 'nowhere'",
        "--network resnet9     | --network 'resnet9'",
        "--network alexnet     | --network 'alexnet'",
        "--loss-scale huge     | --loss-scale",
        "--augmentation blur   | --augmentation",
        "--channel-importance luck | --channel-importance",
        "--learning-rate-schedule hope | --learning-rate-schedule",
        "--memory-limit 64MB   | --memory-limit",
        "--memory-limit 1KiB   | --memory-limit",
        "--input-std 0         | --input-std",
        "--input-mean 1,2,3    | --input-mean",
        "--input-scale NaN     | --input-scale",
        "--no-such-flag        | --no-such-flag",
        "no-such-recipe        | no-such-recipe",
      })
  void wrongSettingsAreRefusedByName(String flags, String named) {
    Path to = folder.resolve("refused");
    Object[] line = ("train --batch-size 8 --iterations 2 --run " + to).split(" ", -1);
    String[] more = flags.split(" ", -1);
    Object[] all = Arrays.copyOf(line, line.length + more.length);
    System.arraycopy(more, 0, all, line.length, more.length);

    assertRefused(Tamis.run(withoutRepeats(all)), 2, named);
    assertThat(to).doesNotExist();
  }

  /** A flag given twice would be refused for that. */
  private static Object[] withoutRepeats(Object[] line) {
    for (int i = line.length - 1; i > 0; i--) {
      int first = Arrays.asList(line).indexOf(line[i]);
      if (line[i].toString().startsWith("--") && first < i) {
        Object[] shorter = new Object[line.length - 2];
        System.arraycopy(line, 0, shorter, 0, first);
        System.arraycopy(line, first + 2, shorter, first, line.length - first - 2);
        return withoutRepeats(shorter);
      }
    }
    return line;
  }

  @Test
  void aCommandIsNeeded() {
    assertRefused(Tamis.run(), 2, "a command is missing");
    assertRefused(Tamis.run("trian"), 2, "trian");
  }

  @Test
  void aRunFolderIsNotOverwritten() throws IOException {
    byte[] before = Files.readAllBytes(Tamis.checkpoint(run));

    assertRefused(Tamis.run("train", "--run", run), 2, "exists");
    assertThat(Files.readAllBytes(Tamis.checkpoint(run))).isEqualTo(before);
  }

  @Test
  void resumeTakesNoOtherSettings() {
    assertRefused(Tamis.run("train", "--resume", run, "--seed", 2), 2, "--seed");
    assertRefused(Tamis.run("train", "lenet-fashion", "--resume", run), 2, "lenet-fashion");
    assertRefused(Tamis.run("train", "--resume", data), 1, "config.json");
  }

  @Test
  void missingDataIsSaid() {
    Path root = folder.resolve("no-root");
    assertRefused(Tamis.run("train", "lenet-mnist", "--data-root", root), 1, root.toString());
    assertRefused(Tamis.run("evaluate", run, "--data", "mnist", "--data-root", root), 1, "mnist");
  }

  @Test
  void damagedIdxFilesAreRefused() throws IOException {
    byte[] images = Files.readAllBytes(data.resolve(IMAGES));
    assertDataRefused("truncated", IMAGES, Arrays.copyOf(images, images.length - 100));
    byte[] wrongMagic = images.clone();
    wrongMagic[2] = 9;
    assertDataRefused("magic", IMAGES, wrongMagic);
    byte[] oversized = images.clone();
    ByteBuffer.wrap(oversized).putInt(4, Integer.MAX_VALUE);
    assertDataRefused("oversized", IMAGES, oversized);
    byte[] negative = images.clone();
    ByteBuffer.wrap(negative).putInt(8, -28);
    assertDataRefused("negative", IMAGES, negative);
    byte[] labels = Files.readAllBytes(data.resolve(LABELS));
    assertDataRefused("fewer", LABELS, Arrays.copyOf(labels, labels.length - 1));
    assertDataRefused("empty", LABELS, new byte[0]);
  }

  private static void assertDataRefused(String name, String file, byte[] content)
      throws IOException {
    Path bad = folder.resolve(name);
    Tamis.copy(data, bad);
    Files.write(bad.resolve(file), content);
    Path to = folder.resolve(name + "-run");

    assertRefused(Tamis.run("train", "--data", bad, "--run", to), 1, file);
    assertThat(to).doesNotExist();
  }

  @Test
  void labelsOutOfRangeAreRefused() throws IOException {
    Path root = folder.resolve("root");
    Files.createDirectories(root);
    Tamis.copy(data, root.resolve("mnist"));
    Path file = root.resolve("mnist").resolve(LABELS);
    byte[] labels = Files.readAllBytes(file);
    labels[labels.length - 1] = 12;
    Files.write(file, labels);

    assertRefused(Tamis.run("train", "lenet-mnist", "--data-root", root), 1, "12");
  }

  @Test
  void damagedCheckpointsAreRefused() throws IOException {
    byte[] good = Files.readAllBytes(Tamis.checkpoint(run));
    byte[] corrupt = good.clone();
    corrupt[good.length / 2] ^= 1;
    assertCheckpointRefused("corrupt", corrupt, "damaged");
    assertCheckpointRefused("short", Arrays.copyOf(good, good.length / 2), "truncated");
    assertCheckpointRefused("stub", Arrays.copyOf(good, 10), "truncated");
    assertCheckpointRefused("none", new byte[0], "not a Tamis checkpoint");
    byte[] newer = good.clone();
    ByteBuffer.wrap(newer).putInt(MAGIC_BYTES, 99);
    assertCheckpointRefused("newer", newer, "update Tamis");
  }

  private static void assertCheckpointRefused(String name, byte[] content, String says)
      throws IOException {
    Path copy = folder.resolve("checkpoint-" + name);
    Tamis.copy(run, copy);
    Files.write(Tamis.checkpoint(copy), content);

    assertRefused(Tamis.run("evaluate", copy), 1, says);
    assertRefused(Tamis.run("evaluate", Tamis.checkpoint(copy)), 1, says);
    assertRefused(Tamis.run("train", "--resume", copy), 1, says);
    assertThat(Files.readAllBytes(Tamis.checkpoint(copy))).isEqualTo(content);
  }

  @Test
  void otherMistakesAreSaidToo() {
    assertRefused(Tamis.run("evaluate", folder.resolve("nothing")), 1, "there is no model");
    assertRefused(Tamis.run("evaluate", data), 1, "latest.tamis");
    assertRefused(Tamis.run("evaluate"), 2, "MODEL");
    assertRefused(Tamis.run("evaluate", run, "--split", "both"), 2, "--split");
    assertRefused(Tamis.run("evaluate", run, "--data", "nowhere"), 2, "nowhere");
    assertRefused(Tamis.run("evaluate", run, "--threads", 0), 2, "--threads");
    assertRefused(Tamis.run("evaluate", run, "--input-std", 0), 2, "--input-std");
    assertRefused(Tamis.run("inspect", "nothing"), 2, "nothing");
    assertRefused(Tamis.run("inspect", "--keep-channels", 0), 2, "--keep-channels");
    assertRefused(Tamis.run("datasets", "fetch", "nothing"), 2, "nothing");
    assertRefused(Tamis.run("report", folder.resolve("nothing")), 1, "nothing");
    assertRefused(Tamis.run("report", data), 1, "config.json");
  }

  @Test
  void configThatWasTamperedWithIsRefused() throws IOException {
    Path copy = folder.resolve("tampered");
    Tamis.copy(run, copy);
    Path config = copy.resolve("config.json");
    String text = Files.readString(config);
    Files.writeString(config, text.replace("\"batchSize\": 8", "\"batchSize\": 0"));
    assertRefused(Tamis.run("train", "--resume", copy), 1, "--batch-size");
    Files.writeString(config, "{");
    assertRefused(Tamis.run("train", "--resume", copy), 1, "config.json");
  }

  private static void assertRefused(Tamis.Result result, int code, String named) {
    result.ends(code);
    assertThat(result.out()).isEmpty();
    assertThat(result.err()).startsWith("tamis: ").contains(named).doesNotContain("\tat ");
    long lines = result.err().lines().filter(line -> !line.startsWith("Try '")).count();
    assertThat(lines).as(result.err()).isLessThanOrEqualTo(code == 1 ? 1 : 3);
  }
}
