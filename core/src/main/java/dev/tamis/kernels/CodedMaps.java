package dev.tamis.kernels;

import dev.tamis.tensor.ErrorMap;
import dev.tamis.tensor.FeatureMap;
import dev.tamis.tensor.Int8Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Passes over feature maps of which some are stored as bytes or rounded, one instance at a time:
 * what has no kernel of its own that reads bytes is brought to floats in the worker's stage, and
 * results are stored from there.
 */
final class CodedMaps {
  /** An instance whose largest value is below it is stored as zeros: its scale would overflow. */
  private static final float LEAST = 0x1p-100f;

  private static final byte[] NO_CODES = new byte[0];
  private static final float[] NONE = new float[0];

  private final KernelSet set;
  private final CodeKernels codes;
  private final Workers workers;

  CodedMaps(KernelSet set, Workers workers) {
    this.set = set;
    this.codes = set.codes();
    this.workers = workers;
  }

  /**
   * What values are multiplied by to become integers up to {@code levels}: 0 for zeros, NaN where a
   * value was not finite.
   */
  static float factor(float largest, int levels) {
    return largest < LEAST ? 0f : levels / largest;
  }

  /** What those integers are multiplied by to become values again. */
  static float scale(float largest, int levels) {
    return largest < LEAST ? 0f : largest / levels;
  }

  private static float[] array(FeatureMap map, float[] scratch) {
    return map.isEncoded() ? scratch : map.data();
  }

  /** Values of an instance as floats: where they are, or in the stage. */
  private int load(FeatureMap map, int n, float[] scratch, int stageAt) {
    if (!map.isEncoded()) {
      return map.offset(n);
    }
    Int8Tensor tensor = map.codes();
    codes.decode(
        tensor.codes(), tensor.offset(n), tensor.scale(n), scratch, stageAt, map.shape().size());
    return stageAt;
  }

  /** Values of an instance as floats: where they are, or in the worker's stage. */
  int load(FeatureMap map, int n, float[] scratch) {
    return load(map, n, scratch, stageAt());
  }

  /** Stores an instance that was computed as floats in {@code values}, there if it stays float. */
  private void store(FeatureMap map, int n, float[] values, int at) {
    if (map.isEncoded()) {
      encode(map, n, values, at, codes.largest(values, at, map.shape().size()), 1f);
    } else if (map.levels() > 0) {
      roundInPlace(map, n);
    }
  }

  /** Stores values x {@code unit}, whose largest is {@code largest} before, as bytes. */
  void encode(FeatureMap map, int n, float[] values, int at, float largest, float unit) {
    Int8Tensor tensor = map.codes();
    int levels = map.levels();
    codes.encode(
        values, at, factor(largest, levels), tensor.codes(), tensor.offset(n), map.shape().size());
    tensor.scale(n, scale(largest, levels) * unit);
  }

  /** Rounds an instance that is stored as floats. */
  void roundInPlace(FeatureMap map, int n) {
    float[] data = map.data();
    int at = map.offset(n);
    int size = map.shape().size();
    float largest = codes.largest(data, at, size);
    float factor = factor(largest, map.levels());
    codes.roundNearest(data, at, factor, scale(largest, map.levels()), data, at, size);
  }

  private int stageAt() {
    return workers.stageAt();
  }

  void copy(FeatureMap source, FeatureMap destination, int n, float[] scratch) {
    int size = source.shape().size();
    if (source.isEncoded() && destination.isEncoded()) {
      Int8Tensor from = source.codes();
      Int8Tensor to = destination.codes();
      System.arraycopy(from.codes(), from.offset(n), to.codes(), to.offset(n), size);
      to.scale(n, from.scale(n));
      return;
    }
    int at = load(source, n, scratch, stageAt());
    float[] values = array(source, scratch);
    if (!destination.isEncoded()) {
      System.arraycopy(values, at, destination.data(), destination.offset(n), size);
    }
    store(destination, n, values, at);
  }

  /** Bytes keep their scale. */
  void reluForward(FeatureMap input, FeatureMap output, int n, float[] scratch) {
    int size = input.shape().size();
    if (input.isEncoded() && output.isEncoded()) {
      Int8Tensor from = input.codes();
      Int8Tensor to = output.codes();
      byte[] in = from.codes();
      byte[] out = to.codes();
      int inAt = from.offset(n);
      int outAt = to.offset(n);
      for (int i = 0; i < size; i++) {
        out[outAt + i] = (byte) Math.max(in[inAt + i], 0);
      }
      to.scale(n, from.scale(n));
      return;
    }
    int stage = stageAt();
    int at = load(input, n, scratch, stage);
    float[] result = array(output, scratch);
    int to = output.isEncoded() ? stage : output.offset(n);
    set.reluForward(array(input, scratch), at, result, to, 0, size);
    storeChosen(input, output, n, result, to);
  }

  void reluBackward(
      FeatureMap output, ErrorMap outputError, ErrorMap inputError, boolean accumulate, int n) {
    Int8Tensor tensor = output.codes();
    codes.reluBackward(
        tensor.codes(),
        tensor.offset(n),
        outputError.data(),
        outputError.offset(n),
        accumulate,
        inputError.data(),
        inputError.offset(n),
        output.shape().size());
  }

  void add(FeatureMap a, FeatureMap b, FeatureMap output, int n, float[] scratch) {
    int size = output.shape().size();
    int stage = stageAt();
    int from = load(a, n, scratch, stage);
    int other = load(b, n, scratch, stage + size);
    float[] result = array(output, scratch);
    int to = output.isEncoded() ? stage : output.offset(n);
    set.add(array(a, scratch), from, array(b, scratch), other, result, to, 0, size);
    store(output, n, result, to);
  }

  /** The largest of some codes is one of them: the scale stays. */
  void maxPoolForward(PoolGeometry g, FeatureMap input, FeatureMap output, int n, float[] scratch) {
    int stage = stageAt();
    boolean coded = input.isEncoded() && output.isEncoded();
    int at = stage;
    if (coded) {
      Int8Tensor from = input.codes();
      codes.decode(from.codes(), from.offset(n), 1f, scratch, stage, g.inputSize());
    } else {
      at = load(input, n, scratch, stage);
    }
    float[] result = array(output, scratch);
    int to = output.isEncoded() ? stage + g.inputSize() : output.offset(n);
    set.maxPoolForward(g, array(input, scratch), at, result, to, 0, 1);
    if (coded) {
      Int8Tensor pooled = output.codes();
      codes.encode(result, to, 1f, pooled.codes(), pooled.offset(n), g.outputSize());
      pooled.scale(n, input.codes().scale(n));
    } else {
      storeChosen(input, output, n, result, to);
    }
  }

  /** Stores what was chosen from an input's values: rounded already if these are. */
  private void storeChosen(FeatureMap input, FeatureMap output, int n, float[] values, int at) {
    if (output.isEncoded() || input.levels() == 0) {
      store(output, n, values, at);
    }
  }

  void maxPoolBackward(
      PoolGeometry g,
      FeatureMap input,
      FeatureMap output,
      ErrorMap outputError,
      ErrorMap inputError,
      boolean accumulate,
      int n,
      float[] scratch) {
    int stage = stageAt();
    int at = load(input, n, scratch, stage);
    float[] pooled = array(output, scratch);
    int pooledAt = stage + g.inputSize();
    if (input.levels() == 0) {
      // What was rounded on its way into the output equals no value of the input any more.
      pooled = scratch;
      set.maxPoolForward(g, array(input, scratch), at, pooled, pooledAt, 0, 1);
    } else {
      pooledAt = load(output, n, scratch, pooledAt);
    }
    set.maxPoolBackward(
        g,
        array(input, scratch),
        at,
        pooled,
        pooledAt,
        outputError.data(),
        outputError.offset(n),
        inputError.data(),
        inputError.offset(n),
        accumulate,
        0,
        1);
  }

  void averagePoolForward(
      PoolGeometry g,
      boolean countPadding,
      FeatureMap input,
      FeatureMap output,
      int n,
      float[] scratch) {
    int stage = stageAt();
    int at = load(input, n, scratch, stage);
    float[] result = array(output, scratch);
    int to = output.isEncoded() ? stage + g.inputSize() : output.offset(n);
    set.averagePoolForward(g, countPadding, array(input, scratch), at, result, to, 0, 1);
    store(output, n, result, to);
  }

  void statistics(FeatureMap values, float[] sums, float[] squareSums, int n) {
    Int8Tensor tensor = values.codes();
    int channels = values.shape().channels();
    codes.statistics(
        tensor.codes(),
        tensor.offset(n),
        tensor.scale(n),
        values.shape().pixels(),
        channels,
        sums,
        n * channels,
        squareSums,
        n * channels);
  }

  void affine(
      FeatureMap input,
      float[] factor,
      float[] term,
      @Nullable FeatureMap addend,
      boolean rectifies,
      FeatureMap output,
      int n,
      float[] scratch) {
    int stage = stageAt();
    float[] result = array(output, scratch);
    int to = output.isEncoded() ? stage : output.offset(n);
    if (!input.isEncoded() || (addend != null && !addend.isEncoded())) {
      floatAffine(input, factor, term, addend, rectifies, result, to, n, scratch);
      store(output, n, result, to);
      return;
    }
    Int8Tensor from = input.codes();
    Int8Tensor other = addend == null ? null : addend.codes();
    float largest =
        codes.affine(
            from.codes(),
            from.offset(n),
            from.scale(n),
            input.shape().pixels(),
            input.shape().channels(),
            factor,
            term,
            other != null,
            other != null ? other.codes() : NO_CODES,
            other != null ? other.offset(n) : 0,
            other != null ? other.scale(n) : 0f,
            rectifies,
            result,
            to);
    if (output.isEncoded()) {
      encode(output, n, result, to, largest, 1f);
    } else {
      store(output, n, result, to);
    }
  }

  private void floatAffine(
      FeatureMap input,
      float[] factor,
      float[] term,
      @Nullable FeatureMap addend,
      boolean rectifies,
      float[] result,
      int to,
      int n,
      float[] scratch) {
    int size = input.shape().size();
    int at = load(input, n, scratch, stageAt() + size);
    int addendAt = addend == null ? 0 : load(addend, n, scratch, stageAt() + 2 * size);
    set.channelAffine(
        array(input, scratch),
        at,
        input.shape().pixels(),
        input.shape().channels(),
        factor,
        0,
        term,
        0,
        addend != null,
        addend != null ? array(addend, scratch) : NONE,
        addendAt,
        rectifies,
        result,
        to,
        0,
        1);
  }

  /** The mask may be stored as bytes or not, or missing; the input is bytes. */
  void reductions(
      @Nullable FeatureMap mask,
      ErrorMap error,
      FeatureMap input,
      float[] mean,
      float[] sums,
      float[] productSums,
      int n) {
    int channels = input.shape().channels();
    int size = input.shape().size();
    Int8Tensor masks = mask != null && mask.isEncoded() ? mask.codes() : null;
    if (mask != null && masks == null) {
      set.reluBackward(
          mask.data(),
          mask.offset(),
          error.data(),
          error.offset(),
          error.data(),
          error.offset(),
          false,
          n * size,
          (n + 1) * size);
    }
    Int8Tensor tensor = input.codes();
    codes.reductions(
        masks != null,
        masks != null ? masks.codes() : NO_CODES,
        masks != null ? masks.offset(n) : 0,
        error.data(),
        error.offset(n),
        tensor.codes(),
        tensor.offset(n),
        tensor.scale(n),
        input.shape().pixels(),
        channels,
        mean,
        sums,
        n * channels,
        productSums,
        n * channels);
  }

  void blend(
      ErrorMap outputError,
      FeatureMap input,
      float[] errorFactor,
      float[] inputFactor,
      float[] term,
      ErrorMap inputError,
      boolean accumulate,
      int n) {
    Int8Tensor tensor = input.codes();
    codes.blend(
        outputError.data(),
        outputError.offset(n),
        tensor.codes(),
        tensor.offset(n),
        tensor.scale(n),
        input.shape().pixels(),
        input.shape().channels(),
        errorFactor,
        inputFactor,
        term,
        accumulate,
        inputError.data(),
        inputError.offset(n));
  }
}
