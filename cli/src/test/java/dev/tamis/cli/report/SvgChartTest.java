package dev.tamis.cli.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tamis.cli.report.Series.Point;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

class SvgChartTest {

  private static final Axis X = Axis.horizontal("instances offered", Quantity.INSTANCES);
  private static final Axis Y = Axis.verticalFromZero("loss", Quantity.PLAIN);

  @Test
  void ticksAreRoundInTheUnitOfTheAxis() {
    assertThat(labels(new Range(0, 598_400), X, 6))
        .containsExactly("0", "100 k", "200 k", "300 k", "400 k", "500 k", "600 k");
    assertThat(labels(new Range(0, 4200), Axis.horizontal("time", Quantity.SECONDS), 6))
        .containsExactly("0", "20 min", "40 min", "60 min");
    assertThat(labels(new Range(0.861, 0.913), Axis.vertical("accuracy", Quantity.RATIO), 5))
        .containsExactly("86 %", "88 %", "90 %", "92 %");
    assertThat(labels(new Range(0.9912, 0.9934), Axis.vertical("accuracy", Quantity.RATIO), 5))
        .containsExactly("99.10 %", "99.15 %", "99.20 %", "99.25 %", "99.30 %", "99.35 %");
    assertThat(labels(new Range(0.004, 1.7), Axis.verticalLog("loss", Quantity.PLAIN), 5))
        .containsExactly("0.001", "0.01", "0.1", "1", "10");
  }

  @Test
  void everyRangeGetsAFewTicksWithinTheAxis() {
    Random random = new Random(11);
    for (int i = 0; i < 20_000; i++) {
      double low = Math.pow(10, 12 * random.nextDouble() - 5) * (random.nextBoolean() ? 1 : -1);
      double high = low + Math.pow(10, 12 * random.nextDouble() - 5);
      for (Axis axis : List.of(X, Y, Axis.vertical("lift", Quantity.PLAIN))) {
        Scale scale = Scale.of(new Range(low, high), axis, 5);
        assertThat(scale.ticks()).as("%s to %s", low, high).hasSizeBetween(2, 8);
        assertThat(scale.ticks()).allMatch(tick -> tick.position() > -1e-6);
        assertThat(scale.ticks()).allMatch(tick -> tick.position() < 1 + 1e-6);
        assertThat(scale.position(high)).isBetween(0.0, 1 + 1e-6);
      }
    }
  }

  @Test
  void aConstantCurveLiesWithinTheAxis() {
    for (double value : new double[] {0, 0.25, 1, -3}) {
      Scale scale = Scale.of(new Range(value, value), Axis.vertical("y", Quantity.PLAIN), 5);
      assertThat(scale.position(value)).isBetween(0.0, 1.0);
      assertThat(scale.ticks()).hasSizeGreaterThan(1);
    }
  }

  @Test
  void aGapStaysAGapAndALonelyPointIsMarked() throws Exception {
    Document figure =
        draw(points(0, 1, 1, 2, 2, Double.NaN, 3, 1, 4, Double.POSITIVE_INFINITY, 5, 1, 6, 1));

    assertThat(path(figure)).matches("M[^ML]+L[^ML]+M[^ML]+M[^ML]+L[^ML]+");
    assertThat(figure.getElementsByTagName("circle").getLength()).isEqualTo(1);
  }

  @Test
  void oneAndNoPointAreDrawn() throws Exception {
    assertThat(draw(points(5, 1)).getElementsByTagName("circle").getLength()).isEqualTo(1);

    Document empty = draw(points());
    assertThat(empty.getDocumentElement().getTextContent()).contains("no data yet");
    assertThat(empty.getElementsByTagName("path").getLength()).isZero();
  }

  @Test
  void aLongCurveIsThinnedButKeepsItsExtremes() {
    List<Point> points = new ArrayList<>();
    IntStream.range(0, 100_000).forEach(i -> points.add(new Point(i, Math.sin(i / 1e4))));
    points.set(54_321, new Point(54_321, 99));
    points.set(12_345, new Point(12_345, -99));
    points.set(0, new Point(0, Double.NaN));

    Series thin = new Series("curve", "first", false, points).thinned(160);

    assertThat(thin.points()).hasSizeLessThanOrEqualTo(320);
    assertThat(thin.points()).extracting(Point::y).contains(99.0, -99.0);
    assertThat(thin.points().get(thin.points().size() - 1).x()).isEqualTo(99_999);
    assertThat(thin.points()).isSortedAccordingTo((a, b) -> Double.compare(a.x(), b.x()));
  }

  @Test
  void saysWhatItShowsToThoseWhoCannotSeeIt() throws Exception {
    Document figure = draw(points(0, 2, 1000, 0.5));

    Element svg = (Element) figure.getElementsByTagName("svg").item(0);
    assertThat(svg.getAttribute("aria-labelledby")).isEqualTo("id-title id-description");
    assertThat(figure.getElementsByTagName("desc").item(0).getTextContent().replace('\u00a0', ' '))
        .isEqualTo(
            "curve: from 2 at 0 instances to 0.500 at 1,000 instances; lowest 0.500, highest 2.");
  }

  private static List<String> labels(Range range, Axis axis, int count) {
    return Scale.of(range, axis, count).ticks().stream()
        .map(tick -> tick.label().replace('\u00a0', ' '))
        .toList();
  }

  private static List<Point> points(double... coordinates) {
    return IntStream.range(0, coordinates.length / 2)
        .mapToObj(i -> new Point(coordinates[2 * i], coordinates[2 * i + 1]))
        .toList();
  }

  /** Draws one curve; that an XML parser takes it shows that it is well formed. */
  private static Document draw(List<Point> points) throws Exception {
    Markup page = new Markup();
    Series series = new Series("curve", "first", false, points);
    SvgChart.draw(Chart.of("id", "Title", X, Y, series), page);
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new InputSource(new StringReader(page.toString())));
  }

  private static String path(Document figure) {
    NodeList paths = figure.getElementsByTagName("path");
    return ((Element) paths.item(0)).getAttribute("d");
  }
}
