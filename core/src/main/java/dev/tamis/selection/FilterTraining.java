package dev.tamis.selection;

import dev.tamis.network.NetworkSpec;
import dev.tamis.optimizer.LearningRateSchedule;
import dev.tamis.quantize.QuantizationScheme;

/**
 * The filter's network and how it is trained.
 *
 * @param network one output, or one per class where the score is an entropy; see {@link
 *     FilterNetworks}
 * @param learningRate by the filter's own steps
 * @param momentum in [0,1)
 * @param weightDecay at least 0
 * @param scheme how the network's values are rounded
 */
public record FilterTraining(
    NetworkSpec network,
    LearningRateSchedule learningRate,
    double momentum,
    double weightDecay,
    QuantizationScheme scheme) {

  /** A network of floats. */
  public FilterTraining(
      NetworkSpec network, LearningRateSchedule learningRate, double momentum, double weightDecay) {
    this(network, learningRate, momentum, weightDecay, QuantizationScheme.NONE);
  }
}
