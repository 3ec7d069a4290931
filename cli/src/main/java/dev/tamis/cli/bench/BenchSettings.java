package dev.tamis.cli.bench;

import dev.tamis.network.NetworkSpec;
import dev.tamis.quantize.QuantizationScheme;

/**
 * What is measured.
 *
 * @param spec the network
 * @param batchSize offered instances per step
 * @param threads threads that compute
 * @param channelKeepRatio in (0,1]; 1 prunes nothing
 * @param instanceKeepRatio in (0,1]; below 1 a step has the early instance filter in front
 * @param scheme how values are rounded
 * @param steps measured steps, at least 1
 * @param version of Tamis, for the provenance
 * @param command as typed, for the provenance
 */
public record BenchSettings(
    NetworkSpec spec,
    int batchSize,
    int threads,
    double channelKeepRatio,
    double instanceKeepRatio,
    QuantizationScheme scheme,
    int steps,
    String version,
    String command) {

  /** Whether the step is another one than that of dense training on floats. */
  boolean hasMethod() {
    return channelKeepRatio < 1 || instanceKeepRatio < 1 || scheme.isQuantized();
  }

  BenchSettings dense() {
    return new BenchSettings(
        spec, batchSize, threads, 1, 1, QuantizationScheme.NONE, steps, version, command);
  }
}
