package dev.tamis.layer;

/**
 * The passes of batch normalisation that other layers may run while an instance is in the cache.
 */
public sealed interface BatchStatistics permits BatchNormLayer {

  /** What the layer normalises by, of each channel of the input, instance by instance. */
  void statistics(LayerPass pass, int from, int to, float[] scratch);

  /** Sums over the error that both of the layer's gradients need, instance by instance. */
  void reductions(LayerPass pass, int from, int to, float[] scratch);
}
