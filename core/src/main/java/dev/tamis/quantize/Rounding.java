package dev.tamis.quantize;

/** To which of its two neighbours a value is rounded. */
public enum Rounding {
  /** The nearer one; the even one of two that are equally near. */
  NEAREST,

  /** The upper one with a probability that makes the mean the value itself. */
  STOCHASTIC
}
