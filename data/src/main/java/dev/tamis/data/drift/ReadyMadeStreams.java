package dev.tamis.data.drift;

import dev.tamis.data.corruption.Corruption;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The streams that figures are made of, by name. */
final class ReadyMadeStreams {
  private static final Map<String, String> TEXTS =
      new TreeMap<>(
          Map.of(
              "iid", "clean@10000",
              "bursts", "burst:8@10000",
              "long-tail", "long-tail:100@10000",
              "novel-usps", "mix:0.1:usps@10000",
              "novel-rotated", "mix:0.1:rotate:60@10000",
              "novel-classes", "classes:0-7+mix:0.1:classes:8/9@10000",
              "whole-drift", "rotate:60@10000",
              "poisoned", "clean@5000,shuffled-labels@5000,clean@5000",
              "changing-corruptions", changingCorruptions()));

  private ReadyMadeStreams() {}

  private static String changingCorruptions() {
    return "clean@2000,"
        + Arrays.stream(Corruption.values())
            .map(corruption -> corruption.text() + ":4@2000")
            .collect(Collectors.joining(","));
  }

  static Set<String> names() {
    return TEXTS.keySet();
  }

  /** What a name stands for. */
  static Optional<String> text(String name) {
    return Optional.ofNullable(TEXTS.get(name));
  }
}
