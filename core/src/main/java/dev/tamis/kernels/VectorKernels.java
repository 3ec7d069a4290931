package dev.tamis.kernels;

import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Kernels written with the incubating vector API. What has no vector version, such as convolutions
 * in groups of several channels, is left to the scalar kernels.
 */
final class VectorKernels implements KernelSet {
  private final ScalarKernels scalar = new ScalarKernels();
  private final ConcurrentHashMap<ConvGeometry, VectorPlan> plans = new ConcurrentHashMap<>();

  VectorKernels() {}

  @Override
  public String name() {
    return "vector";
  }

  @Override
  public String toString() {
    return VectorLanes.SPECIES.vectorBitSize()
        + "-bit vectors, "
        + VectorLanes.LANES
        + " float lanes";
  }

  /** The plan is looked up, not made, from the second call on, so that a step allocates nothing. */
  private VectorPlan plan(ConvGeometry g) {
    VectorPlan plan = plans.get(g);
    if (plan == null) {
      plan = new VectorPlan(g);
      plans.put(g, plan);
    }
    return plan;
  }

  @Override
  public long multiplyAdd(int rounds, float[] sink) {
    return VectorPeak.multiplyAdd(rounds, sink);
  }

  @Override
  public int packedForwardLength(ConvGeometry g) {
    if (g.groups() > 1) {
      return VectorDepthwise.handles(g)
          ? VectorDepthwise.packedLength(g)
          : scalar.packedForwardLength(g);
    }
    return plan(g).packedForwardLength();
  }

  @Override
  public void packForward(
      ConvGeometry g, float[] weights, int weightsAt, float[] packed, int packedAt) {
    if (VectorDepthwise.handles(g)) {
      VectorDepthwise.packForward(g, weights, weightsAt, packed, packedAt);
      return;
    }
    if (g.groups() > 1) {
      scalar.packForward(g, weights, weightsAt, packed, packedAt);
      return;
    }
    VectorPlan plan = plan(g);
    if (plan.byWinograd) {
      plan.winogradForward.packForward(g, weights, weightsAt, packed, packedAt);
      return;
    }
    if (plan.groups != null) {
      plan.groups.pack(weights, weightsAt, packed, packedAt);
      return;
    }
    VectorPacking.packForward(g, weights, weightsAt, packed, packedAt);
  }

  @Override
  public int packedErrorLength(ConvGeometry g) {
    if (g.groups() > 1) {
      return VectorDepthwise.handles(g)
          ? VectorDepthwise.packedLength(g)
          : scalar.packedErrorLength(g);
    }
    return plan(g).packedErrorLength();
  }

  @Override
  public void packError(
      ConvGeometry g,
      float[] weights,
      int weightsAt,
      int[] kept,
      int keptCount,
      float[] packed,
      int packedAt) {
    if (VectorDepthwise.handles(g)) {
      VectorDepthwise.packError(g, weights, weightsAt, kept, keptCount, packed, packedAt);
      return;
    }
    if (g.groups() > 1) {
      scalar.packError(g, weights, weightsAt, kept, keptCount, packed, packedAt);
      return;
    }
    VectorPlan plan = plan(g);
    if (plan.errorByWinograd(keptCount)) {
      plan.winogradError.packError(g, weights, weightsAt, kept, keptCount, packed, packedAt);
      return;
    }
    if (plan.byColumns) {
      VectorPacking.packColumns(g, weights, weightsAt, kept, keptCount, packed, packedAt);
      return;
    }
    int at = packedAt;
    for (int i = 0; i < plan.backward.length; i++) {
      VectorWindow window = plan.backward[i];
      VectorPacking.packError(
          g,
          window,
          i / plan.phaseColumns,
          i % plan.phaseColumns,
          weights,
          weightsAt,
          kept,
          keptCount,
          packed,
          at);
      at += window.depth(keptCount) * VectorLanes.padded(g.inputChannels());
    }
  }

  @Override
  public int blockInstances(ConvGeometry g) {
    if (g.groups() > 1) {
      return 1;
    }
    VectorPlan plan = plan(g);
    return plan.byWinograd
        ? Math.max(plan.winogradForward.blockImages(), plan.winogradError.blockImages())
        : 1;
  }

  @Override
  public boolean readsWeights(ConvGeometry g) {
    return VectorLinear.handles(g);
  }

  @Override
  public boolean readsWeightsBackward(ConvGeometry g) {
    return VectorLinear.handlesError(g);
  }

  @Override
  public void linearForward(
      ConvGeometry g,
      float[] input,
      int inputAt,
      float[] weights,
      int weightsAt,
      boolean hasBias,
      float[] bias,
      int biasAt,
      float[] output,
      int outputAt,
      int from,
      int to,
      int firstOutput,
      int lastOutput,
      float[] scratch) {
    VectorLinear.forward(
        g,
        input,
        inputAt,
        weights,
        weightsAt,
        hasBias,
        bias,
        biasAt,
        output,
        outputAt,
        from,
        to,
        firstOutput,
        lastOutput,
        scratch);
  }

  @Override
  public int linearErrorBlocks(ConvGeometry g) {
    return VectorLinear.errorBlocks(g);
  }

  @Override
  public void linearBackwardError(
      ConvGeometry g,
      float[] outputError,
      int outputErrorAt,
      float[] weights,
      int weightsAt,
      float[] inputError,
      int inputErrorAt,
      int instances,
      int from,
      int to) {
    VectorLinear.backwardError(
        g,
        outputError,
        outputErrorAt,
        weights,
        weightsAt,
        inputError,
        inputErrorAt,
        instances,
        from,
        to);
  }

  @Override
  public int scratchLength(ConvGeometry g) {
    if (g.groups() > 1) {
      return VectorDepthwise.handles(g)
          ? VectorDepthwise.scratchLength(g)
          : scalar.scratchLength(g);
    }
    int linear = VectorLinear.handles(g) ? VectorLinear.scratchLength(g) : 0;
    return Math.max(linear, plan(g).scratchLength());
  }

  @Override
  public void convForward(
      ConvGeometry g,
      float[] input,
      int inputAt,
      float[] packed,
      int packedAt,
      boolean hasBias,
      float[] bias,
      int biasAt,
      float[] output,
      int outputAt,
      int from,
      int to,
      float[] scratch) {
    if (VectorDepthwise.handles(g)) {
      VectorDepthwise.forward(
          g, input, inputAt, packed, packedAt, hasBias, bias, biasAt, output, outputAt, from, to,
          scratch);
      return;
    }
    if (g.groups() > 1) {
      scalar.convForward(
          g, input, inputAt, packed, packedAt, hasBias, bias, biasAt, output, outputAt, from, to,
          scratch);
      return;
    }
    VectorPlan plan = plan(g);
    if (plan.groups != null) {
      plan.groups.forward(
          input, inputAt, packed, packedAt, hasBias, bias, biasAt, output, outputAt, from, to,
          scratch);
      return;
    }
    VectorConvolution.forward(
        plan, input, inputAt, packed, packedAt, hasBias, bias, biasAt, output, outputAt, from, to,
        scratch);
  }

  @Override
  public void convBackwardError(
      ConvGeometry g,
      float[] outputError,
      int outputErrorAt,
      float[] packed,
      int packedAt,
      int[] kept,
      int keptCount,
      float[] inputError,
      int inputErrorAt,
      boolean accumulate,
      int from,
      int to,
      float[] scratch) {
    if (VectorDepthwise.handles(g)) {
      VectorDepthwise.backwardError(
          g,
          outputError,
          outputErrorAt,
          packed,
          packedAt,
          kept,
          keptCount,
          inputError,
          inputErrorAt,
          accumulate,
          from,
          to,
          scratch);
      return;
    }
    if (g.groups() > 1) {
      scalar.convBackwardError(
          g,
          outputError,
          outputErrorAt,
          packed,
          packedAt,
          kept,
          keptCount,
          inputError,
          inputErrorAt,
          accumulate,
          from,
          to,
          scratch);
      return;
    }
    VectorConvolution.backwardError(
        plan(g),
        outputError,
        outputErrorAt,
        packed,
        packedAt,
        kept,
        keptCount,
        inputError,
        inputErrorAt,
        accumulate,
        from,
        to,
        scratch);
  }

  @Override
  public void convBackwardWeights(
      ConvGeometry g,
      float[] input,
      int inputAt,
      float[] outputError,
      int outputErrorAt,
      int instances,
      int[] kept,
      float[] gradient,
      int gradientAt,
      boolean hasBias,
      float[] biasGradient,
      int biasGradientAt,
      int from,
      int to,
      float[] scratch) {
    if (VectorDepthwise.handles(g)) {
      VectorDepthwise.backwardWeights(
          g,
          input,
          inputAt,
          outputError,
          outputErrorAt,
          instances,
          kept,
          gradient,
          gradientAt,
          hasBias,
          biasGradient,
          biasGradientAt,
          from,
          to,
          scratch);
      return;
    }
    if (g.groups() > 1) {
      scalar.convBackwardWeights(
          g,
          input,
          inputAt,
          outputError,
          outputErrorAt,
          instances,
          kept,
          gradient,
          gradientAt,
          hasBias,
          biasGradient,
          biasGradientAt,
          from,
          to,
          scratch);
      return;
    }
    VectorPlan plan = plan(g);
    if (plan.winogradWeights != null) {
      VectorWinogradWeights.backwardWeights(
          plan.winogradWeights,
          input,
          inputAt,
          outputError,
          outputErrorAt,
          instances,
          kept,
          gradient,
          gradientAt,
          hasBias,
          biasGradient,
          biasGradientAt,
          from,
          to,
          scratch);
      return;
    }
    VectorConvolution.backwardWeights(
        plan,
        input,
        inputAt,
        outputError,
        outputErrorAt,
        instances,
        kept,
        gradient,
        gradientAt,
        hasBias,
        biasGradient,
        biasGradientAt,
        from,
        to,
        scratch);
  }

  @Override
  public int groupInstances(ConvGeometry g) {
    VectorWinogradPlan plan = g.groups() > 1 ? null : plan(g).winogradWeights;
    return plan != null && plan.isGrouped() ? plan.groupImages() : 0;
  }

  @Override
  public int groupLength(ConvGeometry g) {
    VectorWinogradPlan plan = g.groups() > 1 ? null : plan(g).winogradWeights;
    return plan != null && plan.isGrouped() ? plan.groupLength() : 0;
  }

  @Override
  public void convTransformGroup(
      ConvGeometry g,
      float[] input,
      int inputAt,
      float[] outputError,
      int outputErrorAt,
      int[] kept,
      int keptCount,
      int from,
      int to,
      float[] transformed,
      float[] scratch) {
    VectorWinogradWeights.transformGroup(
        Objects.requireNonNull(plan(g).winogradWeights),
        input,
        inputAt,
        outputError,
        outputErrorAt,
        kept,
        keptCount,
        from,
        to,
        transformed,
        scratch);
  }

  @Override
  public void convMultiplyGroup(
      ConvGeometry g,
      float[] transformed,
      int instances,
      int[] kept,
      int keptCount,
      float[] gradient,
      int gradientAt,
      boolean hasBias,
      float[] biasGradient,
      int biasGradientAt,
      boolean accumulate,
      int from,
      int to,
      float[] scratch) {
    VectorWinogradWeights.multiplyGroup(
        Objects.requireNonNull(plan(g).winogradWeights),
        transformed,
        instances,
        kept,
        keptCount,
        gradient,
        gradientAt,
        hasBias,
        biasGradient,
        biasGradientAt,
        accumulate,
        from,
        to,
        scratch);
  }

  @Override
  public void reluForward(
      float[] input, int inputAt, float[] output, int outputAt, int from, int to) {
    VectorPasses.reluForward(input, inputAt, output, outputAt, from, to);
  }

  @Override
  public void reluBackward(
      float[] output,
      int outputAt,
      float[] outputError,
      int outputErrorAt,
      float[] inputError,
      int inputErrorAt,
      boolean accumulate,
      int from,
      int to) {
    VectorPasses.reluBackward(
        output,
        outputAt,
        outputError,
        outputErrorAt,
        inputError,
        inputErrorAt,
        accumulate,
        from,
        to);
  }

  @Override
  public void derivativeBackward(
      PiecewiseLinear derivative,
      float[] values,
      int valuesAt,
      float[] outputError,
      int outputErrorAt,
      float[] inputError,
      int inputErrorAt,
      boolean accumulate,
      int from,
      int to) {
    VectorActivation.backward(
        derivative,
        values,
        valuesAt,
        outputError,
        outputErrorAt,
        inputError,
        inputErrorAt,
        accumulate,
        from,
        to);
  }

  @Override
  public void add(
      float[] a, int aAt, float[] b, int bAt, float[] output, int outputAt, int from, int to) {
    VectorPasses.add(a, aAt, b, bAt, output, outputAt, from, to);
  }

  @Override
  public void maxPoolForward(
      PoolGeometry g, float[] input, int inputAt, float[] output, int outputAt, int from, int to) {
    VectorPooling.maxForward(g, input, inputAt, output, outputAt, from, to);
  }

  @Override
  public void maxPoolBackward(
      PoolGeometry g,
      float[] input,
      int inputAt,
      float[] output,
      int outputAt,
      float[] outputError,
      int outputErrorAt,
      float[] inputError,
      int inputErrorAt,
      boolean accumulate,
      int from,
      int to) {
    VectorPooling.maxBackward(
        g,
        input,
        inputAt,
        output,
        outputAt,
        outputError,
        outputErrorAt,
        inputError,
        inputErrorAt,
        accumulate,
        from,
        to);
  }

  @Override
  public void averagePoolForward(
      PoolGeometry g,
      boolean countPadding,
      float[] input,
      int inputAt,
      float[] output,
      int outputAt,
      int from,
      int to) {
    scalar.averagePoolForward(g, countPadding, input, inputAt, output, outputAt, from, to);
  }

  @Override
  public void averagePoolBackward(
      PoolGeometry g,
      boolean countPadding,
      float[] outputError,
      int outputErrorAt,
      float[] inputError,
      int inputErrorAt,
      boolean accumulate,
      int from,
      int to) {
    scalar.averagePoolBackward(
        g,
        countPadding,
        outputError,
        outputErrorAt,
        inputError,
        inputErrorAt,
        accumulate,
        from,
        to);
  }

  @Override
  public void channelSums(
      float[] values,
      int valuesAt,
      int pixels,
      int channels,
      float[] sums,
      int sumsAt,
      int from,
      int to) {
    VectorPasses.channelSums(values, valuesAt, pixels, channels, sums, sumsAt, from, to);
  }

  @Override
  public void channelAbsoluteSums(
      float[] values,
      int valuesAt,
      int pixels,
      int channels,
      float[] sums,
      int sumsAt,
      int from,
      int to) {
    VectorPasses.channelAbsoluteSums(values, valuesAt, pixels, channels, sums, sumsAt, from, to);
  }

  @Override
  public void channelCentredSquareSums(
      float[] values,
      int valuesAt,
      int pixels,
      int channels,
      float[] mean,
      int meanAt,
      float[] sums,
      int sumsAt,
      int from,
      int to) {
    VectorPasses.channelCentredSquareSums(
        values, valuesAt, pixels, channels, mean, meanAt, sums, sumsAt, from, to);
  }

  @Override
  public void channelAffine(
      float[] input,
      int inputAt,
      int pixels,
      int channels,
      float[] factor,
      int factorAt,
      float[] term,
      int termAt,
      boolean hasAddend,
      float[] addend,
      int addendAt,
      boolean rectifies,
      float[] output,
      int outputAt,
      int from,
      int to) {
    VectorAffine.run(
        input, inputAt, pixels, channels, factor, factorAt, term, termAt, hasAddend, addend,
        addendAt, rectifies, output, outputAt, from, to);
  }

  @Override
  public void channelCentredProductSums(
      float[] a,
      int aAt,
      float[] b,
      int bAt,
      int pixels,
      int channels,
      float[] mean,
      int meanAt,
      float[] sums,
      int sumsAt,
      int from,
      int to) {
    VectorPasses.channelCentredProductSums(
        a, aAt, b, bAt, pixels, channels, mean, meanAt, sums, sumsAt, from, to);
  }

  @Override
  public void channelBlend(
      float[] outputError,
      int outputErrorAt,
      float[] input,
      int inputAt,
      int pixels,
      int channels,
      float[] errorFactor,
      int errorFactorAt,
      float[] inputFactor,
      int inputFactorAt,
      float[] term,
      int termAt,
      float[] inputError,
      int inputErrorAt,
      boolean accumulate,
      int from,
      int to) {
    VectorPasses.channelBlend(
        outputError,
        outputErrorAt,
        input,
        inputAt,
        pixels,
        channels,
        errorFactor,
        errorFactorAt,
        inputFactor,
        inputFactorAt,
        term,
        termAt,
        inputError,
        inputErrorAt,
        accumulate,
        from,
        to);
  }
}
