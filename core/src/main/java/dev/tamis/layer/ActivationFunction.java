package dev.tamis.layer;

/** What an {@link Activation} makes of a value. */
public sealed interface ActivationFunction {

  /**
   * x where x is above 0, slope x elsewhere.
   *
   * @param slope at least 0
   */
  record LeakyRelu(float slope) implements ActivationFunction {
    /**
     * @throws IllegalArgumentException if the slope is out of range
     */
    public LeakyRelu {
      if (!(slope >= 0f && slope < Float.POSITIVE_INFINITY)) {
        throw new IllegalArgumentException("a leaky ReLU's slope is 0 or more, not " + slope);
      }
    }
  }

  /**
   * min(max(x, low), high); with 0 and 6 known as ReLU6. Its derivative is 0 at both bounds.
   *
   * @param low may be negative infinity
   * @param high at least {@code low}, may be infinity
   */
  record Clip(float low, float high) implements ActivationFunction {
    /**
     * @throws IllegalArgumentException if the bounds are in the wrong order
     */
    public Clip {
      if (!(low <= high)) {
        throw new IllegalArgumentException("cannot clip to " + low + " to " + high);
      }
    }
  }

  /** 1 / (1 + exp(-x)). */
  record Sigmoid() implements ActivationFunction {}

  /**
   * min(max(factor x + term, 0), 1).
   *
   * @param factor 0.2 in ONNX, 1/6 in PyTorch
   * @param term 0.5 in both
   */
  record HardSigmoid(float factor, float term) implements ActivationFunction {
    /**
     * @throws IllegalArgumentException if a value is not finite
     */
    public HardSigmoid {
      if (!Float.isFinite(factor) || !Float.isFinite(term)) {
        throw new IllegalArgumentException(
            "a hard sigmoid takes finite numbers, not " + factor + " and " + term);
      }
    }
  }

  /** x min(max(x / 6 + 1/2, 0), 1). */
  record HardSwish() implements ActivationFunction {}
}
