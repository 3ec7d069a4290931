package dev.tamis.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tamis.benchmarks.tamis.TamisSide;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The lines that a child answers, of Tamis on small mini-batches. */
class ChildTest {
  private static List<String> answers(Task task, String questions) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (Side side = new TamisSide(task);
        PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8)) {
      Child.serve(side, new BufferedReader(new StringReader(questions)), out);
    }
    return bytes.toString(StandardCharsets.UTF_8).lines().toList();
  }

  private static long macs(String done) {
    return Long.parseLong(done.split(" ", -1)[4]);
  }

  private static double loss(String done) {
    return Double.parseDouble(done.split(" ", -1)[3]);
  }

  @Test
  void saysWhatItHoldsAndAnswersEachStep() throws IOException {
    Task task = new Task("lenet", 4, 2, 1, 1, 1);
    List<String> lines = answers(task, "step\n".repeat(30));

    assertThat(lines).hasSize(31);
    assertThat(lines.get(0)).startsWith("ready 431080 Tamis, ");
    assertThat(lines.subList(1, 31))
        .allSatisfy(line -> assertThat(line).matches("done \\d+ \\d+ \\S+ \\d+"));
    assertThat(macs(lines.get(1))).isEqualTo(task.denseMacs());
    assertThat(loss(lines.get(30))).isLessThan(loss(lines.get(1)));
  }

  @Test
  void prunedStepsCountFewerMacs() throws IOException {
    Task task = new Task("resnet8", 4, 1, 1, 0.5, 1);
    List<String> lines = answers(task, "step\n");

    assertThat(macs(lines.get(1))).isLessThan(task.denseMacs());
  }

  @Test
  void filteredStepsCountTheFilterAndTheKept() throws IOException {
    Task task = new Task("resnet20", 16, 1, 1, 1, 0.25);
    List<String> lines = answers(task, "step\n".repeat(6));

    assertThat(lines.get(0)).contains("instance keep ratio 0.25 by filter pooled-16");
    assertThat(lines.subList(1, 7).stream().mapToLong(ChildTest::macs).sum())
        .isBetween(task.denseMacs(), 3 * task.denseMacs());
  }

  @Test
  void refusesWhatItDoesNotUnderstand() {
    assertThatThrownBy(() -> answers(new Task("lenet", 1, 1, 1, 1, 1), "go\n"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("go");
  }

  @Test
  void tasksSurviveJson() {
    Task task = new Task("resnet20", 128, 2, 7, 0.5, 0.3);

    assertThat(Task.fromJson(task.toJson())).isEqualTo(task);
  }

  @Test
  void unknownNetworksAreRefused() {
    assertThatThrownBy(() -> new Task("alexnet", 1, 1, 1, 1, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("alexnet");
  }
}
