package dev.tamis.cli.run;

/** Data that a network cannot be fed with; the message says what differs and what to do. */
public final class UnsuitableDataException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  UnsuitableDataException(String message) {
    super(message);
  }

  UnsuitableDataException(String message, Throwable cause) {
    super(message, cause);
  }
}
