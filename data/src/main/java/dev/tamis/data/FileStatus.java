package dev.tamis.data;

import java.nio.file.Path;

/**
 * How one file of a known data set was found.
 *
 * @param file which one, by its name in the catalogue
 * @param path where it is, or where it belongs if it is missing
 * @param state whether its content is the known one
 */
public record FileStatus(KnownFile file, Path path, State state) {
  /** What can be said about a file. */
  public enum State {
    /** Its content has the known checksum. */
    OK,
    /** It is not there. */
    MISSING,
    /** It is there, with other content. */
    CORRUPT
  }
}
