package dev.tamis.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.tamis.checkpoint.Checkpoint;
import dev.tamis.data.DataRoot;
import dev.tamis.data.DataSetLoader;
import dev.tamis.data.LabelledImages;
import dev.tamis.data.Split;
import dev.tamis.training.TrainingRun;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;

/** Runs the command in this JVM or in one of its own, and makes small data for it. */
final class Tamis {
  private static final int CLASSES = 10;

  private Tamis() {}

  /** What a command said. */
  record Result(int code, String out, String err) {

    Result ends(int expected) {
      assertThat(code).as("exit code; standard error: " + err).isEqualTo(expected);
      return this;
    }

    JsonElement json() {
      return JsonParser.parseString(out);
    }

    JsonObject object() {
      return json().getAsJsonObject();
    }
  }

  static Result run(Object... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine command = Main.commandLine();
    command.setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
    int code = command.execute(texts(arguments).toArray(new String[0]));
    return new Result(code, out.toString(), err.toString());
  }

  /** In a JVM of its own; what it says goes to this process's standard error. */
  static Process start(@Nullable String shellPrefix, Object... arguments) throws IOException {
    List<String> line = new ArrayList<>();
    line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    line.addAll(List.of("-Xmx512m", "-XX:-UsePerfData", "--add-modules", "jdk.incubator.vector"));
    line.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
    line.addAll(texts(arguments));
    if (shellPrefix != null) {
      List<String> shell = List.of("bash", "-c", shellPrefix + "; exec \"$@\"", "bash");
      line.addAll(0, shell);
    }
    return new ProcessBuilder(line).start();
  }

  private static List<String> texts(Object... arguments) {
    return List.of(arguments).stream().map(Object::toString).toList();
  }

  /** A few images of the slice that ships, as IDX files. */
  static Path data(Path folder, int train, int test) throws IOException {
    DataSetLoader loader = new DataSetLoader(DataRoot.resolve(Optional.of(folder)));
    Files.createDirectories(folder);
    write(folder, "train", loader.load("fashion-slice", Split.TRAIN), train);
    write(folder, "t10k", loader.load("fashion-slice", Split.TEST), test);
    return folder;
  }

  private static void write(Path folder, String part, LabelledImages images, int count)
      throws IOException {
    int[] perClass = new int[CLASSES];
    ByteArrayOutputStream pixels = new ByteArrayOutputStream();
    ByteArrayOutputStream labels = new ByteArrayOutputStream();
    byte[] image = new byte[images.valuesPerImage()];
    int taken = 0;
    for (int n = 0; taken < count; n++) {
      int label = images.label(n);
      if (perClass[label]++ < count / CLASSES) {
        images.copyBytes(n, image, 0);
        pixels.write(image);
        labels.write(label);
        taken++;
      }
    }
    byte[] header = header(0x803, count, images.height(), images.width());
    writeIdx(folder.resolve(part + "-images-idx3-ubyte"), header, pixels.toByteArray());
    writeIdx(
        folder.resolve(part + "-labels-idx1-ubyte"), header(0x801, count), labels.toByteArray());
  }

  static byte[] header(int... values) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    for (int value : values) {
      out.writeInt(value);
    }
    return bytes.toByteArray();
  }

  static void writeIdx(Path file, byte[] header, byte[] content) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.write(header);
    bytes.write(content);
    Files.write(file, bytes.toByteArray());
  }

  static Path checkpoint(Path run) {
    return run.resolve("checkpoints").resolve("latest.tamis");
  }

  /** Parameters of the newest checkpoint, as bits. */
  static byte[] parameters(Path run) throws IOException {
    List<byte[]> bytes = new ArrayList<>();
    Checkpoint.read(checkpoint(run))
        .get(TrainingRun.PARAMETERS_SECTION, in -> bytes.add(((InputStream) in).readAllBytes()));
    return bytes.get(0);
  }

  /** Deletes a folder with what is in it; nothing where there is none. */
  static void delete(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    try (var files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  static void copy(Path from, Path to) throws IOException {
    try (var files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Files.copy(file, to.resolve(from.relativize(file).toString()));
      }
    }
  }
}
