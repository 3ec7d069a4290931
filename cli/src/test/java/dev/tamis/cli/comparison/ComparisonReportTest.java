package dev.tamis.cli.comparison;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonArray;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import dev.tamis.cli.report.RunFolderException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

class ComparisonReportTest {
  private static final String HOSTILE =
      "<script>alert(1)</script>|`x`\"'&\u0000\ufffe\ud800\n\n# head [a](b) <img src=x onerror=y>";

  @TempDir Path folder;

  private final JsonArray runs = new JsonArray();
  private final JsonArray tuning = new JsonArray();
  private final JsonObject file = new JsonObject();

  private void run(String method, double budget, int seed, double accuracy, double balanced) {
    JsonObject run = new JsonObject();
    run.addProperty("method", method);
    run.add("budgetRatio", null);
    if (Double.isFinite(budget)) {
      run.addProperty("budgetRatio", budget);
    }
    double spent = Double.isFinite(budget) ? budget : 1;
    run.addProperty("seed", seed);
    run.addProperty("learningRate", 0.05);
    run.addProperty("testAccuracyRatio", accuracy);
    run.addProperty("balancedAccuracyRatio", balanced);
    run.addProperty("savingRatio", 1 - spent);
    run.addProperty("macsTotal", 1e12 * spent);
    run.addProperty("macsDense", 1e12);
    run.addProperty("keptRatio", spent);
    run.addProperty("wallSeconds", 110 * spent + seed);
    run.addProperty("trainSeconds", 100 * spent + seed);
    run.addProperty("steps", 938);
    run.addProperty("offeredInstances", 60000);
    runs.add(run);
  }

  private void trial(String method, double rate, double accuracy, boolean chosen) {
    JsonObject trial = new JsonObject();
    trial.addProperty("method", method);
    trial.addProperty("budgetRatio", 0.2);
    trial.addProperty("learningRate", rate);
    trial.addProperty("validationAccuracyRatio", accuracy);
    trial.addProperty("chosen", chosen);
    tuning.add(trial);
  }

  private void full() {
    double[][] accuracies = {{0.95, 0.96, 0.97}, {0.93, 0.94, 0.96}, {0.94, 0.94, 0.94}};
    for (int seed = 1; seed <= 3; seed++) {
      run("dense", Double.NaN, seed, accuracies[0][seed - 1], 0.9);
      run("budgeted", 0.2, seed, accuracies[0][seed - 1], 0.81 + 0.01 * seed);
      run("random", 0.2, seed, accuracies[1][seed - 1], 0.8);
      run("budgeted", 0.4, seed, accuracies[0][seed - 1] + 0.01, 0.85);
      run("random", 0.4, seed, accuracies[2][seed - 1], 0.84);
    }
    trial("budgeted", 0.05, 0.953, true);
    trial("budgeted", 0.1, 0.91, false);
  }

  private Path write() throws IOException {
    file.addProperty("recipe", file.has("recipe") ? file.get("recipe").getAsString() : "lenet");
    file.addProperty("network", "lenet5");
    file.addProperty("data", "mnist");
    if (!file.has("scenario")) {
      file.addProperty("scenario", "balanced");
    }
    if (!file.has("command")) {
      file.addProperty("command", "tamis compare lenet --seeds 3");
    }
    JsonObject provenance = new JsonObject();
    provenance.addProperty("gitCommit", "3f9c1d2");
    provenance.addProperty("threads", 2);
    file.add("provenance", provenance);
    file.add("runs", runs);
    file.add("tuning", tuning);
    Files.writeString(
        folder.resolve("comparison.json"),
        file.toString().replace("\ud800", "\\ud800").replace("\ufffe", "\\ufffe"));
    return ComparisonReport.write(folder);
  }

  private String read(String name) throws IOException {
    return Files.readString(folder.resolve(name));
  }

  /** The cells of the Markdown table's row of a method at a budget. */
  private List<String> row(String method, String budget) throws IOException {
    return read("comparison.md")
        .lines()
        .filter(line -> line.startsWith("| " + method + " | " + budget + " |"))
        .map(line -> Arrays.stream(line.substring(1).split("\\|")).map(String::strip).toList())
        .findFirst()
        .orElseThrow();
  }

  private Document plot(String name) throws Exception {
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(folder.resolve(name).toFile());
  }

  @Test
  void figuresAreMeanSpreadAndStandardErrors() throws IOException {
    full();
    write();

    // Of 0.95, 0.96, 0.97: s = 0.01, so 0.01 / sqrt(3) = 0.0058.
    // Of 0.93, 0.94, 0.96: mean 0.94333, s = 0.015275, so 0.0088; joint 0.01054.
    // Seed by seed 0.02, 0.02, 0.01: s = 0.0057735, so 0.0033.
    assertThat(row("budgeted", "20"))
        .containsExactly(
            "budgeted",
            "20",
            "3",
            "96.00",
            "95.00..97.00",
            "0.58",
            "+1.67",
            "1.05",
            "0.33",
            "80.0",
            "78.4",
            "20.0",
            "22.0",
            "0.05");
    assertThat(row("random", "20").subList(2, 8))
        .containsExactly("3", "94.33", "93.00..96.00", "0.88", "-", "-");
    assertThat(row("budgeted", "40").subList(3, 8))
        .containsExactly("97.00", "96.00..98.00", "0.58", "+3.00", "0.58");
    assertThat(row("dense", "-").subList(3, 10))
        .containsExactly("96.00", "95.00..97.00", "0.58", "-", "-", "-", "0.0");
    assertThat(read("comparison.md"))
        .contains("| method | budget % | runs | accuracy % | min..max | s.e. | minus random |")
        .contains("15 runs\n", "    tamis compare lenet --seeds 3\n", "| gitCommit | 3f9c1d2 |")
        .contains("| budgeted | 20 | 0.05 | 95.30 | chosen |")
        .contains("](accuracy-macs.svg)", "](accuracy-seconds.svg)")
        .contains("Minus random: accuracy less that of the control")
        .doesNotContain("balanced accuracy", "NaN", "null");
  }

  @Test
  void longTailsAreJudgedByBalancedAccuracyToo() throws IOException {
    full();
    file.addProperty("scenario", "long-tail 100:1");
    file.addProperty("metric", "balancedAccuracyRatio");
    write();

    assertThat(row("budgeted", "20").subList(2, 11))
        .containsExactly(
            "3", "96.00", "95.00..97.00", "0.58", "83.00", "82.00..84.00", "0.58", "+3.00", "0.58");
    assertThat(read("comparison.md")).contains("Minus random: balanced accuracy less");
    assertThat(read("accuracy-macs.svg")).contains("Final balanced accuracy against");
  }

  @Test
  void missingRunsAreCountedNotInvented() throws Exception {
    file.addProperty("plannedRuns", 36);
    run("budgeted", 0.2, 1, 0.95, 0.9);
    run("budgeted", 0.1, 1, 0.93, 0.9);
    run("random", 0.2, 1, 0.96, 0.9);
    run("random", 0.2, 2, 0.96, 0.9);
    run("random", 0.2, 3, Double.NaN, 0.9);
    runs.get(4).getAsJsonObject().add("testAccuracyRatio", JsonNull.INSTANCE);
    Path page = write();

    // One seed: no standard error; no control at that budget: no difference.
    assertThat(row("budgeted", "20").subList(2, 8))
        .containsExactly("1", "95.00", "95.00..95.00", "-", "\u22121.00", "-");
    assertThat(row("budgeted", "10").subList(2, 8))
        .containsExactly("1", "93.00", "93.00..93.00", "-", "-", "-");
    assertThat(row("random", "20").subList(2, 6))
        .containsExactly("2 of 3", "96.00", "96.00..96.00", "0.00");
    assertThat(read("comparison.md")).contains("5 of 36 planned runs are done");
    assertThat(Files.readString(page))
        .contains("This comparison is not finished.", "5 of 36 planned runs are done")
        .doesNotContain("NaN");
    assertThat(plot("accuracy-macs.svg").getDocumentElement().getTextContent())
        .contains("5 of 36 planned runs");
  }

  @Test
  void nothingYetIsNoError() throws Exception {
    file.addProperty("plannedRuns", 4);
    Path page = write();

    assertThat(Files.readString(page)).contains("0 of 4 planned runs", "no data yet");
    assertThat(plot("accuracy-seconds.svg").getDocumentElement().getTextContent())
        .contains("no data yet");
    Files.writeString(folder.resolve("comparison.json"), "{}");
    assertThat(Files.readString(ComparisonReport.write(folder))).contains("0 runs");
  }

  @Test
  void plotsAreXmlWithALineAndBarsPerMethodOnABackground() throws Exception {
    full();
    write();

    for (String name : List.of("accuracy-macs.svg", "accuracy-seconds.svg")) {
      Document plot = plot(name);
      Element svg = plot.getDocumentElement();
      assertThat(svg.getNamespaceURI() + svg.getAttribute("xmlns"))
          .endsWith("http://www.w3.org/2000/svg");
      assertThat(((Element) plot.getElementsByTagName("rect").item(0)).getAttribute("class"))
          .isEqualTo("page");
      assertThat(svg.getTextContent()).contains("budgeted", "random", "dense", "lenet5", "mnist");
      NodeList paths = plot.getElementsByTagName("path");
      int curves = 0;
      int bars = 0;
      for (int i = 0; i < paths.getLength(); i++) {
        boolean bar = ((Element) paths.item(i)).getAttribute("class").contains("bar ");
        bars += bar ? 1 : 0;
        curves += bar ? 0 : 1;
      }
      assertThat(read(name)).contains("class=\"reference\"", "mean of dense");
      assertThat(curves).as(name).isEqualTo(3);
      // Three equal accuracies have no spread to show.
      assertThat(bars).as(name).isEqualTo(4);
      assertThat(plot.getElementsByTagName("circle").getLength()).as(name).isEqualTo(5);
    }
  }

  @Test
  void errorBarsReachFromTheLowestToTheHighest() {
    full();
    Sample sample = Sample.of(Arrays.stream(new double[] {0.95, Double.NaN, 0.97, 0.96}));

    assertThat(sample.count()).isEqualTo(3);
    assertThat(sample.low()).isEqualTo(0.95);
    assertThat(sample.high()).isEqualTo(0.97);
    assertThat(Sample.of(Arrays.stream(new double[] {0.1, 0.1, 0.1})).mean()).isEqualTo(0.1);
    assertThat(Sample.of(Arrays.stream(new double[] {0.3})).standardError()).isNaN();
    assertThat(Sample.of(Arrays.stream(new double[0])).mean()).isNaN();
  }

  @Test
  void hostileNamesAreShownNotObeyed() throws Exception {
    for (int seed = 1; seed <= 2; seed++) {
      run(HOSTILE, 0.2, seed, 0.9, 0.9);
      run("random", 0.2, seed, 0.8 + 0.01 * seed, 0.9);
    }
    trial(HOSTILE, 0.1, 0.9, true);
    file.addProperty("recipe", HOSTILE);
    file.addProperty("scenario", HOSTILE);
    file.addProperty("command", HOSTILE);
    Path page = write();

    assertThat(Files.readString(page))
        .contains("&lt;script&gt;alert(1)&lt;/script&gt;|`x`&quot;&#39;&amp;\ufffd")
        .doesNotContain("<script>alert", "<img src=x", "\u0000");
    String markdown = read("comparison.md");
    assertThat(markdown.lines().filter(line -> !line.startsWith("    ")))
        .noneMatch(line -> line.contains("<script") || line.contains("<img"))
        .noneMatch(line -> line.startsWith("# head"));
    assertThat(markdown).contains("\\|\\`x\\`").doesNotContain("\u0000");
    assertThat(plot("accuracy-macs.svg").getElementsByTagName("script").getLength()).isZero();
    assertThat(plot("accuracy-seconds.svg").getElementsByTagName("img").getLength()).isZero();
  }

  @Test
  void isTheSameInEveryLocale() throws IOException {
    full();
    Path page = write();
    String before = Files.readString(page) + read("comparison.md") + read("accuracy-macs.svg");
    Locale locale = Locale.getDefault();
    try {
      Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
      ComparisonReport.write(folder);
    } finally {
      Locale.setDefault(locale);
    }
    assertThat(Files.readString(page) + read("comparison.md") + read("accuracy-macs.svg"))
        .isEqualTo(before);
  }

  @Test
  void brokenFilesAreNamed() throws IOException {
    assertThatThrownBy(() -> ComparisonReport.write(folder))
        .isInstanceOf(RunFolderException.class)
        .hasMessageContaining("comparison.json is missing");
    for (String broken :
        List.of("[]", "{\"runs\":3}", "{\"runs\":[3]}", "{\"metric\":\"loss\"}", "{\"runs\":[{")) {
      Files.writeString(folder.resolve("comparison.json"), broken);
      assertThatThrownBy(() -> ComparisonReport.write(folder))
          .as(broken)
          .isInstanceOf(RunFolderException.class)
          .hasMessageContaining("comparison.json");
    }
    Files.writeString(
        folder.resolve("comparison.json"), "{\"runs\":[{\"method\":\"a\",\"keptRatio\":\"b\"}]}");
    assertThatThrownBy(() -> ComparisonReport.write(folder))
        .isInstanceOf(RunFolderException.class)
        .hasMessageContaining("runs[0] has \"b\" as \"keptRatio\"");
  }
}
