package dev.tamis.device;

/** What is known of the energy that adaptation uses. */
public enum EnergySource {
  /** The processor's energy counters (RAPL), by adaptation's share of the time. */
  RAPL,
  /** What the battery delivers while adaptation computes. */
  BATTERY,
  /** Nothing: an assumed power for as long as adaptation computes. */
  ESTIMATE
}
