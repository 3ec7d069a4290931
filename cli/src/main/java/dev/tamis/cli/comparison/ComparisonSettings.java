package dev.tamis.cli.comparison;

import dev.tamis.cli.run.SettingException;
import java.nio.file.Path;
import java.util.List;

/**
 * What is compared.
 *
 * @param recipe the training that all methods share
 * @param flags of {@code tamis train} that all methods share
 * @param methods lines of the comparison
 * @param budgetRatios shares of the multiply-accumulates of plain SGD over the recipe's full
 *     length; empty runs every method as it is
 * @param seeds how many; they are 1, 2, ..
 * @param learningRates tried for every method on held-out training images; empty keeps the recipe's
 * @param tuningSeeds how many runs a learning rate is judged by
 * @param tuningScheduleRatio share of its steps that a tuning run has
 * @param validationImages training images that tuning holds out
 * @param jobs trainings at a time
 * @param threads of each training
 * @param folder holds everything
 * @param version of this program
 * @param command as it was given
 */
public record ComparisonSettings(
    String recipe,
    List<String> flags,
    List<ComparedMethod> methods,
    List<Double> budgetRatios,
    int seeds,
    List<Double> learningRates,
    int tuningSeeds,
    double tuningScheduleRatio,
    int validationImages,
    int jobs,
    int threads,
    Path folder,
    String version,
    String command) {

  /**
   * @throws SettingException naming the flag that is out of range
   */
  public ComparisonSettings {
    flags = List.copyOf(flags);
    methods = List.copyOf(methods);
    budgetRatios = List.copyOf(budgetRatios);
    learningRates = List.copyOf(learningRates);
    require(!methods.isEmpty(), "--methods is empty: name at least one");
    long names = methods.stream().map(ComparedMethod::name).distinct().count();
    require(names == methods.size(), "--methods and --variant name a method twice");
    for (double budget : budgetRatios) {
      require(
          budget > 0 && budget <= 1,
          "--budget is " + budget + ", but must be above 0 and at most 1");
    }
    for (double rate : learningRates) {
      boolean positive = rate > 0 && Double.isFinite(rate);
      require(positive, "--rates has " + rate + ", but a learning rate must be above 0");
    }
    require(seeds >= 1, "--seeds is " + seeds + ", but must be at least 1");
    require(tuningSeeds >= 1, "--tuning-seeds is " + tuningSeeds + ", but must be at least 1");
    require(jobs >= 1 && jobs <= 1024, "--jobs is " + jobs + ", but must be 1..1024");
    require(threads >= 1 && threads <= 1024, "--threads is " + threads + ", but must be 1..1024");
    boolean share = tuningScheduleRatio > 0 && tuningScheduleRatio <= 1;
    require(
        share,
        "--tuning-schedule-ratio is "
            + tuningScheduleRatio
            + ", but must be above 0 and at most 1");
    require(
        validationImages >= 1,
        "--tuning-images is " + validationImages + ", but must be at least 1");
  }

  private static void require(boolean holds, String sentence) {
    if (!holds) {
      throw new SettingException(sentence);
    }
  }
}
