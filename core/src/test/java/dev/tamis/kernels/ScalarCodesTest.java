package dev.tamis.kernels;

class ScalarCodesTest extends CodeConformance {
  @Override
  CodeKernels codes() {
    return new ScalarCodes();
  }
}
