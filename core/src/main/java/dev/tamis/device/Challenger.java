package dev.tamis.device;

import dev.tamis.cost.ComputeCost;
import dev.tamis.layer.ComputeResources;
import dev.tamis.loss.LossScale;
import dev.tamis.network.BackwardPlan;
import dev.tamis.network.Network;
import dev.tamis.network.NetworkSpec;
import dev.tamis.network.Parameters;
import dev.tamis.network.Workspace;
import dev.tamis.optimizer.LearningRateSchedule;
import dev.tamis.optimizer.Sgd;
import dev.tamis.random.SeededGenerator;
import dev.tamis.report.StepReport;
import dev.tamis.selection.InstanceScorer;
import dev.tamis.sparsity.ChannelImportance;
import dev.tamis.sparsity.ErrorMapPruner;
import dev.tamis.sparsity.KeepRatioSchedule;
import dev.tamis.stream.MiniBatch;
import dev.tamis.tensor.FeatureMap;
import dev.tamis.tensor.ParameterSlab;
import dev.tamis.training.Trainer;
import dev.tamis.training.TrainerSettings;
import dev.tamis.training.TrainingDivergedException;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The network that is trained, and its trial on held-out instances. */
final class Challenger {
  /** A loss this many times as high as usual, or more than that, is an explosion. */
  private static final double EXPLOSION = 20;

  private static final double LOSS_RATE = 0.05;
  private static final double NO_LOSS = Double.NaN;
  private static final float[] NONE = {};

  private final Network network;
  private final Trainer trainer;
  private final Sgd optimizer;
  private final WeightAverage average;
  private final Workspace evaluation;
  private final FeatureMap held;
  private final MiniBatch batch;
  private final int[] labels;
  private final int replayed;

  /** Where trained weights are kept while served ones are judged; empty if they never are. */
  private final float[] aside;

  private double usualLoss = NO_LOSS;
  private int lastReplayed;
  private double lastLoss = NO_LOSS;

  /** What came of a step. */
  enum Outcome {
    /** A finite loss of the usual size. */
    TRAINED,
    /** The loss exploded or is no number: the weights are of no use. */
    EXPLODED
  }

  Challenger(
      NetworkSpec spec,
      AdaptationConfig config,
      ComputeResources resources,
      KeepRatioSchedule channels,
      @Nullable InstanceScorer scorer) {
    int capacity = config.batchSize();
    network = new Network(spec, resources, new SeededGenerator(0));
    BackwardPlan plan = plan(spec, config);
    optimizer = new Sgd(spec, plan, config.momentum(), config.weightDecay());
    labels = new int[capacity];
    batch = new MiniBatch(spec.input(), spec.output().size(), capacity, id -> labels[(int) id]);
    ErrorMapPruner pruner =
        new ErrorMapPruner(
            spec,
            channels,
            ChannelImportance.PRODUCT,
            Map.of(),
            SeededGenerator.split(config.seed(), "device.channels"));
    trainer =
        new Trainer(
            network,
            new TrainerSettings(
                capacity,
                plan,
                optimizer,
                LearningRateSchedule.constant(config.learningRate()),
                LossScale.MEAN_OVER_KEPT,
                new Lessons(capacity, scorer),
                pruner),
            batch);
    average = new WeightAverage(network.parameters(), config.averagingSteps());
    evaluation = network.inferenceWorkspace(capacity);
    held = FeatureMap.allocate(spec.input(), capacity);
    aside =
        config.followsStream(spec) ? new float[network.parameters().trained().data().length] : NONE;
    replayed = (int) Math.round(config.replayRatio() * capacity);
  }

  private static BackwardPlan plan(NetworkSpec spec, AdaptationConfig config) {
    BackwardPlan plan = BackwardPlan.all(spec);
    return config.normStatistics() == NormStatistics.BATCH ? plan : plan.withFrozenStatistics();
  }

  Parameters parameters() {
    return network.parameters();
  }

  Trainer trainer() {
    return trainer;
  }

  /** Bytes of its memory beside the trainer's. */
  long bytes() {
    return evaluation.bytes()
        + average.bytes()
        + (long) held.data().length * Float.BYTES
        + batch.bytes()
        + (long) aside.length * Float.BYTES
        + (long) labels.length * Integer.BYTES;
  }

  /** Instances of a full mini-batch that are new, where the replay memory can give its share. */
  int freshCount(ReplayMemory replay) {
    return Math.max(1, batch.capacity() - Math.min(replayed, replay.count()));
  }

  /**
   * One step on instances drawn from the buffer, which leave it, and from the replay memory, which
   * then remembers the former.
   *
   * @return what came of it; how many were replayed is in {@link #lastReplayed}
   */
  Outcome step(ShuffleBuffer fresh, ReplayMemory replay) {
    int drawn = Math.min(freshCount(replay), fresh.count());
    // A short mini-batch replays its share, not more.
    int again =
        replay.draw(
            Math.min(
                batch.capacity() - drawn,
                (int) Math.round((double) replayed * drawn / (batch.capacity() - replayed))));
    batch.clear();
    for (int k = 0; k < again; k++) {
      add(replay.store(), replay.drawn(k));
    }
    for (int k = 0; k < drawn; k++) {
      int row = fresh.draw();
      add(fresh.store(), row);
      replay.add(
          fresh.store().id(row),
          fresh.store().label(row),
          fresh.store().images(),
          fresh.store().offset(row));
      fresh.store().remove(row);
    }
    lastReplayed = again;
    lastLoss = NO_LOSS;
    try {
      StepReport report = trainer.step(batch);
      average.add(network.parameters());
      lastLoss = report.lossSum() / report.kept();
      return judge(lastLoss);
    } catch (TrainingDivergedException e) {
      // Not a failure of the learner: the caller goes back to the served weights and counts it.
      return Outcome.EXPLODED;
    }
  }

  int lastReplayed() {
    return lastReplayed;
  }

  /** Mean over the mini-batch; NaN if training diverged. */
  double lastLoss() {
    return lastLoss;
  }

  int lastCount() {
    return batch.count();
  }

  private Outcome judge(double loss) {
    if (loss > EXPLOSION * (1 + (Double.isNaN(usualLoss) ? 1 : usualLoss))) {
      return Outcome.EXPLODED;
    }
    usualLoss = Double.isNaN(usualLoss) ? loss : usualLoss + LOSS_RATE * (loss - usualLoss);
    return Outcome.TRAINED;
  }

  private void add(InstanceStore store, int row) {
    int n = batch.count();
    int at = batch.append(n);
    labels[n] = store.label(row);
    System.arraycopy(
        store.images(),
        store.offset(row),
        batch.images().data(),
        at,
        batch.images().shape().size());
  }

  /** Notes of every held-out instance whether the averaged weights are right about it. */
  void evaluate(HoldoutReservoir reservoir) {
    average.exchange(network.parameters());
    try {
      reservoir.beginTrial();
      judge(reservoir, 0, reservoir.count(), false);
    } finally {
      average.exchange(network.parameters());
    }
  }

  /**
   * The same of the served weights too, as what they normalise by has changed since they were
   * judged. Recent instances are judged as they would be served now, older ones by the statistics
   * of the reference, as they are about the world before.
   */
  void evaluateBoth(HoldoutReservoir reservoir, Champion champion, StreamStatistics followed) {
    average.exchange(network.parameters());
    float[] trained = network.parameters().trained().data();
    System.arraycopy(trained, 0, aside, 0, aside.length);
    try {
      reservoir.beginTrial();
      judge(reservoir, followed, false);
      champion.copyTo(network.parameters());
      judge(reservoir, followed, true);
    } finally {
      System.arraycopy(aside, 0, trained, 0, aside.length);
      network.parameters().trained().markChanged();
      average.exchange(network.parameters());
    }
  }

  private void judge(HoldoutReservoir reservoir, StreamStatistics followed, boolean served) {
    ParameterSlab statistics = network.parameters().statistics();
    judge(reservoir, 0, reservoir.recentCount(), served);
    followed.writeShipped(statistics.data());
    statistics.markChanged();
    judge(reservoir, reservoir.recentCount(), reservoir.count(), served);
    followed.write(statistics.data());
    statistics.markChanged();
  }

  private void judge(HoldoutReservoir reservoir, int first, int end, boolean served) {
    int size = held.shape().size();
    for (int from = first; from < end; from += held.capacity()) {
      int rows = Math.min(held.capacity(), end - from);
      held.resize(rows);
      for (int k = 0; k < rows; k++) {
        reservoir.copyImage(from + k, held.data(), held.offset(k), size);
      }
      FeatureMap logits = network.forward(held, evaluation);
      for (int k = 0; k < rows; k++) {
        int label = reservoir.label(from + k);
        boolean right = argmax(logits, k) == label;
        float probability = probability(logits, k, label);
        if (served) {
          reservoir.noteServed(from + k, right, probability);
        } else {
          reservoir.noteTrained(from + k, right, probability);
        }
      }
    }
  }

  /** The class with the largest logit; -1 where one is not a number. */
  private static int argmax(FeatureMap logits, int row) {
    float[] values = logits.data();
    int from = logits.offset(row);
    int best = 0;
    float sum = 0;
    for (int k = 0; k < logits.shape().size(); k++) {
      sum += values[from + k] * 0f;
      best = values[from + k] > values[from + best] ? k : best;
    }
    return sum == 0f ? best : -1;
  }

  /** Softmax; 0 where a logit is not a number. */
  private static float probability(FeatureMap logits, int row, int label) {
    float[] values = logits.data();
    int from = logits.offset(row);
    double sum = 0;
    for (int k = 0; k < logits.shape().size(); k++) {
      sum += Math.exp((double) values[from + k] - values[from + label]);
    }
    return sum >= 1 ? (float) (1 / sum) : 0f;
  }

  /** Copies the averaged weights. */
  void copyTo(Parameters destination) {
    average.exchange(network.parameters());
    try {
      destination.copyFrom(network.parameters());
    } finally {
      average.exchange(network.parameters());
    }
  }

  /** Serves the averaged weights from now on. */
  void serve(Champion champion) {
    average.exchange(network.parameters());
    try {
      champion.serve(network.parameters());
    } finally {
      average.exchange(network.parameters());
    }
  }

  /** Normalises by other statistics from now on, in training and when judged or served. */
  void normalise(StreamStatistics statistics) {
    ParameterSlab running = network.parameters().statistics();
    statistics.write(running.data());
    running.markChanged();
    average.statistics(running.data());
  }

  /** Begins anew from the served weights. */
  void restart(Champion champion) {
    champion.copyTo(network.parameters());
    average.reset(network.parameters());
    optimizer.reset();
    usualLoss = NO_LOSS;
  }

  ComputeCost cost() {
    return trainer.cost();
  }

  void saveState(DataOutput out) throws IOException {
    network.parameters().saveState(out);
    average.saveState(out);
    trainer.saveState(out);
    out.writeDouble(usualLoss);
  }

  void restoreState(DataInput in) throws IOException {
    network.parameters().restoreState(in);
    average.restoreState(in);
    trainer.restoreState(in);
    usualLoss = in.readDouble();
  }
}
