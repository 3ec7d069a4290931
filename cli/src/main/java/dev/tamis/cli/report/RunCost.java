package dev.tamis.cli.report;

import java.util.List;

/** The ledger of a run beside the dense baseline for the same offered instances. */
record RunCost(
    List<PhaseCost> phases,
    double totalMacs,
    double denseMacs,
    double savingRatio,
    double bitWeightedSavingRatio,
    double totalSeconds) {

  RunCost {
    phases = List.copyOf(phases);
  }
}
