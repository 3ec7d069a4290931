package dev.tamis.data;

import java.io.IOException;

/**
 * Data that was asked for is not there. The message is one sentence: what is missing, where it was
 * looked for, and how to get it.
 */
public final class MissingDataException extends IOException {
  private static final long serialVersionUID = 1L;

  MissingDataException(String message) {
    super(message);
  }
}
