package dev.tamis.cli.report;

/** The audit's estimate of the false-drop ratio, with its interval. */
record FalseDrops(double estimate, double low, double high, double audited) {}
