package dev.tamis.selection;

import dev.tamis.network.NetworkSpec;
import dev.tamis.optimizer.LearningRateSchedule;

/**
 * The filter's network and how it is trained.
 *
 * @param network one output, or one per class where the score is an entropy; see {@link
 *     FilterNetworks}
 * @param learningRate by the filter's own steps
 * @param momentum in [0,1)
 * @param weightDecay at least 0
 */
public record FilterTraining(
    NetworkSpec network, LearningRateSchedule learningRate, double momentum, double weightDecay) {}
