package dev.tamis.kernels;

class ScalarConformanceTest extends KernelConformance {
  @Override
  KernelSet kernels() {
    return new ScalarKernels();
  }
}
