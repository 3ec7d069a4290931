package dev.tamis.kernels;

/** Where vectors are shorter than 8 floats these are the scalar passes. */
class VectorCodesTest extends CodeConformance {
  @Override
  CodeKernels codes() {
    return KernelChoice.choose("vector").kernels().codes();
  }
}
