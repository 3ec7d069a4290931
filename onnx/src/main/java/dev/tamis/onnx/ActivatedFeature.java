package dev.tamis.onnx;

/**
 * Logits with a softmax, which the loss takes over.
 *
 * @param logits the logits
 * @param activation softmax or its logarithm
 */
record ActivatedFeature(Feature logits, OutputActivation activation) implements Value {}
