package dev.tamis.data;

import java.io.IOException;

/**
 * A file is not what it claims to be: truncated, of the wrong kind, with sizes that cannot be, or
 * with labels out of range. The message is one sentence: file, place, problem, remedy.
 */
public final class InvalidDataException extends IOException {
  private static final long serialVersionUID = 1L;

  InvalidDataException(String message) {
    super(message);
  }

  /** The problem lies at a byte of a file; where it is compressed, of its uncompressed content. */
  static InvalidDataException at(String source, long position, String problem, String remedy) {
    return new InvalidDataException(
        source + ", byte " + position + ": " + problem + "; " + remedy + ".");
  }
}
