package dev.tamis.data.drift;

import dev.tamis.data.corruption.Corruption;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads schedules. */
final class ScheduleText {
  private static final String PARTS =
      "clean, rotate:DEGREES, classes:0-7/9, uniform, long-tail:RATIO, mix:SHARE:WHAT, burst:LENGTH,"
          + " wrong-labels:SHARE, shuffled-labels, label-delay:INSTANCES, or a corruption with its"
          + " severity ("
          + Corruption.names()
          + ")";

  private ScheduleText() {}

  static List<DriftSegment> segments(String text) {
    List<DriftSegment> segments = new ArrayList<>();
    int number = 0;
    for (String item : text.split(",", -1)) {
      number++;
      try {
        segments.addAll(item(item.strip()));
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException(
            "Stream segment " + number + " ('" + item.strip() + "'): " + e.getMessage() + ".", e);
      }
    }
    return segments;
  }

  /** One segment, or all those of a ready-made stream. */
  private static List<DriftSegment> item(String item) {
    int at = item.lastIndexOf('@');
    String[] parts = (at < 0 ? item : item.substring(0, at)).split("\\+", -1);
    Optional<String> readyMade = ReadyMadeStreams.text(parts[0]);
    if (at < 0 && readyMade.isEmpty()) {
      throw new IllegalArgumentException(
          parts.length == 1 && !parts[0].contains(":")
              ? "it is no ready-made stream ("
                  + String.join(", ", ReadyMadeStreams.names())
                  + ") and has no length; write "
                  + item
                  + "@5000 if it is a segment"
              : "its length is missing; end it with @5000, for example");
    }
    List<DriftSegment> segments =
        readyMade.isPresent()
            ? segments(readyMade.get())
            : List.of(DriftSegment.clean(length(item.substring(at + 1))));
    if (readyMade.isPresent() && at >= 0) {
      segments = stretched(segments, length(item.substring(at + 1)));
    }
    Set<String> seen = new HashSet<>();
    for (int i = readyMade.isPresent() ? 1 : 0; i < parts.length; i++) {
      requireOnce(parts[i], seen);
      String part = parts[i];
      segments = segments.stream().map(segment -> with(segment, part)).toList();
    }
    return segments;
  }

  private static void requireOnce(String part, Set<String> seen) {
    String keyword = part.split(":", 2)[0];
    if (!seen.add(keyword)) {
      throw new IllegalArgumentException("it says " + keyword + " twice; keep one");
    }
    if (seen.contains("uniform") && seen.contains("long-tail")) {
      throw new IllegalArgumentException("uniform and long-tail exclude each other; keep one");
    }
  }

  private static int length(String text) {
    return wholeNumber(text, "the length", "write @5000 for 5,000 instances");
  }

  /** The same segments, together of another length. */
  private static List<DriftSegment> stretched(List<DriftSegment> segments, int length) {
    long before = segments.stream().mapToLong(DriftSegment::length).sum();
    List<DriftSegment> stretched = new ArrayList<>();
    long end = 0;
    int newEnd = 0;
    for (DriftSegment segment : segments) {
      end += segment.length();
      int next = (int) (end * length / before);
      if (next == newEnd) {
        throw new IllegalArgumentException(
            "the length "
                + length
                + " is too short for its "
                + segments.size()
                + " segments; give at least "
                + segments.size() * 2
                + " instances");
      }
      stretched.add(segment.withLength(next - newEnd));
      newEnd = next;
    }
    return stretched;
  }

  private static DriftSegment with(DriftSegment segment, String part) {
    String[] words = part.split(":", 2);
    Optional<ImageTransform> transform = transform(part);
    if (transform.isPresent()) {
      return segment.withTransform(transform.get());
    }
    LabelFaults faults = segment.labelFaults();
    ClassPrior prior = segment.prior();
    return switch (words[0]) {
      case "clean" -> plain(words, segment);
      case "uniform" ->
          plain(words, segment.withPrior(prior.weighted(ClassPrior.Weighting.UNIFORM, 1)));
      case "shuffled-labels" ->
          plain(words, segment.withLabelFaults(new LabelFaults(faults.wrongRatio(), true)));
      case "classes" -> segment.withPrior(prior.ofClasses(classes(argument(words, "classes:0-7"))));
      case "long-tail" ->
          segment.withPrior(
              prior.weighted(
                  ClassPrior.Weighting.LONG_TAIL, decimal(argument(words, "long-tail:100"))));
      case "mix" -> segment.withMixIn(mixIn(argument(words, "mix:0.1:usps")));
      case "burst" ->
          segment.withBursts(
              wholeNumber(
                  argument(words, "burst:8"), "the burst length", "write burst:8, for example"));
      case "wrong-labels" ->
          segment.withLabelFaults(
              new LabelFaults(decimal(argument(words, "wrong-labels:0.1")), faults.shuffled()));
      case "label-delay" -> segment.withLabelDelay(delay(argument(words, "label-delay:100")));
      default ->
          throw new IllegalArgumentException(
              "'" + part + "' is no part of a stream; parts are " + PARTS);
    };
  }

  private static DriftSegment plain(String[] words, DriftSegment segment) {
    if (words.length > 1) {
      throw new IllegalArgumentException(
          words[0] + " takes no value; leave out ':" + words[1] + "'");
    }
    return segment;
  }

  private static String argument(String[] words, String example) {
    if (words.length == 1 || words[1].isEmpty()) {
      throw new IllegalArgumentException(words[0] + " needs a value; write " + example);
    }
    return words[1];
  }

  private static Optional<ImageTransform> transform(String part) {
    String[] words = part.split(":", 2);
    if (words[0].equals("rotate")) {
      return Optional.of(new ImageTransform.Rotated(decimal(argument(words, "rotate:45"))));
    }
    Optional<Corruption> corruption = Corruption.named(words[0]);
    if (corruption.isEmpty()) {
      return Optional.empty();
    }
    String severity = argument(words, words[0] + ":3");
    return Optional.of(
        new ImageTransform.Corrupted(
            corruption.get(),
            wholeNumber(severity, "the severity", "write " + words[0] + ":3, for example")));
  }

  private static MixIn mixIn(String text) {
    String[] words = text.split(":", 2);
    if (words.length == 1 || words[1].isEmpty()) {
      throw new IllegalArgumentException(
          "mix needs a share and what is mixed in; write mix:0.1:usps, mix:0.1:rotate:60 or"
              + " mix:0.1:classes:8/9");
    }
    String what = words[1];
    Novelty novelty =
        what.startsWith("classes:")
            ? new Novelty.OtherClasses(classes(what.substring("classes:".length())))
            : transform(what)
                .map(Novelty.class::cast)
                .orElseGet(() -> new Novelty.OtherDataSet(what));
    return new MixIn(decimal(words[0]), novelty);
  }

  /** For example 0-3/7 for the classes 0, 1, 2, 3 and 7. */
  private static List<Integer> classes(String text) {
    List<Integer> classes = new ArrayList<>();
    String remedy = "write classes:0-7, or classes:2/5/8";
    for (String range : text.split("/", -1)) {
      String[] ends = range.split("-", 2);
      int first = wholeNumber(ends[0], "the class", remedy);
      int last = ends.length == 1 ? first : wholeNumber(ends[1], "the class", remedy);
      if (last < first || last - first > 1 << 20) {
        throw new IllegalArgumentException("'" + range + "' is no range of classes; " + remedy);
      }
      for (int label = first; label <= last; label++) {
        classes.add(label);
      }
    }
    return classes;
  }

  private static long delay(String text) {
    return text.equals("never")
        ? DriftSegment.NEVER
        : wholeNumber(text, "the label delay", "write label-delay:100, or label-delay:never");
  }

  private static int wholeNumber(String text, String what, String remedy) {
    try {
      return Integer.parseInt(text);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(what + " '" + text + "' is no whole number; " + remedy, e);
    }
  }

  private static double decimal(String text) {
    try {
      return Double.parseDouble(text);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("'" + text + "' is no number; write 0.1, for example", e);
    }
  }

  /** A number without a needless ".0" or exponent. */
  static String number(double value) {
    return BigDecimal.valueOf(value).stripTrailingZeros().toPlainString();
  }
}
