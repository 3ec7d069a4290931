package dev.tamis.cli.run;

/** A setting that is wrong, noticed before any work; the message names the flag. */
public final class SettingException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** With a sentence. */
  public SettingException(String message) {
    super(message);
  }

  /** With a sentence and the cause. */
  public SettingException(String message, Throwable cause) {
    super(message, cause);
  }
}
