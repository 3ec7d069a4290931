package dev.tamis.benchmarks;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * What one side measured.
 *
 * @param side name in the table
 * @param description library, version and what is set
 * @param parameterCount trained values
 * @param minMillis fastest measured step
 * @param medianMillis median of the measured steps
 * @param gigaflopsPerSecond two operations per counted multiply-accumulate, in the fastest step
 * @param coresUsed processor time by wall-clock time of the measured steps: whether a side keeps to
 *     the threads it was given
 * @param macsPerStep mean multiply-accumulates of the measured steps
 * @param macsOfFastest multiply-accumulates of the fastest step; filtered steps differ
 * @param firstLoss mean loss in nats before the first step, warm-up included
 * @param lastLoss mean loss in nats before the last step
 * @param stepMillis every measured step, in order
 */
record SideResult(
    String side,
    String description,
    long parameterCount,
    double minMillis,
    double medianMillis,
    double gigaflopsPerSecond,
    double coresUsed,
    double macsPerStep,
    long macsOfFastest,
    double firstLoss,
    double lastLoss,
    List<Double> stepMillis) {

  static SideResult of(ChildProcess child, List<StepResult> warmUp, List<StepResult> measured) {
    double[] millis = measured.stream().mapToDouble(step -> step.nanos() / 1e6).toArray();
    double macs = measured.stream().mapToLong(StepResult::macs).average().orElseThrow();
    StepResult fastest =
        measured.stream().min(Comparator.comparingLong(StepResult::nanos)).orElseThrow();
    double min = Statistics.min(millis);
    List<StepResult> all = warmUp.isEmpty() ? measured : warmUp;
    return new SideResult(
        child.label(),
        child.description(),
        child.parameterCount(),
        min,
        Statistics.median(millis),
        2 * fastest.macs() / (min * 1e6),
        coresUsed(measured),
        macs,
        fastest.macs(),
        all.get(0).loss(),
        measured.get(measured.size() - 1).loss(),
        Arrays.stream(millis).boxed().toList());
  }

  private static double coresUsed(List<StepResult> steps) {
    double cpu = steps.stream().mapToLong(StepResult::cpuNanos).sum();
    return cpu / steps.stream().mapToLong(StepResult::nanos).sum();
  }
}
