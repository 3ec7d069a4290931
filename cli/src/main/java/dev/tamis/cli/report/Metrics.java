package dev.tamis.cli.report;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** The curves of a run, in the order of its steps. */
record Metrics(List<TrainPoint> train, List<TestPoint> test) {

  Metrics {
    train = List.copyOf(train);
    test = List.copyOf(test);
  }

  /** A run that has not come to its first line yet has no file, which is no error. */
  static Metrics read(Path file) throws RunFolderException {
    if (Files.notExists(file)) {
      return new Metrics(List.of(), List.of());
    }
    return parse(file, JsonFields.content(file).stripTrailing().lines().toList());
  }

  private static Metrics parse(Path file, List<String> lines) throws RunFolderException {
    // Keyed by step: a resumed run writes again the steps since its last checkpoint.
    SortedMap<Long, TrainPoint> train = new TreeMap<>();
    SortedMap<Long, TestPoint> test = new TreeMap<>();
    for (int i = 0; i < lines.size(); i++) {
      String where = file + " line " + (i + 1);
      JsonFields line = JsonFields.parse(where, lines.get(i));
      if (line == null) {
        if (i == lines.size() - 1) {
          break;
        }
        throw new RunFolderException(
            where, "is not a JSON object", "delete that line, then write the report again");
      }
      switch (line.text("type")) {
        case "train" -> train.put(line.step(), TrainPoint.of(line));
        case "test" -> test.put(line.step(), TestPoint.of(line));
        default ->
            throw new RunFolderException(
                where,
                "is neither of type \"train\" nor \"test\"",
                "delete that line, or use the version of tamis that wrote it");
      }
    }
    return new Metrics(List.copyOf(train.values()), List.copyOf(test.values()));
  }
}
