package dev.tamis.stream;

/**
 * An instance that cannot be used: values that are not finite, or a label out of range. The message
 * names it.
 */
public final class InvalidInstanceException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** With a sentence that names the instance and what is wrong with it. */
  public InvalidInstanceException(String message) {
    super(message);
  }
}
