package dev.tamis.training;

import dev.tamis.loss.LossScale;
import dev.tamis.network.BackwardPlan;
import dev.tamis.optimizer.LearningRateSchedule;
import dev.tamis.optimizer.Optimizer;
import dev.tamis.selection.InstanceFilter;
import dev.tamis.selection.LossSelector;
import dev.tamis.sparsity.ErrorMapPruner;
import org.jspecify.annotations.Nullable;

/**
 * The parts a trainer is put together from.
 *
 * @param batchSize largest offered mini-batch, at least 1
 * @param plan which layers are trained
 * @param optimizer changes the parameters
 * @param learningRate by step
 * @param lossScale what the gradient is a mean over
 * @param filter chooses instances
 * @param pruner chooses channels; null propagates all
 * @param lossSelector chooses instances for the backward pass once their losses are known; null
 *     takes all that the filter kept
 * @param labelStatistics how instances that are only labelled are normalised
 */
public record TrainerSettings(
    int batchSize,
    BackwardPlan plan,
    Optimizer optimizer,
    LearningRateSchedule learningRate,
    LossScale lossScale,
    InstanceFilter filter,
    @Nullable ErrorMapPruner pruner,
    @Nullable LossSelector lossSelector,
    LabelStatistics labelStatistics) {

  /**
   * @throws IllegalArgumentException if the batch size is out of range
   */
  public TrainerSettings {
    if (batchSize < 1) {
      throw new IllegalArgumentException("batch size " + batchSize + " is below 1");
    }
  }

  /** Without a choice after the forward pass, labelling by running statistics. */
  public TrainerSettings(
      int batchSize,
      BackwardPlan plan,
      Optimizer optimizer,
      LearningRateSchedule learningRate,
      LossScale lossScale,
      InstanceFilter filter,
      @Nullable ErrorMapPruner pruner) {
    this(
        batchSize,
        plan,
        optimizer,
        learningRate,
        lossScale,
        filter,
        pruner,
        null,
        LabelStatistics.RUNNING);
  }
}
