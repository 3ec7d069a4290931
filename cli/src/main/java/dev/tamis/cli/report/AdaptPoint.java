package dev.tamis.cli.report;

/** One {@code adapt} line of {@code metrics.jsonl}; counts, MACs and seconds are cumulative. */
record AdaptPoint(
    double offeredInstances,
    double servedWindowRatio,
    double frozenWindowRatio,
    double instanceKeepRatio,
    double labelsAsked,
    double swaps,
    double rollbacks,
    double macsTotal,
    double macsDense,
    double seconds) {

  static AdaptPoint of(JsonFields line) throws RunFolderException {
    return new AdaptPoint(
        line.number("offeredInstances"),
        line.number("prequentialWindowRatio"),
        line.number("frozenWindowRatio"),
        line.number("instanceKeepRatio"),
        line.number("labelsAsked"),
        line.number("swaps"),
        line.number("rollbacks"),
        line.number("macsTotal"),
        line.number("macsDense"),
        line.number("seconds"));
  }
}
