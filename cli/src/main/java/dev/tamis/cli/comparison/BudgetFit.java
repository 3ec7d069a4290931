package dev.tamis.cli.comparison;

import dev.tamis.cli.comparison.ComparedMethod.Knob;
import dev.tamis.cli.run.PlannedCost;
import dev.tamis.cli.run.SettingException;
import dev.tamis.cli.run.TrainSettings;
import dev.tamis.network.NetworkSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/**
 * Turns each method's knob until its expected computation is the budget, a share of plain SGD over
 * the length that all methods share.
 */
final class BudgetFit {
  private static final double LEAST_KEPT = 1e-4;
  private static final int HALVINGS = 40;

  private final String recipe;
  private final List<String> shared;
  private final double sharedScheduleRatio;
  private final ToDoubleFunction<TrainSettings> shareOfDense;

  BudgetFit(String recipe, List<String> shared, NetworkSpec network) {
    this.recipe = recipe;
    this.shared = shared;
    this.sharedScheduleRatio = TrainSettings.of(recipe, shared).scheduleRatio();
    this.shareOfDense =
        settings -> PlannedCost.shareOfDense(settings, network) / sharedScheduleRatio;
  }

  /** All points of a comparison. */
  List<ComparedPoint> points(List<ComparedMethod> methods, List<Double> budgets) {
    List<ComparedPoint> points = new ArrayList<>();
    for (ComparedMethod method : methods) {
      if (budgets.isEmpty() || method.knob() == Knob.NONE) {
        points.add(new ComparedPoint(method, null, flags(method)));
        continue;
      }
      for (double budget : budgets) {
        points.add(point(method, budget));
      }
    }
    return points;
  }

  private ComparedPoint point(ComparedMethod method, double budget) {
    List<String> knob =
        method.knob() == Knob.SCHEDULE
            ? List.of("--schedule-ratio", text(scheduleRatio(method, budget)))
            : List.of("--keep-instances", text(instanceKeepRatio(method, budget)));
    return new ComparedPoint(method, budget, merged(flags(method), knob));
  }

  private List<String> flags(ComparedMethod method) {
    return merged(shared, method.flags());
  }

  private static List<String> merged(List<String> first, List<String> second) {
    return new FlagList().add(first).add(second).words();
  }

  /** Shortened as far as needed; a method that is cheaper than the budget keeps its length. */
  private double scheduleRatio(ComparedMethod method, double budget) {
    double whole = shareOfDense.applyAsDouble(TrainSettings.of(recipe, flags(method)));
    return sharedScheduleRatio * Math.min(1, budget / whole);
  }

  private double instanceKeepRatio(ComparedMethod method, double budget) {
    double low = LEAST_KEPT;
    double high = 1;
    if (share(method, low) > budget) {
      throw new SettingException(
          String.format(
              Locale.ROOT,
              "--budget %s cannot be met by %s: what does not depend on kept instances costs %.3f of"
                  + " plain SGD already",
              budget,
              method.name(),
              share(method, low)));
    }
    if (share(method, high) <= budget) {
      return high;
    }
    for (int i = 0; i < HALVINGS; i++) {
      double middle = (low + high) / 2;
      if (share(method, middle) > budget) {
        high = middle;
      } else {
        low = middle;
      }
    }
    return low;
  }

  private double share(ComparedMethod method, double instanceKeepRatio) {
    List<String> knob = List.of("--keep-instances", text(instanceKeepRatio));
    return shareOfDense.applyAsDouble(TrainSettings.of(recipe, merged(flags(method), knob)));
  }

  private static String text(double ratio) {
    return String.format(Locale.ROOT, "%.5f", ratio);
  }
}
