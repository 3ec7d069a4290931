package dev.tamis.cli.report;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The curves of an adaptation, in the order of its instances. */
record AdaptMetrics(List<AdaptPoint> points, List<Tested> tests) {

  /** One {@code test} line. */
  record Tested(double offeredInstances, double accuracyRatio) {}

  AdaptMetrics {
    points = List.copyOf(points);
    tests = List.copyOf(tests);
  }

  static AdaptMetrics read(Path file) throws RunFolderException {
    List<AdaptPoint> points = new ArrayList<>();
    List<Tested> tests = new ArrayList<>();
    List<String> lines =
        Files.exists(file)
            ? JsonFields.content(file).stripTrailing().lines().toList()
            : List.<String>of();
    for (int i = 0; i < lines.size(); i++) {
      String where = file + " line " + (i + 1);
      JsonFields line = JsonFields.parse(where, lines.get(i));
      if (line == null) {
        if (i == lines.size() - 1) {
          // A crash may cut the last line short.
          break;
        }
        throw new RunFolderException(
            where, "is not a JSON object", "delete that line, then write the report again");
      }
      switch (line.text("type")) {
        case "adapt" -> points.add(AdaptPoint.of(line));
        case "test" ->
            tests.add(new Tested(line.number("offeredInstances"), line.number("accuracyRatio")));
        default ->
            throw new RunFolderException(
                where,
                "is neither of type \"adapt\" nor \"test\"",
                "delete that line, or use the version of tamis that wrote it");
      }
    }
    return new AdaptMetrics(points, tests);
  }
}
