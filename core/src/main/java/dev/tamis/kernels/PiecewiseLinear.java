package dev.tamis.kernels;

/**
 * A function of three pieces: {@code below} up to and at {@code low}, {@code above} from {@code
 * high} on, constant + slope x between them.
 *
 * @param low where the middle begins
 * @param high where it ends
 * @param below value up to {@code low}
 * @param constant of the middle
 * @param slope of the middle
 * @param above value from {@code high} on
 */
public record PiecewiseLinear(
    float low, float high, float below, float constant, float slope, float above) {

  /** Constant pieces. */
  public static PiecewiseLinear steps(
      float low, float high, float below, float between, float above) {
    return new PiecewiseLinear(low, high, below, between, 0f, above);
  }

  /** The value at x. */
  float at(float x) {
    float middle = constant + slope * x;
    float upper = x >= high ? above : middle;
    return x <= low ? below : upper;
  }
}
