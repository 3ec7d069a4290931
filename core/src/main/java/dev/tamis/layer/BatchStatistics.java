package dev.tamis.layer;

/**
 * The passes of batch normalisation that other layers may run while an instance is in the cache.
 */
public sealed interface BatchStatistics permits BatchNormLayer {

  /** What the layer normalises by, of each channel of the input, instance by instance. */
  void statistics(LayerPass pass, int from, int to, float[] scratch);

  /**
   * What the last forward pass of an {@linkplain LayerPass#observe observed} pass read, as batch
   * statistics: mean and unbiased variance of each channel over its instances.
   *
   * @param destination as long as the network's running statistics; written where this layer's are
   */
  void moments(LayerPass pass, float[] destination);

  /** Sums over the error that both of the layer's gradients need, instance by instance. */
  void reductions(LayerPass pass, int from, int to, float[] scratch);
}
