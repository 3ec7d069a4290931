package dev.tamis.selection;

import dev.tamis.cost.ComputeCost;
import dev.tamis.tensor.FeatureMap;
import dev.tamis.tensor.Shape;

/** What a filter's network reads: the images, or what the main network makes of them. */
interface FilterInput {

  /** Extent of what it reads of one image. */
  Shape shape();

  /**
   * What it reads of these images.
   *
   * @param cost receives what computing it cost
   * @return valid until the next call
   */
  FeatureMap of(FeatureMap images, ComputeCost cost);

  /** Multiply-accumulates for one image. */
  long macs();

  /** Bytes of memory. */
  long bytes();
}
