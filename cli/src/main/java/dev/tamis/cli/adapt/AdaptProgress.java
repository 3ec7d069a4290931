package dev.tamis.cli.adapt;

import dev.tamis.device.DeviceReport;

/** Told now and then how far an adaptation is. */
@FunctionalInterface
public interface AdaptProgress {

  /** A line of metrics was written. */
  void reported(DeviceReport report, AdaptCounts counts);
}
