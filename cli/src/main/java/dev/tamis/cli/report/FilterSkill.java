package dev.tamis.cli.report;

/**
 * How well the early instance filter chose, and what share of the steps it was allowed to.
 *
 * @param liftLow lower end of the lift's 95 % interval, which is symmetric
 * @param pauses how often filtering was suspended because it cost more than it saved
 */
record FilterSkill(
    String mode,
    double shareOfMainForwardRatio,
    double lift,
    double liftLow,
    double auc,
    double skilledRatio,
    double pauses) {}
