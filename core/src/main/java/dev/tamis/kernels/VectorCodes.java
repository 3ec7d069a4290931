package dev.tamis.kernels;

import static dev.tamis.kernels.VectorLanes.BYTES;
import static dev.tamis.kernels.VectorLanes.INTS;
import static dev.tamis.kernels.VectorLanes.LANES;
import static dev.tamis.kernels.VectorLanes.SPECIES;

import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;

/**
 * Passes between floats and bytes. Rounding adds and subtracts a large number, which is two
 * instructions and the nearest integer; the bytes are then the lowest of its bits. Only for vectors
 * of 8 floats and more: the bytes of fewer fill no vector that Java has.
 */
final class VectorCodes implements CodeKernels {
  private static final int SIGNLESS = Integer.MAX_VALUE;
  private static final IntVector WORDS =
      IntVector.zero(INTS).addIndex(1).mul(ScalarCodes.RANDOM_STEP);

  private final ScalarCodes scalar = new ScalarCodes();

  private static int whole(int count) {
    return count / LANES * LANES;
  }

  private static FloatVector floats(byte[] codes, int at) {
    return (FloatVector)
        ByteVector.fromArray(BYTES, codes, at).convertShape(VectorOperators.B2F, SPECIES, 0);
  }

  @Override
  public float largest(float[] values, int valuesAt, int count) {
    IntVector first = IntVector.zero(INTS);
    IntVector second = IntVector.zero(INTS);
    int i = 0;
    for (; i + 2 * LANES <= count; i += 2 * LANES) {
      first = first.max(signless(values, valuesAt + i));
      second = second.max(signless(values, valuesAt + i + LANES));
    }
    int bits = first.max(second).reduceLanes(VectorOperators.MAX);
    for (; i < count; i++) {
      bits = Math.max(bits, Float.floatToRawIntBits(values[valuesAt + i]) & SIGNLESS);
    }
    return ScalarCodes.finite(bits);
  }

  private static IntVector signless(float[] values, int at) {
    return FloatVector.fromArray(SPECIES, values, at).viewAsIntegralLanes().and(SIGNLESS);
  }

  @Override
  public void encode(
      float[] values, int valuesAt, float factor, byte[] codes, int codesAt, int count) {
    int end = whole(count);
    for (int i = 0; i < end; i += LANES) {
      IntVector rounded =
          FloatVector.fromArray(SPECIES, values, valuesAt + i)
              .mul(factor)
              .add(ScalarCodes.ROUNDER)
              .viewAsIntegralLanes();
      ((ByteVector) rounded.convertShape(VectorOperators.I2B, BYTES, 0))
          .intoArray(codes, codesAt + i);
    }
    scalar.encode(values, valuesAt + end, factor, codes, codesAt + end, count - end);
  }

  @Override
  public void decode(
      byte[] codes, int codesAt, float scale, float[] values, int valuesAt, int count) {
    int end = whole(count);
    for (int i = 0; i < end; i += LANES) {
      floats(codes, codesAt + i).mul(scale).intoArray(values, valuesAt + i);
    }
    scalar.decode(codes, codesAt + end, scale, values, valuesAt + end, count - end);
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
    int end = whole(count);
    for (int i = 0; i < end; i += LANES) {
      FloatVector.fromArray(SPECIES, values, valuesAt + i)
          .mul(factor)
          .add(ScalarCodes.ROUNDER)
          .sub(ScalarCodes.ROUNDER)
          .mul(scale)
          .intoArray(rounded, roundedAt + i);
    }
    scalar.roundNearest(
        values, valuesAt + end, factor, scale, rounded, roundedAt + end, count - end);
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
    int block = ScalarCodes.RANDOM_BLOCK;
    int end = count / block * block;
    for (int i = 0; i < end; i += block) {
      int word = i / block * ScalarCodes.RANDOM_WORDS;
      for (int w = 0; w < ScalarCodes.RANDOM_WORDS; w += LANES) {
        roundPair(
            values,
            valuesAt + i + w,
            factor,
            key + (word + w) * ScalarCodes.RANDOM_STEP,
            rounded,
            roundedAt + i + w);
      }
    }
    ScalarCodes.roundStochastic(values, valuesAt, factor, key, rounded, roundedAt, end, count);
  }

  /** The two vectors that use the halves of one vector of words. */
  private static void roundPair(
      float[] values, int valuesAt, float factor, int word, float[] rounded, int roundedAt) {
    IntVector x = WORDS.add(word);
    x = x.lanewise(VectorOperators.XOR, x.lanewise(VectorOperators.LSHR, 16)).mul(0x7FEB352D);
    x = x.lanewise(VectorOperators.XOR, x.lanewise(VectorOperators.LSHR, 15)).mul(0x846CA68B);
    x = x.lanewise(VectorOperators.XOR, x.lanewise(VectorOperators.LSHR, 16));
    round(values, valuesAt, factor, x.and(0x7FFF), rounded, roundedAt);
    round(
        values,
        valuesAt + ScalarCodes.RANDOM_WORDS,
        factor,
        x.lanewise(VectorOperators.LSHR, 17),
        rounded,
        roundedAt + ScalarCodes.RANDOM_WORDS);
  }

  private static void round(
      float[] values,
      int valuesAt,
      float factor,
      IntVector random,
      float[] rounded,
      int roundedAt) {
    FloatVector offset =
        ((FloatVector) random.convert(VectorOperators.I2F, 0))
            .mul(ScalarCodes.RANDOM_UNIT)
            .add(ScalarCodes.RANDOM_TERM);
    FloatVector.fromArray(SPECIES, values, valuesAt)
        .mul(factor)
        .add(offset)
        .add(ScalarCodes.ROUNDER)
        .sub(ScalarCodes.ROUNDER)
        .intoArray(rounded, roundedAt);
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
    int end = whole(count);
    if (accumulate) {
      for (int i = 0; i < end; i += LANES) {
        FloatVector.fromArray(SPECIES, values, valuesAt + i)
            .mul(factor)
            .add(FloatVector.fromArray(SPECIES, products, productsAt + i))
            .intoArray(products, productsAt + i);
      }
    } else {
      for (int i = 0; i < end; i += LANES) {
        FloatVector.fromArray(SPECIES, values, valuesAt + i)
            .mul(factor)
            .intoArray(products, productsAt + i);
      }
    }
    scalar.multiply(
        values, valuesAt + end, factor, accumulate, products, productsAt + end, count - end);
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
    int c = 0;
    for (; c + LANES <= channels; c += LANES) {
      sumColumns(
          codes, codesAt + c, channels, pixels, sums, sumsAt + c, squareSums, squareSumsAt + c);
    }
    for (; c < channels; c++) {
      ScalarCodes.sumColumn(
          codes, codesAt + c, channels, pixels, sums, sumsAt + c, squareSums, squareSumsAt + c);
    }
    ScalarCodes.centre(scale, pixels, channels, sums, sumsAt, squareSums, squareSumsAt);
  }

  /** One vector of channels, every second pixel in sums of its own. */
  private static void sumColumns(
      byte[] codes,
      int codesAt,
      int step,
      int pixels,
      float[] sums,
      int sumsAt,
      float[] squareSums,
      int squareSumsAt) {
    FloatVector sum = FloatVector.zero(SPECIES);
    FloatVector sum2 = sum;
    FloatVector squares = sum;
    FloatVector squares2 = sum;
    int i = 0;
    for (; i + 2 <= pixels; i += 2) {
      FloatVector a = floats(codes, codesAt + i * step);
      FloatVector b = floats(codes, codesAt + (i + 1) * step);
      sum = sum.add(a);
      sum2 = sum2.add(b);
      squares = a.fma(a, squares);
      squares2 = b.fma(b, squares2);
    }
    if (i < pixels) {
      FloatVector a = floats(codes, codesAt + i * step);
      sum = sum.add(a);
      squares = a.fma(a, squares);
    }
    sum.add(sum2).intoArray(sums, sumsAt);
    squares.add(squares2).intoArray(squareSums, squareSumsAt);
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
    int c = 0;
    for (; c + LANES <= channels; c += LANES) {
      FloatVector scales = FloatVector.fromArray(SPECIES, factor, c).mul(scale);
      FloatVector terms = FloatVector.fromArray(SPECIES, term, c);
      int largest =
          hasAddend
              ? joined(
                  codes,
                  codesAt + c,
                  scales,
                  terms,
                  addend,
                  addendAt + c,
                  addendScale,
                  floor,
                  output,
                  outputAt + c,
                  channels,
                  pixels)
              : plain(
                  codes, codesAt + c, scales, terms, floor, output, outputAt + c, channels, pixels);
      bits = Math.max(bits, largest);
    }
    for (; c < channels; c++) {
      int largest =
          ScalarCodes.affineColumn(
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
              pixels);
      bits = Math.max(bits, largest);
    }
    return ScalarCodes.finite(bits);
  }

  private static int plain(
      byte[] codes,
      int codesAt,
      FloatVector scales,
      FloatVector terms,
      float floor,
      float[] output,
      int outputAt,
      int step,
      int count) {
    FloatVector least = FloatVector.broadcast(SPECIES, floor);
    IntVector largest = IntVector.zero(INTS);
    for (int i = 0; i < count; i++) {
      FloatVector value = floats(codes, codesAt + i * step).mul(scales).add(terms).max(least);
      value.intoArray(output, outputAt + i * step);
      largest = largest.max(value.viewAsIntegralLanes().and(SIGNLESS));
    }
    return largest.reduceLanes(VectorOperators.MAX);
  }

  private static int joined(
      byte[] codes,
      int codesAt,
      FloatVector scales,
      FloatVector terms,
      byte[] addend,
      int addendAt,
      float addendScale,
      float floor,
      float[] output,
      int outputAt,
      int step,
      int count) {
    FloatVector least = FloatVector.broadcast(SPECIES, floor);
    IntVector largest = IntVector.zero(INTS);
    for (int i = 0; i < count; i++) {
      FloatVector value =
          floats(codes, codesAt + i * step)
              .mul(scales)
              .add(terms)
              .add(floats(addend, addendAt + i * step).mul(addendScale))
              .max(least);
      value.intoArray(output, outputAt + i * step);
      largest = largest.max(value.viewAsIntegralLanes().and(SIGNLESS));
    }
    return largest.reduceLanes(VectorOperators.MAX);
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
    int c = 0;
    for (; c + LANES <= channels; c += LANES) {
      FloatVector means = FloatVector.fromArray(SPECIES, mean, c);
      if (masks) {
        maskedColumns(
            mask,
            maskAt + c,
            error,
            errorAt + c,
            codes,
            codesAt + c,
            scale,
            means,
            channels,
            pixels,
            sums,
            sumsAt + c,
            productSums,
            productSumsAt + c);
      } else {
        reduceColumns(
            error,
            errorAt + c,
            codes,
            codesAt + c,
            scale,
            means,
            channels,
            pixels,
            sums,
            sumsAt + c,
            productSums,
            productSumsAt + c);
      }
    }
    for (; c < channels; c++) {
      ScalarCodes.reduceColumn(
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

  private static void reduceColumns(
      float[] error,
      int errorAt,
      byte[] codes,
      int codesAt,
      float scale,
      FloatVector means,
      int step,
      int count,
      float[] sums,
      int sumsAt,
      float[] productSums,
      int productSumsAt) {
    FloatVector sum = FloatVector.zero(SPECIES);
    FloatVector products = sum;
    for (int i = 0; i < count; i++) {
      FloatVector value = FloatVector.fromArray(SPECIES, error, errorAt + i * step);
      sum = sum.add(value);
      products = products.add(value.mul(floats(codes, codesAt + i * step).mul(scale).sub(means)));
    }
    sum.intoArray(sums, sumsAt);
    products.intoArray(productSums, productSumsAt);
  }

  private static void maskedColumns(
      byte[] mask,
      int maskAt,
      float[] error,
      int errorAt,
      byte[] codes,
      int codesAt,
      float scale,
      FloatVector means,
      int step,
      int count,
      float[] sums,
      int sumsAt,
      float[] productSums,
      int productSumsAt) {
    FloatVector zero = FloatVector.zero(SPECIES);
    FloatVector sum = zero;
    FloatVector products = zero;
    for (int i = 0; i < count; i++) {
      FloatVector value =
          zero.blend(
              FloatVector.fromArray(SPECIES, error, errorAt + i * step),
              floats(mask, maskAt + i * step).compare(VectorOperators.GT, 0f));
      value.intoArray(error, errorAt + i * step);
      sum = sum.add(value);
      products = products.add(value.mul(floats(codes, codesAt + i * step).mul(scale).sub(means)));
    }
    sum.intoArray(sums, sumsAt);
    products.intoArray(productSums, productSumsAt);
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
    int c = 0;
    for (; c + LANES <= channels; c += LANES) {
      FloatVector errorScale = FloatVector.fromArray(SPECIES, errorFactor, c);
      FloatVector inputScale = FloatVector.fromArray(SPECIES, inputFactor, c).mul(scale);
      FloatVector terms = FloatVector.fromArray(SPECIES, term, c);
      if (accumulate) {
        addBlend(
            outputError,
            outputErrorAt + c,
            codes,
            codesAt + c,
            errorScale,
            inputScale,
            terms,
            inputError,
            inputErrorAt + c,
            channels,
            pixels);
      } else {
        blend(
            outputError,
            outputErrorAt + c,
            codes,
            codesAt + c,
            errorScale,
            inputScale,
            terms,
            inputError,
            inputErrorAt + c,
            channels,
            pixels);
      }
    }
    for (; c < channels; c++) {
      ScalarCodes.blendColumn(
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

  private static void blend(
      float[] outputError,
      int outputErrorAt,
      byte[] codes,
      int codesAt,
      FloatVector errorScale,
      FloatVector inputScale,
      FloatVector terms,
      float[] inputError,
      int inputErrorAt,
      int step,
      int count) {
    for (int i = 0; i < count; i++) {
      FloatVector.fromArray(SPECIES, outputError, outputErrorAt + i * step)
          .mul(errorScale)
          .add(floats(codes, codesAt + i * step).mul(inputScale).add(terms))
          .intoArray(inputError, inputErrorAt + i * step);
    }
  }

  private static void addBlend(
      float[] outputError,
      int outputErrorAt,
      byte[] codes,
      int codesAt,
      FloatVector errorScale,
      FloatVector inputScale,
      FloatVector terms,
      float[] inputError,
      int inputErrorAt,
      int step,
      int count) {
    for (int i = 0; i < count; i++) {
      FloatVector.fromArray(SPECIES, outputError, outputErrorAt + i * step)
          .mul(errorScale)
          .add(floats(codes, codesAt + i * step).mul(inputScale).add(terms))
          .add(FloatVector.fromArray(SPECIES, inputError, inputErrorAt + i * step))
          .intoArray(inputError, inputErrorAt + i * step);
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
    FloatVector zero = FloatVector.zero(SPECIES);
    int end = whole(count);
    for (int i = 0; i < end; i += LANES) {
      FloatVector error =
          zero.blend(
              FloatVector.fromArray(SPECIES, outputError, outputErrorAt + i),
              floats(codes, codesAt + i).compare(VectorOperators.GT, 0f));
      if (accumulate) {
        error = error.add(FloatVector.fromArray(SPECIES, inputError, inputErrorAt + i));
      }
      error.intoArray(inputError, inputErrorAt + i);
    }
    scalar.reluBackward(
        codes,
        codesAt + end,
        outputError,
        outputErrorAt + end,
        accumulate,
        inputError,
        inputErrorAt + end,
        count - end);
  }
}
