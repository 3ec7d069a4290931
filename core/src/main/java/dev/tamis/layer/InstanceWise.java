package dev.tamis.layer;

/** A layer whose backward pass over one instance needs nothing of the others. */
public sealed interface InstanceWise permits AddLayer {

  /** Error of the inputs, instances {@code from} to {@code to} - 1. */
  void backward(LayerPass pass, int from, int to, float[] scratch);
}
