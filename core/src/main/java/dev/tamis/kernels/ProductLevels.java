package dev.tamis.kernels;

/**
 * Largest integers that the operands of fake-quantized products are rounded to.
 *
 * @param weights of weights
 * @param values of a layer's input
 * @param errors of error maps that are propagated
 * @param gradientErrors of error maps that weight gradients are computed from
 * @param weightsPerChannel whether each output channel's weights have a scale of their own
 * @param roundsStochastically whether propagated errors are rounded by chance
 */
public record ProductLevels(
    int weights,
    int values,
    int errors,
    int gradientErrors,
    boolean weightsPerChannel,
    boolean roundsStochastically) {}
