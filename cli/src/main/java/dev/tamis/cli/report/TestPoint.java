package dev.tamis.cli.report;

/** One {@code test} line of {@code metrics.jsonl}; instances, MACs and seconds are cumulative. */
record TestPoint(
    long step,
    double epoch,
    double offeredInstances,
    double accuracyRatio,
    double loss,
    double macsTotal,
    double macsDense,
    double seconds) {

  static TestPoint of(JsonFields line) throws RunFolderException {
    return new TestPoint(
        line.step(),
        line.number("epoch"),
        line.number("offeredInstances"),
        line.number("accuracyRatio"),
        line.number("loss"),
        line.number("macsTotal"),
        line.number("macsDense"),
        line.number("seconds"));
  }
}
