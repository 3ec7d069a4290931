package dev.tamis.quantize;

/** How many weights share a scale. */
public enum WeightScale {
  /** All weights of a layer. */
  PER_TENSOR,

  /** The weights of an output channel. */
  PER_CHANNEL
}
