package dev.tamis.layer;

import dev.tamis.tensor.ParameterBlock;
import dev.tamis.tensor.Shape;
import java.util.List;

/**
 * What a layer is, independent of weights and of the batch: an immutable record. Shapes are those
 * of one instance.
 */
public sealed interface LayerSpec
    permits Conv2d,
        Linear,
        BatchNorm2d,
        Relu,
        MaxPool2d,
        AveragePool2d,
        GlobalAveragePool,
        Add,
        Concat,
        Multiply,
        Activation,
        Dropout,
        ChannelAffine,
        Flatten {

  /** Number of inputs. */
  default int inputCount() {
    return 1;
  }

  /**
   * Shape of the output.
   *
   * @throws IllegalArgumentException if the layer cannot take these inputs
   */
  Shape outputShape(List<Shape> inputs);

  /**
   * Multiply-accumulates of the forward product of one instance; 0 for layers other than
   * convolutions and linear layers.
   */
  default long forwardMacs(List<Shape> inputs) {
    return 0;
  }

  /** Trained values. */
  default List<ParameterSpec> parameters(List<Shape> inputs) {
    return List.of();
  }

  /** Running statistics: values that are kept but not trained by gradient. */
  default List<ParameterSpec> statistics(List<Shape> inputs) {
    return List.of();
  }

  /** Whether the backward pass reads the input of the forward pass. */
  default boolean savesInput() {
    return false;
  }

  /** Whether the backward pass reads the output of the forward pass. */
  default boolean savesOutput() {
    return false;
  }

  /** How the output may share the memory of the first input. */
  default InPlace forwardInPlace() {
    return InPlace.NO;
  }

  /** Whether the error of the (first) input may overwrite the error of the output. */
  default boolean backwardInPlace() {
    return false;
  }

  /**
   * The executable layer.
   *
   * @param inputs shapes of the inputs
   * @param parameters blocks as {@link #parameters} lists them
   * @param statistics blocks as {@link #statistics} lists them
   * @param resources the arithmetic
   */
  Layer bind(
      List<Shape> inputs,
      List<ParameterBlock> parameters,
      List<ParameterBlock> statistics,
      ComputeResources resources);

  /** How an output may share its input's memory. */
  enum InPlace {
    /** It needs memory of its own. */
    NO,
    /** It overwrites the input. */
    OVERWRITES,
    /** It is the input, seen differently. */
    SAME_VALUES
  }
}
