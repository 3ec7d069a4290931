package dev.tamis.cli.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Skipped only where there is no chromium; continuous integration installs one. */
class ReportInBrowserTest {

  private static final String CONSOLE = "CONSOLE";

  @TempDir Path scratch;

  @BeforeAll
  static void needsChromium() {
    assumeTrue(Chromium.find().isPresent(), "no chromium on the PATH");
  }

  @Test
  void rendersEveryChartWithoutAComplaint() throws IOException, InterruptedException {
    Path report = RunReport.write(SampleRun.budgeted().write(scratch.resolve("run")));

    Chromium.Visit visit = Chromium.visit(report, scratch);

    assertThat(visit.log()).doesNotContain(CONSOLE);
    // The script ran, so the policy let it.
    assertThat(visit.document()).contains("class=\"scripted\"");
    assertThat(count("<figure class=\"chart\">", visit)).isEqualTo(10);
    assertThat(count("<path class=\"cross\">", visit)).isEqualTo(10);
  }

  @Test
  void readsAChartOutUnderThePointer() throws IOException, InterruptedException {
    Path report = RunReport.write(SampleRun.budgeted().write(scratch.resolve("run")));
    String pointer =
        """
        <script>
        const plot = document.querySelector("#chart-accuracy-instances-title").closest(".plot");
        const box = plot.getBoundingClientRect();
        plot.dispatchEvent(new PointerEvent("pointermove", {clientX: box.right - 1}));
        </script></body>
        """;
    // The policy would refuse a second script, and rightly.
    String page =
        Files.readString(report)
            .replaceFirst("<meta http-equiv=\"Content-Security-Policy\"[^>]*>", "")
            .replace("</body>", pointer);
    Files.writeString(report, page);

    Chromium.Visit visit = Chromium.visit(report, scratch);

    assertThat(visit.log()).doesNotContain(CONSOLE);
    assertThat(visit.document())
        .containsPattern("<p class=\"readout\">600,000(&nbsp;|\u00a0)instances: 91\\.");
  }

  @Test
  void runsNoScriptThatIsNotItsOwn() throws IOException, InterruptedException {
    Path report = RunReport.write(SampleRun.budgeted().write(scratch.resolve("run")));
    String foreign = "<script>document.title = 'foreign'</script></body>";
    Files.writeString(report, Files.readString(report).replace("</body>", foreign));

    Chromium.Visit visit = Chromium.visit(report, scratch);

    // Shows as well that a complaint would have been seen by the other tests.
    assertThat(visit.log()).contains(CONSOLE, "Content Security Policy");
    assertThat(visit.document()).doesNotContain("<title>foreign");
  }

  @Test
  void rendersARunThatHasOnlyBegun() throws IOException, InterruptedException {
    Path folder = SampleRun.paper().writeInterrupted(scratch.resolve("run"), 0);

    Chromium.Visit visit = Chromium.visit(RunReport.write(folder), scratch);

    assertThat(visit.log()).doesNotContain(CONSOLE);
    assertThat(visit.document()).contains("This run is not finished.");
    assertThat(count("<figure class=\"chart\">", visit)).isEqualTo(9);
  }

  private static long count(String markup, Chromium.Visit visit) {
    return Pattern.compile(Pattern.quote(markup)).matcher(visit.document()).results().count();
  }
}
