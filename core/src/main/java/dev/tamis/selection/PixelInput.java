package dev.tamis.selection;

import dev.tamis.cost.ComputeCost;
import dev.tamis.tensor.FeatureMap;
import dev.tamis.tensor.Shape;

/** The images themselves. */
record PixelInput(Shape shape) implements FilterInput {

  @Override
  public FeatureMap of(FeatureMap images, ComputeCost cost) {
    return images;
  }

  @Override
  public long macs() {
    return 0;
  }

  @Override
  public long bytes() {
    return 0;
  }
}
