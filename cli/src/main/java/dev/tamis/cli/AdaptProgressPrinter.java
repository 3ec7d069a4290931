package dev.tamis.cli;

import dev.tamis.cli.adapt.AdaptCounts;
import dev.tamis.cli.adapt.AdaptProgress;
import dev.tamis.device.DeviceReport;
import java.io.PrintWriter;
import java.util.Locale;

/** Progress on standard error: one live line on a terminal, plain lines elsewhere. */
final class AdaptProgressPrinter implements AdaptProgress, AutoCloseable {
  private final PrintWriter err;
  private final boolean quiet;
  private final boolean live = Boolean.getBoolean("tamis.terminal");
  private final long length;
  private boolean lineOpen;

  AdaptProgressPrinter(PrintWriter err, boolean quiet, long length) {
    this.err = err;
    this.quiet = quiet;
    this.length = length;
  }

  void introduce(String text) {
    if (!quiet) {
      err.println(text);
      err.flush();
    }
  }

  @Override
  public void reported(DeviceReport report, AdaptCounts counts) {
    if (quiet || counts.offered() == 0) {
      return;
    }
    String line =
        String.format(
            Locale.ROOT,
            "instance %d%s  accuracy of the last 500 %s (as shipped %s)  kept %.1f %%  labels %d"
                + "  saved %.1f %%  served anew %d  rolled back %d  %.0f instances/s",
            counts.offered(),
            length < 0 ? "" : "/" + length,
            percent(counts.served().recent()),
            percent(counts.shipped().recent()),
            100 * report.keptRatio(),
            report.instances().labelsAsked(),
            100 * (1 - report.costRatio()),
            report.weights().swaps(),
            report.weights().rollbacks(),
            counts.offered() / Math.max(1e-9, counts.seconds()));
    if (live) {
      err.print("\r" + line + "\u001b[K");
    } else {
      err.println(line);
    }
    err.flush();
    lineOpen = live;
  }

  private static String percent(double ratio) {
    return Double.isNaN(ratio) ? "-" : String.format(Locale.ROOT, "%.1f %%", 100 * ratio);
  }

  @Override
  public void close() {
    if (lineOpen) {
      err.println();
      err.flush();
    }
  }
}
