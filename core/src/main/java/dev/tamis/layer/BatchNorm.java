package dev.tamis.layer;

import dev.tamis.tensor.Shape;
import java.util.List;

/**
 * A layer that normalises each channel, (x - mean) / deviation * scale + shift, with statistics of
 * the mini-batch in training and running statistics otherwise. They differ in what they measure
 * deviation by.
 */
public sealed interface BatchNorm extends LayerSpec permits BatchNorm2d, RangeBatchNorm2d {

  /** Added to the squared deviation, above 0. */
  float epsilon();

  /** Share of the newest batch in the running statistics, in (0,1], as PyTorch counts it. */
  float momentum();

  @Override
  default Shape outputShape(List<Shape> inputs) {
    return inputs.get(0);
  }

  @Override
  default List<ParameterSpec> parameters(List<Shape> inputs) {
    int channels = inputs.get(0).channels();
    return List.of(
        new ParameterSpec("scale", channels, 0, 1f), new ParameterSpec("shift", channels, 0, 0f));
  }

  @Override
  default List<ParameterSpec> statistics(List<Shape> inputs) {
    int channels = inputs.get(0).channels();
    return List.of(
        new ParameterSpec("mean", channels, 0, 0f), new ParameterSpec("variance", channels, 0, 1f));
  }

  @Override
  default boolean savesInput() {
    return true;
  }

  @Override
  default boolean worksOnBytes() {
    return true;
  }

  @Override
  default boolean backwardInPlace() {
    return true;
  }
}
