package dev.tamis.cli.report;

import org.jspecify.annotations.Nullable;

/** One {@code train} line of {@code metrics.jsonl}; instances, MACs and seconds are cumulative. */
record TrainPoint(
    long step,
    double epoch,
    double offeredInstances,
    double keptInstances,
    double keptRatio,
    double loss,
    double learningRate,
    double lossThreshold,
    @Nullable Boolean gateOpen,
    double lift,
    double macsTotal,
    double macsDense,
    double seconds) {

  static TrainPoint of(JsonFields line) throws RunFolderException {
    return new TrainPoint(
        line.step(),
        line.number("epoch"),
        line.number("offeredInstances"),
        line.number("keptInstances"),
        line.number("keptRatio"),
        line.number("loss"),
        line.number("learningRate"),
        line.number("lossThreshold"),
        line.flag("gateOpen"),
        line.number("lift"),
        line.number("macsTotal"),
        line.number("macsDense"),
        line.number("seconds"));
  }
}
