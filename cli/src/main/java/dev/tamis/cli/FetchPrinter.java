package dev.tamis.cli;

import dev.tamis.cli.run.Bytes;
import dev.tamis.data.FetchProgress;
import java.io.PrintWriter;
import java.util.Locale;

/** How far a download is: a live line on a terminal, a line every tenth elsewhere. */
final class FetchPrinter implements FetchProgress, AutoCloseable {
  private static final long LIVE_NANOS = 200_000_000L;
  private static final int TENTHS = 10;

  private final PrintWriter err;
  private final boolean quiet;
  private final boolean live = Boolean.getBoolean("tamis.terminal");
  private String file = "";
  private long shownTenth;
  private long shownNanos;
  private boolean lineOpen;

  FetchPrinter(PrintWriter err, boolean quiet) {
    this.err = err;
    this.quiet = quiet;
  }

  @Override
  public void received(String fileName, long receivedBytes, long totalBytes) {
    if (quiet) {
      return;
    }
    if (!fileName.equals(file)) {
      close();
      file = fileName;
      shownTenth = -1;
    }
    long tenth = totalBytes <= 0 ? 0 : receivedBytes * TENTHS / totalBytes;
    long now = System.nanoTime();
    if (live && (now - shownNanos > LIVE_NANOS || receivedBytes == totalBytes)) {
      shownNanos = now;
      err.print("\r" + line(receivedBytes, totalBytes) + "\u001b[K");
      lineOpen = true;
    } else if (!live && tenth != shownTenth) {
      shownTenth = tenth;
      err.println(line(receivedBytes, totalBytes));
    }
    err.flush();
  }

  private String line(long received, long total) {
    return total <= 0
        ? file + "  " + Bytes.text(received)
        : String.format(
            Locale.ROOT,
            "%s  %s of %s  %.0f %%",
            file,
            Bytes.text(received),
            Bytes.text(total),
            100.0 * received / total);
  }

  @Override
  public void close() {
    if (lineOpen) {
      err.println();
      err.flush();
      lineOpen = false;
    }
  }
}
