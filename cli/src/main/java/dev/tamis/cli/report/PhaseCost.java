package dev.tamis.cli.report;

/** What one phase took; {@code NaN} where it was not counted. */
record PhaseCost(Phase phase, double macs, double seconds) {}
