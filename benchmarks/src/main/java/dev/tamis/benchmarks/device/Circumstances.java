package dev.tamis.benchmarks.device;

import dev.tamis.benchmarks.Machine;
import dev.tamis.layer.ComputeResources;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.List;

/**
 * Where and how something was measured.
 *
 * @param command the exact command
 * @param machine where
 * @param jvmOptions options of the JVM that measured
 * @param kernels what computed
 * @param loadAverage processes that wanted a processor over the minute before; negative if unknown
 */
record Circumstances(
    String command, Machine machine, List<String> jvmOptions, String kernels, double loadAverage) {

  static Circumstances here(String command) throws IOException {
    String kernels;
    try (ComputeResources resources = new ComputeResources(1)) {
      kernels = resources.kernelsName();
    }
    List<String> options =
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
            .filter(option -> !option.startsWith("-D"))
            .toList();
    return new Circumstances(
        command,
        Machine.here(),
        options,
        kernels,
        ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
  }
}
