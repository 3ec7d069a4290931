package dev.tamis.onnx;

import java.io.IOException;

/**
 * A file that cannot be read as a network, or a network that cannot be written as a file; the
 * message names the file, the place in it and what to do.
 */
public final class OnnxException extends IOException {
  private static final long serialVersionUID = 1L;

  /** With a sentence. */
  public OnnxException(String message) {
    super(message);
  }

  /** With a sentence and the cause. */
  public OnnxException(String message, Throwable cause) {
    super(message, cause);
  }
}
