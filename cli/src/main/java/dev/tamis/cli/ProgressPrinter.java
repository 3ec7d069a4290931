package dev.tamis.cli;

import dev.tamis.report.EvaluationReport;
import dev.tamis.report.StepReport;
import dev.tamis.report.TrainingReport;
import dev.tamis.training.TrainingListener;
import java.io.PrintWriter;
import java.util.Locale;

/** Progress on standard error: one live line on a terminal, plain lines elsewhere. */
final class ProgressPrinter implements TrainingListener, AutoCloseable {
  private static final long LIVE_NANOS = 200_000_000L;
  private static final double SMOOTHING = 0.02;

  private final PrintWriter err;
  private final boolean quiet;
  private final boolean live = Boolean.getBoolean("tamis.terminal");
  private final long totalSteps;
  private final double stepsPerEpoch;
  private double loss = Double.NaN;
  private double testAccuracy = Double.NaN;
  private double saving = Double.NaN;
  private long offered;
  private long kept;
  private long firstStep = -1;
  private long startNanos;
  private long offeredSinceStart;
  private long shownNanos;
  private boolean lineOpen;

  ProgressPrinter(PrintWriter err, boolean quiet, long totalSteps, double stepsPerEpoch) {
    this.err = err;
    this.quiet = quiet;
    this.totalSteps = totalSteps;
    this.stepsPerEpoch = stepsPerEpoch;
  }

  void introduce(String text) {
    if (!quiet) {
      err.println(text);
      err.flush();
    }
  }

  @Override
  public void stepDone(StepReport step) {
    if (firstStep < 0) {
      firstStep = step.step() - 1;
      startNanos = System.nanoTime();
    }
    offered += step.offered();
    offeredSinceStart += step.offered();
    kept += step.kept();
    if (step.kept() > 0) {
      double mean = step.lossSum() / step.kept();
      loss = Double.isNaN(loss) ? mean : loss + SMOOTHING * (mean - loss);
    }
    long now = System.nanoTime();
    if (live && !quiet && now - shownNanos > LIVE_NANOS) {
      shownNanos = now;
      err.print("\r" + line(step.step()) + "\u001b[K");
      err.flush();
      lineOpen = true;
    }
  }

  @Override
  public void progress(TrainingReport report) {
    saving = report.cost().savingRatio();
    offered = report.offeredInstances();
    kept = report.keptInstances();
  }

  @Override
  public void tested(EvaluationReport test, TrainingReport report) {
    testAccuracy = test.accuracyRatio();
    saving = report.cost().savingRatio();
    if (!quiet) {
      err.println((live ? "\r" : "") + line(report.steps()) + (live ? "\u001b[K" : ""));
      err.flush();
      lineOpen = false;
    }
  }

  private String line(long step) {
    double seconds = (System.nanoTime() - startNanos) / 1e9;
    double perStep = seconds / Math.max(1, step - firstStep);
    return String.format(
        Locale.ROOT,
        "step %d/%d (epoch %.1f)  offered %d  kept %.1f %%  loss %s  accuracy %s  saved %s"
            + "  %.0f instances/s  ETA %s",
        step,
        totalSteps,
        step / stepsPerEpoch,
        offered,
        offered == 0 ? 100.0 : 100.0 * kept / offered,
        Double.isNaN(loss) ? "-" : String.format(Locale.ROOT, "%.4f", loss),
        percent(testAccuracy),
        percent(saving),
        offeredSinceStart / Math.max(1e-9, seconds),
        duration((totalSteps - step) * perStep));
  }

  private static String percent(double ratio) {
    return Double.isNaN(ratio) ? "-" : String.format(Locale.ROOT, "%.2f %%", 100 * ratio);
  }

  private static String duration(double seconds) {
    long whole = Math.round(seconds);
    return whole >= 60 ? whole / 60 + " min " + whole % 60 + " s" : whole + " s";
  }

  @Override
  public void close() {
    if (lineOpen) {
      err.println();
      err.flush();
    }
  }
}
