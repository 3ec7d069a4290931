package dev.tamis.cli.report;

/** How well the early instance filter chose, and what share of the steps it was allowed to. */
record FilterSkill(
    String mode, double shareOfMainForwardRatio, double lift, double auc, double skilledRatio) {}
