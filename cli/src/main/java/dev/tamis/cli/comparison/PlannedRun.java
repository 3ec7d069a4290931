package dev.tamis.cli.comparison;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One training of a comparison.
 *
 * @param point what it belongs to
 * @param folder below the comparison's folder
 * @param flags of {@code tamis train}, complete but for the threads
 * @param seed of everything random
 * @param learningRate null where the recipe's is kept
 * @param tuning whether it only helps to choose a learning rate
 */
record PlannedRun(
    ComparedPoint point,
    String folder,
    List<String> flags,
    long seed,
    @Nullable Double learningRate,
    boolean tuning) {

  /** The same training on its own, as provenance has it. */
  String command(String recipe) {
    return "tamis train " + recipe + " " + String.join(" ", flags);
  }
}
