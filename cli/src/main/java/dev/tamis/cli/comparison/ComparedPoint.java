package dev.tamis.cli.comparison;

import dev.tamis.cli.run.TrainSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A method at a budget: one point of a comparison's plot.
 *
 * @param method what is trained
 * @param budgetRatio share of plain SGD's multiply-accumulates; null where it costs what it costs
 * @param flags of {@code tamis train}: the shared ones, the method's, and the knob's
 */
record ComparedPoint(ComparedMethod method, @Nullable Double budgetRatio, List<String> flags) {

  /** From here on, none of the reported seeds: no rate is chosen for the luck of one of them. */
  private static final long TUNING_SEED = 1000;

  private String name() {
    return method.name() + (budgetRatio == null ? "" : "@" + budgetRatio);
  }

  /** A run that is reported. */
  PlannedRun finalRun(@Nullable Double learningRate, long seed) {
    List<String> own = new ArrayList<>();
    if (learningRate != null) {
      own.addAll(List.of("--learning-rate", learningRate.toString()));
    }
    own.addAll(List.of("--seed", Long.toString(seed)));
    String folder = "runs/" + name() + "-seed" + seed;
    return new PlannedRun(this, folder, with(own), seed, learningRate, false);
  }

  /** Run number k of those that try a learning rate on held-out training images. */
  PlannedRun tuningRun(double learningRate, int k, ComparisonSettings settings) {
    long seed = TUNING_SEED + k;
    double ratio =
        TrainSettings.of(settings.recipe(), flags).scheduleRatio() * settings.tuningScheduleRatio();
    List<String> own =
        List.of(
            "--learning-rate",
            Double.toString(learningRate),
            "--validation-images",
            Integer.toString(settings.validationImages()),
            "--schedule-ratio",
            String.format(Locale.ROOT, "%.5f", ratio),
            "--seed",
            Long.toString(seed));
    String folder = "tuning/" + name() + "-rate" + learningRate + (k == 0 ? "" : "-seed" + seed);
    return new PlannedRun(this, folder, with(own), seed, learningRate, true);
  }

  private List<String> with(List<String> own) {
    return new FlagList().add(flags).add(own).words();
  }
}
