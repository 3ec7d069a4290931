package dev.tamis.cli.comparison;

import com.google.gson.JsonObject;
import dev.tamis.cli.run.TrainSettings;
import dev.tamis.data.DataRoot;
import dev.tamis.training.TrainingDivergedException;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.PriorityBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Runs a grid of trainings in one folder: first, for each point, one run per learning rate on
 * held-out images, then one per seed at the rate that did best. What is finished is not run again,
 * and what was interrupted continues from its checkpoint.
 */
public final class ComparisonRuns {
  private final ComparisonSettings settings;
  private final RunExecutor runs;
  private final ComparisonFile file;
  private final List<ComparedPoint> points;
  private final Consumer<String> progress;
  private final BlockingQueue<Outcome> outcomes = new LinkedBlockingQueue<>();
  private final Map<ComparedPoint, List<Outcome>> tuned = new HashMap<>();
  private final List<Outcome> failed = new ArrayList<>();
  private final List<String> untrainable = new ArrayList<>();
  private volatile boolean stopRequested;
  private int waitedFor;

  private ComparisonRuns(
      ComparisonSettings settings,
      DataRoot root,
      List<ComparedPoint> points,
      Consumer<String> progress) {
    this.settings = settings;
    this.points = points;
    this.progress = progress;
    this.runs = new RunExecutor(settings, root);
    this.file = new ComparisonFile(settings, points.size() * settings.seeds());
  }

  /**
   * Plans a comparison.
   *
   * @param root where data sets are
   * @param progress receives a line per finished run, from any thread
   * @throws IOException if the data is missing, or the folder cannot be made
   * @throws dev.tamis.cli.run.SettingException if a setting or a budget cannot be
   */
  public static ComparisonRuns plan(
      ComparisonSettings settings, DataRoot root, Consumer<String> progress) throws IOException {
    BudgetFit fit =
        new BudgetFit(
            settings.recipe(),
            settings.flags(),
            ComparedNetwork.of(settings.recipe(), settings.flags(), root));
    List<ComparedPoint> points = fit.points(settings.methods(), settings.budgetRatios());
    // What one of the last runs could not do must not come out after hours.
    points.forEach(point -> TrainSettings.of(settings.recipe(), point.flags()));
    Files.createDirectories(settings.folder());
    return new ComparisonRuns(settings, root, points, progress);
  }

  /** Asks all trainings to stop with a checkpoint; from any thread. */
  public void requestStop() {
    stopRequested = true;
    runs.requestStop();
  }

  /**
   * Runs what is left to run.
   *
   * @return the comparison as written, or null if it was stopped
   * @throws IOException if a run failed for another reason than a diverging loss
   */
  public @Nullable JsonObject run() throws IOException, InterruptedException {
    ThreadPoolExecutor pool =
        new ThreadPoolExecutor(
            settings.jobs(),
            settings.jobs(),
            0,
            TimeUnit.SECONDS,
            new PriorityBlockingQueue<Runnable>());
    try {
      for (ComparedPoint point : points) {
        startPoint(pool, point);
      }
      while (waitedFor > 0) {
        Outcome outcome = outcomes.take();
        waitedFor--;
        take(pool, outcome);
      }
    } finally {
      requestStop();
      pool.shutdown();
    }
    return finish();
  }

  private void startPoint(ThreadPoolExecutor pool, ComparedPoint point) {
    if (settings.learningRates().isEmpty()) {
      startFinals(pool, point, null);
      return;
    }
    for (double rate : settings.learningRates()) {
      for (int k = 0; k < settings.tuningSeeds(); k++) {
        start(pool, point.tuningRun(rate, k, settings));
      }
    }
  }

  private void startFinals(ThreadPoolExecutor pool, ComparedPoint point, @Nullable Double rate) {
    for (long seed = 1; seed <= settings.seeds(); seed++) {
      start(pool, point.finalRun(rate, seed));
    }
  }

  private void start(ThreadPoolExecutor pool, PlannedRun run) {
    waitedFor++;
    pool.execute(
        new Task(points.indexOf(run.point()), run.seed(), () -> outcomes.add(runs.run(run))));
  }

  private void take(ThreadPoolExecutor pool, Outcome outcome) throws IOException {
    PlannedRun run = outcome.run();
    // That a rate is too high is what tuning is there to find out.
    boolean tooHigh = run.tuning() && outcome.failure() instanceof TrainingDivergedException;
    if (outcome.failure() != null && !tooHigh) {
      failed.add(outcome);
    }
    if (outcome.failure() != null || outcome.summary() != null) {
      progress.accept(outcome.line());
    }
    if (!run.tuning()) {
      file.add(outcome);
    } else {
      List<Outcome> tries = tuned.computeIfAbsent(run.point(), point -> new ArrayList<>());
      tries.add(outcome);
      int planned = settings.learningRates().size() * settings.tuningSeeds();
      if (tries.size() == planned && !stopRequested) {
        @Nullable Double best = file.addTuning(tries);
        if (best != null) {
          startFinals(pool, run.point(), best);
        } else {
          untrainable.add(
              run.point().method().name() + ": no learning rate of --rates could be trained");
        }
      }
    }
    file.write();
  }

  private @Nullable JsonObject finish() throws IOException {
    if (!failed.isEmpty() || !untrainable.isEmpty()) {
      throw new ComparisonException(failed, untrainable);
    }
    return file.isComplete() ? file.json() : null;
  }

  /** Points are worked on in order, and a point's reported runs right after its tuning. */
  private record Task(int point, long seed, Runnable work) implements Runnable, Comparable<Task> {

    @Override
    public void run() {
      work.run();
    }

    @Override
    public int compareTo(Task other) {
      return point != other.point
          ? Integer.compare(point, other.point)
          : Long.compare(seed, other.seed);
    }
  }
}
