package dev.tamis.checkpoint;

import java.io.IOException;

/**
 * A checkpoint that cannot be read or written; the message names the file, what is wrong and what
 * to do.
 */
public final class CheckpointException extends IOException {
  private static final long serialVersionUID = 1L;

  /** With a sentence. */
  public CheckpointException(String message) {
    super(message);
  }

  /** With a sentence and the cause. */
  public CheckpointException(String message, Throwable cause) {
    super(message, cause);
  }
}
