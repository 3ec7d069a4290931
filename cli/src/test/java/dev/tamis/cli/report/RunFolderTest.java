package dev.tamis.cli.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RunFolderTest {

  @TempDir Path folder;

  @BeforeEach
  void writeRun() throws IOException {
    SampleRun.budgeted().write(folder);
  }

  @Test
  void readsWhatWasWritten() throws IOException {
    RunFolder run = RunFolder.read(folder);

    assertThat(run.finished()).isTrue();
    assertThat(run.metrics().train()).hasSize(187);
    assertThat(run.metrics().test()).hasSize(10);
    assertThat(run.summary().cost().totalMacs()).isEqualTo(788.54e9);
    assertThat(run.numericSetting("instanceKeepRatio")).isEqualTo(0.25);
  }

  @Test
  void skipsALastLineCutByACrash() throws IOException {
    Path metrics = folder.resolve("metrics.jsonl");
    byte[] whole = Files.readAllBytes(metrics);
    int lines = Files.readAllLines(metrics).size();
    int lastLine = new String(whole, StandardCharsets.UTF_8).stripTrailing().lastIndexOf('\n') + 1;
    for (int length = lastLine + 1; length < whole.length - 1; length += 7) {
      Files.write(metrics, Arrays.copyOf(whole, length));
      Metrics read = RunFolder.read(folder).metrics();
      assertThat(read.train().size() + read.test().size())
          .as("cut at byte %s", length)
          .isEqualTo(lines - 1);
    }
  }

  @Test
  void refusesABrokenLineElsewhere() throws IOException {
    lines("{\"type\":\"train\",\"step\":1}", "{\"type\":\"tra", "{\"type\":\"train\",\"step\":3}");

    assertThatThrownBy(() -> RunFolder.read(folder))
        .isInstanceOf(RunFolderException.class)
        .hasMessage(
            folder.resolve("metrics.jsonl")
                + " line 2 is not a JSON object: delete that line, then write the report again.");
  }

  @Test
  void takesTheLaterLineOfAStepWrittenTwice() throws IOException {
    lines(
        "{\"type\":\"train\",\"step\":1,\"loss\":9}",
        "{\"type\":\"train\",\"step\":2,\"loss\":9}",
        "{\"type\":\"test\",\"step\":2,\"loss\":8}",
        "{\"type\":\"train\",\"step\":2,\"loss\":1}");

    Metrics metrics = RunFolder.read(folder).metrics();

    assertThat(metrics.train()).extracting(TrainPoint::loss).containsExactly(9.0, 1.0);
    assertThat(metrics.test()).extracting(TestPoint::loss).containsExactly(8.0);
  }

  @ParameterizedTest
  @ValueSource(strings = {"null", "NaN", "\"NaN\"", "-Infinity"})
  void drawsAGapForWhatIsNoNumber(String loss) throws IOException {
    lines(line(1, "1"), line(2, "1"), line(3, loss), line(4, "2"), line(5, "2"));

    String page = Files.readString(RunReport.write(folder));

    assertThat(page).containsPattern("class=\"curve first\" d=\"M[^ML]+L[^ML]+M[^ML]+L[^ML]+\"");
    assertThat(page).doesNotContain("NaN", "Infinity");
  }

  @ParameterizedTest
  @ValueSource(strings = {"config.json", "provenance.json"})
  void namesAMissingFile(String name) throws IOException {
    Files.delete(folder.resolve(name));

    assertThatThrownBy(() -> RunFolder.read(folder))
        .isInstanceOf(RunFolderException.class)
        .hasMessageStartingWith(folder.resolve(name) + " is missing: ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "[]", "nonsense", "{\"recipe\":", "{} {}"})
  void namesAFileThatIsNoObject(String content) throws IOException {
    Files.writeString(folder.resolve("summary.json"), content);

    assertThatThrownBy(() -> RunFolder.read(folder))
        .isInstanceOf(RunFolderException.class)
        .hasMessageStartingWith(folder.resolve("summary.json") + " is not a JSON object: ");
  }

  @Test
  void namesAFieldOfTheWrongKind() throws IOException {
    Files.writeString(folder.resolve("summary.json"), "{\"steps\":\"many\"}");
    assertThatThrownBy(() -> RunFolder.read(folder))
        .hasMessageContaining("summary.json has \"many\" as \"steps\" where a number belongs");

    Files.writeString(folder.resolve("summary.json"), "{\"macs\":3}");
    assertThatThrownBy(() -> RunFolder.read(folder))
        .hasMessageContaining("summary.json has 3 as \"macs\" where an object belongs");

    Files.delete(folder.resolve("summary.json"));
    lines("{\"type\":\"train\",\"step\":1,\"gateOpen\":1}");
    assertThatThrownBy(() -> RunFolder.read(folder))
        .hasMessageContaining("line 1 has 1 as \"gateOpen\" where true, false or null belongs");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"type\":\"train\"}",
        "{\"type\":\"train\",\"step\":-1}",
        "{\"type\":\"test\",\"step\":1.5}",
        "{\"type\":\"validation\",\"step\":1}",
        "{\"step\":1}"
      })
  void refusesALineThatIsNoPoint(String line) throws IOException {
    lines(line);

    assertThatThrownBy(() -> RunFolder.read(folder))
        .isInstanceOf(RunFolderException.class)
        .hasMessageContaining("metrics.jsonl line 1 ");
  }

  @Test
  void refusesWhatIsNoFolder() {
    Path file = folder.resolve("config.json");

    assertThatThrownBy(() -> RunFolder.read(file))
        .isInstanceOf(RunFolderException.class)
        .hasMessageStartingWith(file + " is not a folder: ");
  }

  @Test
  void keepsHugeNumbersShort() throws IOException {
    Files.writeString(folder.resolve("config.json"), "{\"a\":1e999999999,\"b\":1.50,\"c\":1.0E-4}");

    assertThat(RunFolder.read(folder).config())
        .containsEntry("a", "1e999999999")
        .containsEntry("b", "1.5")
        .containsEntry("c", "0.0001");
  }

  private void lines(String... lines) throws IOException {
    Files.write(folder.resolve("metrics.jsonl"), List.of(lines));
  }

  private static String line(int step, String loss) {
    String point = "\"step\":" + step + ",\"offeredInstances\":" + step + ",\"loss\":" + loss;
    return "{\"type\":\"train\"," + point + "}";
  }
}
