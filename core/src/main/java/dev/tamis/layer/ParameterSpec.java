package dev.tamis.layer;

/**
 * One block of trained values of a layer.
 *
 * @param name "weight", "bias", "scale" or "shift"
 * @param length number of values
 * @param fanIn inputs of one output, for initialisation; 0 for values that start at {@code
 *     initialValue}
 * @param initialValue value of every element where {@code fanIn} is 0
 */
public record ParameterSpec(String name, int length, int fanIn, float initialValue) {}
