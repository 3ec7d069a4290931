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

  /** Whether the phases are known, as they are not before a run has finished. */
  boolean isSplit() {
    return phases.stream().anyMatch(phase -> phase.macs() > 0 || phase.seconds() > 0);
  }
}
