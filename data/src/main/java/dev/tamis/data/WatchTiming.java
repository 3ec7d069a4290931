package dev.tamis.data;

import java.time.Duration;

/**
 * How patiently a folder is watched.
 *
 * @param settle a file is complete when its size and time have not changed for so long
 * @param rescan how often the folder is looked through although the file system tells of changes
 * @param poll how often it is looked through where the file system does not
 * @param notifications whether the file system is asked to tell; shared network folders often tell
 *     only of what this machine writes
 */
public record WatchTiming(Duration settle, Duration rescan, Duration poll, boolean notifications) {

  /** Complete after 0.2 s; looked through every 30 s, or every second without notifications. */
  public static final WatchTiming DEFAULT =
      new WatchTiming(Duration.ofMillis(200), Duration.ofSeconds(30), Duration.ofSeconds(1), true);

  /**
   * Checks.
   *
   * @throws IllegalArgumentException if a duration is not positive
   */
  public WatchTiming {
    requirePositive(settle, "settle");
    requirePositive(rescan, "rescan");
    requirePositive(poll, "poll");
  }

  private static void requirePositive(Duration duration, String name) {
    if (duration.isZero() || duration.isNegative()) {
      throw new IllegalArgumentException(
          "the watch's " + name + " time must be positive, not " + duration);
    }
  }
}
