package dev.tamis.cli.adapt;

import dev.tamis.cli.run.TrainingSetup;
import dev.tamis.data.Augmentation;
import dev.tamis.data.ImageSource;
import dev.tamis.data.LabelledImages;
import dev.tamis.data.Normalization;
import dev.tamis.data.drift.DriftInstance;
import dev.tamis.data.drift.DriftSource;
import dev.tamis.device.StreamStatistics;
import dev.tamis.network.Network;
import dev.tamis.network.Workspace;
import dev.tamis.random.SeededGenerator;
import dev.tamis.report.EvaluationReport;
import dev.tamis.stream.MiniBatch;
import dev.tamis.tensor.FeatureMap;
import dev.tamis.training.Evaluator;
import org.jspecify.annotations.Nullable;

/**
 * What a network gets right of the test images: as they are, and as the stream shows them. Where
 * batch norms follow the stream they follow the test images, too, as they would on a device that
 * meets them.
 */
final class AdaptTests {
  /** As often as on a device. */
  private static final int FOLLOWING_BATCH = 8;

  private final @Nullable ImageSource original;
  private final @Nullable DriftSource drifted;

  /**
   * Tests on these images.
   *
   * @param original as they are; null if there are none
   * @param drifted as the stream shows them; null if there is none
   */
  AdaptTests(
      @Nullable LabelledImages original,
      Normalization normalization,
      @Nullable DriftSource drifted) {
    this.original =
        original == null ? null : new ImageSource(original, normalization, Augmentation.none());
    this.drifted = drifted;
  }

  /**
   * Shares of drifted test instances that are classified right; NaN where there are none.
   *
   * @param all of all
   * @param known of those whose image is like the data set's
   * @param novel of the others
   */
  record Drifted(double all, double known, double novel) {}

  /**
   * On the test images as they are; null if there are none.
   *
   * @param statistics that follow the images, from their beginning; null if they stay
   */
  @Nullable EvaluationReport original(Network network, @Nullable StreamStatistics statistics) {
    ImageSource source = original;
    if (source == null) {
      return null;
    }
    Workspace workspace = workspace(network, statistics);
    return new Evaluator(network, source, workspace, () -> follow(network, workspace, statistics))
        .evaluate();
  }

  private static Workspace workspace(Network network, @Nullable StreamStatistics statistics) {
    if (statistics == null) {
      return network.inferenceWorkspace(TrainingSetup.EVALUATION_BATCH);
    }
    statistics.begin(network);
    return network.observingWorkspace(FOLLOWING_BATCH);
  }

  private static void follow(
      Network network, Workspace workspace, @Nullable StreamStatistics statistics) {
    if (statistics != null) {
      statistics.follow(network, workspace);
    }
  }

  /**
   * On the test images as the stream shows them; null if there is no such stream.
   *
   * @param statistics that follow the images, from their beginning; null if they stay
   */
  @Nullable Drifted drifted(Network network, @Nullable StreamStatistics statistics) {
    DriftSource source = drifted;
    if (source == null) {
      return null;
    }
    Workspace workspace = workspace(network, statistics);
    MiniBatch batch = new MiniBatch(source.shape(), source.classes(), workspace.capacity(), source);
    SeededGenerator unused = new SeededGenerator(0);
    int[] predicted = new int[workspace.capacity()];
    long[] count = new long[2];
    long[] right = new long[2];
    for (int next = 0; next < source.count(); ) {
      batch.clear();
      int from = next;
      for (; next < source.count() && batch.count() < batch.capacity(); next++) {
        source.read(next, unused, batch.images().data(), batch.append(next));
      }
      predict(network.forward(batch.images(), workspace), predicted);
      follow(network, workspace, statistics);
      for (int k = 0; k < batch.count(); k++) {
        DriftInstance instance = source.instance(from + k);
        int novel = instance.novel() ? 1 : 0;
        count[novel]++;
        right[novel] += predicted[k] == instance.trueLabel() ? 1 : 0;
      }
    }
    return new Drifted(
        (double) (right[0] + right[1]) / (count[0] + count[1]),
        (double) right[0] / count[0],
        (double) right[1] / count[1]);
  }

  /** The class with the largest logit of each row, the lowest of equals. */
  static void predict(FeatureMap logits, int[] predicted) {
    float[] values = logits.data();
    for (int row = 0; row < logits.instances(); row++) {
      int at = logits.offset(row);
      int best = 0;
      for (int k = 1; k < logits.shape().size(); k++) {
        best = values[at + k] > values[at + best] ? k : best;
      }
      predicted[row] = best;
    }
  }
}
