package dev.tamis.onnx;

/**
 * A feature map with rows and columns of zeros around it, which the convolution or pool that reads
 * it takes over.
 *
 * @param inside the map
 * @param padding the zeros
 */
record PaddedFeature(Feature inside, Padding padding) implements Value {}
