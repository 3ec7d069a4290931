package dev.tamis.cli.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunReportTest {

  @TempDir Path runs;

  @Test
  void showsTheFiguresOfTheSummaryWithTheirUnits() throws IOException {
    String page = page(SampleRun.budgeted());

    assertThat(page)
        .contains("<h1>lenet-fashion</h1>", "<b>eif+emp</b>", "<b>budgeted</b>", "<b>0.1.0</b>")
        .contains("14 March 2026, 09:26 UTC")
        .contains(tile("Test accuracy", "91.34 %"), tile("Computation saved", "80.0 %"))
        .contains(tile("Time", "1 min 16 s"), tile("Kept", "25.0 %"))
        .contains(
            tile("False drops", "8.3 %")
                + "<dd>7.4 % to 9.2 %, 4,487 audited".replace(" %", "\u00a0%"))
        .contains(tile("Peak memory", "81.2 MiB"))
        .doesNotContain("not finished");
  }

  @Test
  void showsEachPhaseBesideTheDenseBaseline() throws IOException {
    String page = page(SampleRun.budgeted());

    assertThat(page)
        .contains("Weight gradient</th><td>212\u00a0G\u00a0MACs <span class=\"share\">5.4\u00a0%")
        .contains(
            "Channel scoring</th><td>1.30\u00a0G\u00a0MACs <span"
                + " class=\"share\">&lt;\u00a00.1\u00a0%")
        .contains("Dense baseline</th><td>3.95\u00a0T\u00a0MACs");
    // The widths of this run's bar are the phases' shares of the dense baseline, in thousandths.
    assertThat(page).contains("<rect class=\"mainForward\" x=\"0\" width=\"87\" height=\"10\">");
  }

  @Test
  void showsEverySettingAndTheWholeProvenance() throws IOException {
    SampleRun run = SampleRun.budgeted();
    Path report = RunReport.write(run.write(runs.resolve("run")));
    RunFolder read = RunFolder.read(runs.resolve("run"));

    String page = Files.readString(report);
    read.config().keySet().forEach(key -> assertThat(page).contains(field(key)));
    read.provenance().keySet().forEach(key -> assertThat(page).contains(field(key)));
    assertThat(page)
        .contains(field("weightDecay") + "<td>0.0001</td>")
        .contains(field("memoryLimitBytes") + "<td>128\u00a0MiB</td>");
  }

  @Test
  void escapesWhateverComesFromFiles() throws IOException {
    String hostile = "<script>alert(1)</script>\"'&\u0000\ud800<img src=x onerror=alert(2)>";
    Map<String, Object> nested = new HashMap<>();
    nested.put(hostile, hostile);
    SampleRun run =
        SampleRun.budgeted()
            .withConfig("recipe", hostile)
            .withConfig("method", hostile)
            .withConfig(hostile, nested)
            .withProvenance("startedAt", hostile)
            .withProvenance("version", hostile)
            .withProvenance(hostile, hostile)
            .withSummary("filter", Map.of("mode", hostile));

    String page = page(run);

    assertThat(page).doesNotContain("<script>alert", "<img");
    assertThat(page).contains("&lt;script&gt;alert(1)&lt;/script&gt;&quot;&#39;&amp;\ufffd");
    assertThat(Pattern.compile("<script").matcher(page).results().count()).isEqualTo(1);
  }

  @Test
  void saysThatAnInterruptedRunIsNotFinished() throws IOException {
    Path folder = SampleRun.budgeted().writeInterrupted(runs.resolve("run"), 60);

    String page = Files.readString(RunReport.write(folder));

    assertThat(page)
        .contains("This run is not finished.", "step 2,850")
        .contains(
            tile("Computation saved", "80.1 %"),
            tile("Test accuracy", "88.87 %") + "<dd>at step 2,814</dd>")
        .contains(tile("Peak memory", "\u2013"), "not measured");
  }

  @Test
  void givesAPageForARunThatHasOnlyBegun() throws IOException {
    Path folder = SampleRun.budgeted().writeInterrupted(runs.resolve("run"), 0);
    Files.delete(folder.resolve("metrics.jsonl"));

    String page = Files.readString(RunReport.write(folder));

    assertThat(page).contains("It has not reported a step yet.", "no data yet");
    assertThat(page).doesNotContain("NaN", "Infinity");
  }

  @Test
  void leavesOutWhatDenseTrainingDoesNotHave() throws IOException {
    String page = page(SampleRun.dense());

    assertThat(page)
        .contains(tile("False drops", "\u2013"), tile("Computation saved", "0.0 %"))
        .contains("id=\"chart-kept-title\"", "id=\"chart-learning-rate-title\"")
        .doesNotContain("chart-lift", "chart-threshold", "NaN", "null");
  }

  @Test
  void showsTheLossThresholdOfThePapersFilter() throws IOException {
    assertThat(page(SampleRun.paper()))
        .contains("chart-threshold")
        .doesNotContain("chart-lift", "the filter chooses");
    assertThat(page(SampleRun.budgeted()))
        .contains("chart-lift", "the filter chooses")
        .doesNotContain("chart-threshold");
  }

  @Test
  void showsTheSkillGateTheGuardAndTheAudit() throws IOException {
    assertThat(page(SampleRun.budgeted()))
        .contains("<dt>lift of the mean loss</dt> <dd>1.520 \u00b1 0.090 (95 %)</dd>")
        .contains("<dt>AUC</dt> <dd>0.714</dd>")
        .contains("<dd>89.0\u00a0% of steps, in which the skill gate was open</dd>")
        .contains("<dt>suspended by the break-even guard</dt> <dd>never</dd>")
        .contains(
            "<dd>8.3 % of the dropped had a high loss, 7.4 % to 9.2 % by 4,487 audited</dd>"
                .replace(" %", "\u00a0%"));
    assertThat(page(SampleRun.budgeted().withSummary("filter", guarded(1))))
        .contains("<dd>once</dd>")
        .doesNotContain("<dt>AUC", "<dt>lift");
    assertThat(page(SampleRun.budgeted().withSummary("filter", guarded(12))))
        .contains("<dd>12 times</dd>");
    assertThat(page(SampleRun.dense())).doesNotContain("break-even", "skill gate");
  }

  private static Map<String, Object> guarded(int pauses) {
    return Map.of("mode", "budgeted", "pauses", pauses);
  }

  @Test
  void admitsThatARunCostMoreThanDenseTraining() throws IOException {
    SampleRun run =
        SampleRun.budgeted()
            .withSummary("savingRatio", -0.12)
            .withSummary("macs", Map.of("mainForward", 1.12e9, "total", 1.12e9, "dense", 1e9));

    assertThat(page(run))
        .contains(tile("Computation saved", "\u221212.0 %"))
        .contains("<rect class=\"mainForward\" x=\"0\" width=\"1000\" height=\"10\">")
        .contains("<rect class=\"dense\" x=\"0\" width=\"892.9\" height=\"10\">");
  }

  @Test
  void asksNobodyForAnything() throws IOException {
    String page = page(SampleRun.budgeted());

    assertThat(page).contains("default-src 'none'").contains("<html lang=\"en\">");
    assertThat(page).doesNotContain("http:", "https:", "@import", "url(", " style=\"", " onload");
    assertThat(Pattern.compile("<h1").matcher(page).results().count()).isEqualTo(1);
  }

  @Test
  void isTheSameInEveryLocale() throws IOException {
    String page = page(SampleRun.budgeted());
    Locale before = Locale.getDefault();
    try {
      Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
      assertThat(page(SampleRun.budgeted())).isEqualTo(page);
    } finally {
      Locale.setDefault(before);
    }
  }

  @Test
  void replacesAnEarlierReportAndLeavesNothingElse() throws IOException {
    Path folder = SampleRun.budgeted().write(runs.resolve("run"));
    RunReport.write(folder);
    Path report = RunReport.write(folder);

    assertThat(report).isEqualTo(folder.resolve("report.html"));
    assertThat(folder)
        .isDirectoryNotContaining(file -> file.getFileName().toString().endsWith(".part"));
  }

  @Test
  void namesThePageItCannotWrite() throws IOException {
    Path folder = SampleRun.budgeted().write(runs.resolve("run"));
    Files.createDirectories(folder.resolve("report.html/in the way"));

    assertThatThrownBy(() -> RunReport.write(folder))
        .isInstanceOf(RunFolderException.class)
        .hasMessageStartingWith(folder.resolve("report.html") + " cannot be written (");
  }

  private String page(SampleRun run) throws IOException {
    return Files.readString(RunReport.write(run.write(runs.resolve("run"))));
  }

  private static String tile(String name, String value) {
    String joined = value.replace(' ', '\u00a0');
    return "<dt>" + name + "</dt><dd class=\"value\">" + joined + "</dd>";
  }

  private static String field(String key) {
    return "<th scope=\"row\">" + key + "</th>";
  }
}
