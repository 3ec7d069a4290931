package dev.tamis.layer;

/**
 * An executable layer: geometry, parameters and kernels bound together. It keeps no activations:
 * those are in the pass. Not thread-safe; work inside a call is split over the kernels' workers.
 */
public abstract sealed class Layer
    permits ConvolutionLayer,
        BatchNormLayer,
        ReluLayer,
        PoolLayer,
        AddLayer,
        ConcatLayer,
        MultiplyLayer,
        ActivationLayer,
        DropoutLayer,
        ChannelAffineLayer,
        FlattenLayer {
  static final int[] NO_STATE = new int[0];

  Layer() {}

  /** Computes the output of the pass from its inputs. */
  public abstract void forward(LayerPass pass);

  /**
   * Computes the gradients of the parameters from the error of the output, if the pass has gradient
   * blocks. Called once in every backward pass, before {@link #backwardError}.
   */
  public void backwardWeights(LayerPass pass) {}

  /** Computes the error of each input that has a place for it from the error of the output. */
  public abstract void backwardError(LayerPass pass);

  /** Lengths of the working memory that a pass over {@code capacity} instances needs. */
  public int[] stateLengths(int capacity) {
    return NO_STATE;
  }

  /** Floats of memory the layer holds besides its parameters: packed weights. */
  public long packedFloats() {
    return 0;
  }
}
