package dev.tamis.kernels;

/**
 * Passes between floats, floats rounded to integers, and bytes, one instance's map at a time; and
 * those of batch norm that read bytes as they are. Implementations give the same bits, but for sums
 * beyond 2^24.
 */
interface CodeKernels {

  /** Largest absolute value; NaN if one of them is not finite. */
  float largest(float[] values, int valuesAt, int count);

  /** codes = values x factor, to the nearest integer, the even one of two; must fit a byte. */
  void encode(float[] values, int valuesAt, float factor, byte[] codes, int codesAt, int count);

  /** values = codes x scale. */
  void decode(byte[] codes, int codesAt, float scale, float[] values, int valuesAt, int count);

  /**
   * rounded = values x factor to the nearest integer, the even one of two, x scale; in place too.
   */
  void roundNearest(
      float[] values,
      int valuesAt,
      float factor,
      float scale,
      float[] rounded,
      int roundedAt,
      int count);

  /**
   * rounded = values x factor, to the next integer above with a probability that makes it the mean,
   * else below; in place too. Which, follows from the key and the element's number: see {@link
   * ScalarCodes#offset}.
   */
  void roundStochastic(
      float[] values,
      int valuesAt,
      float factor,
      int key,
      float[] rounded,
      int roundedAt,
      int count);

  /** products (+)= values x factor; in place too. */
  void multiply(
      float[] values,
      int valuesAt,
      float factor,
      boolean accumulate,
      float[] products,
      int productsAt,
      int count);

  /**
   * Sum of each channel over the pixels, and sum of squared distances from the instance's own mean.
   * Sums of codes are exact up to 1040 pixels.
   */
  void statistics(
      byte[] codes,
      int codesAt,
      float scale,
      int pixels,
      int channels,
      float[] sums,
      int sumsAt,
      float[] squareSums,
      int squareSumsAt);

  /**
   * output = codes x scale x factor[c] + term[c], plus addend codes x their scale where there are
   * some, and then max(., 0) if it rectifies.
   *
   * @return largest absolute output; NaN if one is not finite
   */
  float affine(
      byte[] codes,
      int codesAt,
      float scale,
      int pixels,
      int channels,
      float[] factor,
      float[] term,
      boolean hasAddend,
      byte[] addend,
      int addendAt,
      float addendScale,
      boolean rectifies,
      float[] output,
      int outputAt);

  /**
   * sums[c] = sum over the pixels of the error, productSums[c] = sum of error x (codes x scale -
   * mean[c]); where there is a mask, the error is first set to zero, in place, where its codes are
   * not positive.
   */
  void reductions(
      boolean masks,
      byte[] mask,
      int maskAt,
      float[] error,
      int errorAt,
      byte[] codes,
      int codesAt,
      float scale,
      int pixels,
      int channels,
      float[] mean,
      float[] sums,
      int sumsAt,
      float[] productSums,
      int productSumsAt);

  /**
   * inputError (+)= outputError x errorFactor[c] + codes x scale x inputFactor[c] + term[c]; may be
   * in place of outputError.
   */
  void blend(
      float[] outputError,
      int outputErrorAt,
      byte[] codes,
      int codesAt,
      float scale,
      int pixels,
      int channels,
      float[] errorFactor,
      float[] inputFactor,
      float[] term,
      boolean accumulate,
      float[] inputError,
      int inputErrorAt);

  /** inputError (+)= codes > 0 ? outputError : 0; may be in place. */
  void reluBackward(
      byte[] codes,
      int codesAt,
      float[] outputError,
      int outputErrorAt,
      boolean accumulate,
      float[] inputError,
      int inputErrorAt,
      int count);
}
