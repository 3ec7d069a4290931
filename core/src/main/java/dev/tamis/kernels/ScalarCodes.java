package dev.tamis.kernels;

/** The specification of passes between floats and bytes; also does what does not fill a vector. */
final class ScalarCodes implements CodeKernels {
  /** Adding and subtracting it rounds what is below 2^22 to the nearest integer. */
  static final float ROUNDER = 0x1.8p23f;

  /** Elements that share 16 words of random bits. */
  static final int RANDOM_BLOCK = 32;

  static final int RANDOM_WORDS = 16;

  static final int RANDOM_STEP = 0x9E3779B9;

  static final float RANDOM_UNIT = 0x1p-15f;

  /** Makes the mean of all random offsets zero. */
  static final float RANDOM_TERM = 0x1p-16f - 0.5f;

  @Override
  public float largest(float[] values, int valuesAt, int count) {
    int bits = 0;
    for (int i = valuesAt; i < valuesAt + count; i++) {
      bits = Math.max(bits, Float.floatToRawIntBits(values[i]) & Integer.MAX_VALUE);
    }
    return finite(bits);
  }

  /** The float of these bits without sign, or NaN for infinity. */
  static float finite(int bits) {
    float value = Float.intBitsToFloat(bits);
    return value <= Float.MAX_VALUE ? value : Float.NaN;
  }

  @Override
  public void encode(
      float[] values, int valuesAt, float factor, byte[] codes, int codesAt, int count) {
    for (int i = 0; i < count; i++) {
      codes[codesAt + i] = (byte) (int) nearest(values[valuesAt + i] * factor);
    }
  }

  private static float nearest(float value) {
    return value + ROUNDER - ROUNDER;
  }

  @Override
  public void decode(
      byte[] codes, int codesAt, float scale, float[] values, int valuesAt, int count) {
    for (int i = 0; i < count; i++) {
      values[valuesAt + i] = codes[codesAt + i] * scale;
    }
  }

  @Override
  public void roundNearest(
      float[] values,
      int valuesAt,
      float factor,
      float scale,
      float[] rounded,
      int roundedAt,
      int count) {
    for (int i = 0; i < count; i++) {
      rounded[roundedAt + i] = nearest(values[valuesAt + i] * factor) * scale;
    }
  }

  @Override
  public void roundStochastic(
      float[] values,
      int valuesAt,
      float factor,
      int key,
      float[] rounded,
      int roundedAt,
      int count) {
    roundStochastic(values, valuesAt, factor, key, rounded, roundedAt, 0, count);
  }

  static void roundStochastic(
      float[] values,
      int valuesAt,
      float factor,
      int key,
      float[] rounded,
      int roundedAt,
      int from,
      int to) {
    for (int i = from; i < to; i++) {
      rounded[roundedAt + i] = nearest(values[valuesAt + i] * factor + offset(key, i));
    }
  }

  /**
   * What is added to an element before it is rounded to the nearest: uniform, 15 bits, above -1/2
   * and below 1/2, so that integers stay what they are. The 32 elements of a block use the lower
   * and then the upper halves of 16 words.
   */
  static float offset(int key, int element) {
    int inBlock = element % RANDOM_BLOCK;
    int word = element / RANDOM_BLOCK * RANDOM_WORDS + inBlock % RANDOM_WORDS;
    int hash = hash(key + word * RANDOM_STEP);
    int random = inBlock < RANDOM_WORDS ? hash & 0x7FFF : hash >>> 17;
    return random * RANDOM_UNIT + RANDOM_TERM;
  }

  /** A bijection of 32 bits that changes half of them ("lowbias32", Wellons 2018). */
  static int hash(int value) {
    int x = (value ^ (value >>> 16)) * 0x7FEB352D;
    x = (x ^ (x >>> 15)) * 0x846CA68B;
    return x ^ (x >>> 16);
  }

  @Override
  public void multiply(
      float[] values,
      int valuesAt,
      float factor,
      boolean accumulate,
      float[] products,
      int productsAt,
      int count) {
    for (int i = 0; i < count; i++) {
      float product = values[valuesAt + i] * factor;
      products[productsAt + i] = accumulate ? products[productsAt + i] + product : product;
    }
  }

  @Override
  public void statistics(
      byte[] codes,
      int codesAt,
      float scale,
      int pixels,
      int channels,
      float[] sums,
      int sumsAt,
      float[] squareSums,
      int squareSumsAt) {
    for (int c = 0; c < channels; c++) {
      sumColumn(
          codes, codesAt + c, channels, pixels, sums, sumsAt + c, squareSums, squareSumsAt + c);
    }
    centre(scale, pixels, channels, sums, sumsAt, squareSums, squareSumsAt);
  }

  /** Sums of one channel's codes and of their squares. */
  static void sumColumn(
      byte[] codes,
      int codesAt,
      int step,
      int pixels,
      float[] sums,
      int sumsAt,
      float[] squareSums,
      int squareSumsAt) {
    long sum = 0;
    long squares = 0;
    for (int i = 0; i < pixels; i++) {
      int code = codes[codesAt + i * step];
      sum += code;
      squares += (long) code * code;
    }
    sums[sumsAt] = sum;
    squareSums[squareSumsAt] = squares;
  }

  /** From sums of codes and their squares to those of values and centred squares. */
  static void centre(
      float scale,
      int pixels,
      int channels,
      float[] sums,
      int sumsAt,
      float[] squareSums,
      int squareSumsAt) {
    for (int c = 0; c < channels; c++) {
      double sum = sums[sumsAt + c];
      double centred = squareSums[squareSumsAt + c] - sum * sum / pixels;
      sums[sumsAt + c] = (float) (sum * scale);
      squareSums[squareSumsAt + c] = (float) (Math.max(centred, 0) * scale * scale);
    }
  }

  @Override
  public float affine(
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
      int outputAt) {
    float floor = rectifies ? 0f : Float.NEGATIVE_INFINITY;
    int bits = 0;
    for (int c = 0; c < channels; c++) {
      bits =
          Math.max(
              bits,
              affineColumn(
                  codes,
                  codesAt + c,
                  factor[c] * scale,
                  term[c],
                  hasAddend,
                  addend,
                  addendAt + c,
                  addendScale,
                  floor,
                  output,
                  outputAt + c,
                  channels,
                  pixels));
    }
    return finite(bits);
  }

  /** One channel; returns the bits of the largest absolute value. */
  static int affineColumn(
      byte[] codes,
      int codesAt,
      float factor,
      float term,
      boolean hasAddend,
      byte[] addend,
      int addendAt,
      float addendScale,
      float floor,
      float[] output,
      int outputAt,
      int step,
      int count) {
    int bits = 0;
    for (int i = 0; i < count; i++) {
      float value = codes[codesAt + i * step] * factor + term;
      if (hasAddend) {
        value += addend[addendAt + i * step] * addendScale;
      }
      value = Math.max(value, floor);
      output[outputAt + i * step] = value;
      bits = Math.max(bits, Float.floatToRawIntBits(value) & Integer.MAX_VALUE);
    }
    return bits;
  }

  @Override
  public void reductions(
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
      int productSumsAt) {
    for (int c = 0; c < channels; c++) {
      reduceColumn(
          masks,
          mask,
          maskAt + c,
          error,
          errorAt + c,
          codes,
          codesAt + c,
          scale,
          mean[c],
          channels,
          pixels,
          sums,
          sumsAt + c,
          productSums,
          productSumsAt + c);
    }
  }

  static void reduceColumn(
      boolean masks,
      byte[] mask,
      int maskAt,
      float[] error,
      int errorAt,
      byte[] codes,
      int codesAt,
      float scale,
      float mean,
      int step,
      int count,
      float[] sums,
      int sumsAt,
      float[] productSums,
      int productSumsAt) {
    float sum = 0f;
    float products = 0f;
    for (int i = 0; i < count; i++) {
      float value = error[errorAt + i * step];
      if (masks) {
        value = mask[maskAt + i * step] > 0 ? value : 0f;
        error[errorAt + i * step] = value;
      }
      sum += value;
      products += value * (codes[codesAt + i * step] * scale - mean);
    }
    sums[sumsAt] = sum;
    productSums[productSumsAt] = products;
  }

  @Override
  public void blend(
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
      int inputErrorAt) {
    for (int c = 0; c < channels; c++) {
      blendColumn(
          outputError,
          outputErrorAt + c,
          codes,
          codesAt + c,
          errorFactor[c],
          inputFactor[c] * scale,
          term[c],
          accumulate,
          inputError,
          inputErrorAt + c,
          channels,
          pixels);
    }
  }

  static void blendColumn(
      float[] outputError,
      int outputErrorAt,
      byte[] codes,
      int codesAt,
      float errorFactor,
      float inputFactor,
      float term,
      boolean accumulate,
      float[] inputError,
      int inputErrorAt,
      int step,
      int count) {
    for (int i = 0; i < count; i++) {
      float error =
          outputError[outputErrorAt + i * step] * errorFactor
              + (codes[codesAt + i * step] * inputFactor + term);
      int at = inputErrorAt + i * step;
      inputError[at] = accumulate ? inputError[at] + error : error;
    }
  }

  @Override
  public void reluBackward(
      byte[] codes,
      int codesAt,
      float[] outputError,
      int outputErrorAt,
      boolean accumulate,
      float[] inputError,
      int inputErrorAt,
      int count) {
    for (int i = 0; i < count; i++) {
      float error = codes[codesAt + i] > 0 ? outputError[outputErrorAt + i] : 0f;
      int at = inputErrorAt + i;
      inputError[at] = accumulate ? inputError[at] + error : error;
    }
  }
}
