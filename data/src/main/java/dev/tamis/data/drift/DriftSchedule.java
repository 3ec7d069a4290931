package dev.tamis.data.drift;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What a stream shows, one segment after the other.
 *
 * @param segments at least one
 */
public record DriftSchedule(List<DriftSegment> segments) {

  /**
   * Copies the list and checks.
   *
   * @throws IllegalArgumentException if there is no segment, or they have 2^31 instances or more
   */
  public DriftSchedule {
    segments = List.copyOf(segments);
    if (segments.isEmpty()) {
      throw new IllegalArgumentException("A stream needs at least one segment.");
    }
    long sum = segments.stream().mapToLong(DriftSegment::length).sum();
    if (sum > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          "A stream of " + sum + " instances is too long; 2,147,483,647 are the most.");
    }
  }

  /**
   * Reads the textual form: segments separated by commas, each {@code PART+PART+...@LENGTH}, or the
   * name of a ready-made stream, which may have further parts and another length. For example
   * {@code gaussian-noise:3@5000,fog:4+burst:8@5000,clean@5000} or {@code novel-usps+burst:8}.
   *
   * @throws IllegalArgumentException if it is none; the message names the segment and the remedy
   */
  public static DriftSchedule parse(String text) {
    return new DriftSchedule(ScheduleText.segments(text));
  }

  /** Names of the ready-made streams. */
  public static Set<String> readyMade() {
    return ReadyMadeStreams.names();
  }

  /** Instances of all segments. */
  public int length() {
    return segments.stream().mapToInt(DriftSegment::length).sum();
  }

  /** Names of the data sets that are mixed in and have to be loaded. */
  public Set<String> mixedDataSets() {
    Set<String> names = new TreeSet<>();
    for (DriftSegment segment : segments) {
      segment
          .mixIn()
          .map(MixIn::novelty)
          .filter(Novelty.OtherDataSet.class::isInstance)
          .ifPresent(novelty -> names.add(novelty.text()));
    }
    return names;
  }

  /** In the textual form, without names of ready-made streams. */
  @Override
  public String toString() {
    return segments.stream().map(DriftSegment::toString).collect(Collectors.joining(","));
  }
}
