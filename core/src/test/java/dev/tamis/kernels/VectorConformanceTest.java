package dev.tamis.kernels;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/**
 * Not skipped where vectors are missing but failing: a build that did not run them has not tested
 * them.
 */
class VectorConformanceTest extends KernelConformance {
  @Override
  KernelSet kernels() {
    KernelSet kernels = KernelChoice.choose("vector").kernels();
    assertThat(kernels.name()).isEqualTo("vector");
    return kernels;
  }

  @Test
  void saysWhatItRunsOn() {
    assertThat(kernels().toString()).matches("\\d+-bit vectors, \\d+ float lanes");
  }
}
