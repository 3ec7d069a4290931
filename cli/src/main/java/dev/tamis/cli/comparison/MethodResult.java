package dev.tamis.cli.comparison;

import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * The runs of a method at a budget, one per seed.
 *
 * @param budgetRatio NaN without a budget
 */
record MethodResult(String method, double budgetRatio, List<ComparedRun> runs) {

  MethodResult {
    runs = List.copyOf(runs);
  }

  Sample sample(ToDoubleFunction<ComparedRun> value) {
    return Sample.of(runs.stream().mapToDouble(value));
  }

  /** By how much this method is ahead of another, seed by seed, where both have the seed. */
  Sample ahead(MethodResult other, ToDoubleFunction<ComparedRun> value) {
    return Sample.of(
        runs.stream()
            .flatMapToDouble(
                run ->
                    other.runs.stream()
                        .filter(pair -> pair.seed() == run.seed())
                        .mapToDouble(
                            pair -> value.applyAsDouble(run) - value.applyAsDouble(pair))));
  }

  boolean hasBudget(double budget) {
    // Both come from the same file, so that equal budgets have equal bits; compare treats NaN so.
    return Double.compare(budgetRatio, budget) == 0;
  }
}
