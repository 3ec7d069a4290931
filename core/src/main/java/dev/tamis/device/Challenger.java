package dev.tamis.device;

import dev.tamis.cost.ComputeCost;
import dev.tamis.cost.Phase;
import dev.tamis.layer.ComputeResources;
import dev.tamis.loss.LossScale;
import dev.tamis.network.BackwardPlan;
import dev.tamis.network.Network;
import dev.tamis.network.NetworkSpec;
import dev.tamis.network.Parameters;
import dev.tamis.optimizer.LearningRateSchedule;
import dev.tamis.optimizer.Sgd;
import dev.tamis.random.SeededGenerator;
import dev.tamis.report.StepReport;
import dev.tamis.sparsity.ChannelImportance;
import dev.tamis.sparsity.ErrorMapPruner;
import dev.tamis.sparsity.KeepRatioSchedule;
import dev.tamis.stream.MiniBatch;
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

  private final Network network;
  private final Trainer trainer;
  private final Sgd optimizer;
  private final WeightAverage average;
  private final Examiner examiner;
  private final MiniBatch batch;
  private final StreamSelector selector;
  private final Lessons lessons;
  private final int[] labels;
  private final int replayed;

  /** Of instances that are only labelled. */
  private final float[] losses;

  /** Where trained weights are kept while the served ones are examined. */
  private final float[] aside;

  private double usualLoss = NO_LOSS;
  private int lastReplayed;
  private long lastReplayMacs;
  private double lastLoss = NO_LOSS;

  /** What came of a step. */
  enum Outcome {
    /** A finite loss of the usual size. */
    TRAINED,
    /** The loss exploded or is no number: the weights are of no use. */
    EXPLODED,
    /** There was nothing to train on. */
    IDLE
  }

  Challenger(
      NetworkSpec spec,
      AdaptationConfig config,
      ComputeResources resources,
      KeepRatioSchedule channels,
      StreamSelector selector) {
    this.selector = selector;
    int capacity = config.batchSize();
    lessons = new Lessons(capacity, selector);
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
                lessons,
                pruner),
            batch);
    average = new WeightAverage(network.parameters(), config.averagingSteps());
    examiner = new Examiner(network, capacity, config.reservoirSize());
    aside =
        new float
            [network.parameters().trained().data().length
                + network.parameters().statistics().data().length];
    losses = new float[selector.hasRule() ? capacity : 0];
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
    return examiner.bytes()
        + average.bytes()
        + batch.bytes()
        + (long) (aside.length + losses.length) * Float.BYTES
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
    return step(fresh, replay, freshCount(replay));
  }

  /**
   * An iteration of the paper's rule: a step on what was kept, if anything was, and one of the
   * filter. What is kept does not make way for replayed instances; these fill what is left.
   *
   * @param iteration begins anew
   */
  Outcome iterate(ShuffleBuffer fresh, ReplayMemory replay, Iteration iteration) {
    label(iteration.labelOnly());
    iteration.restart();
    Outcome outcome = fresh.count() == 0 ? Outcome.IDLE : step(fresh, replay, batch.capacity());
    selector.endIteration(cost());
    return outcome;
  }

  /** Before the step, so that the losses are those by which the others are judged, too. */
  private void label(InstanceStore labelOnly) {
    if (labelOnly.count() == 0) {
      return;
    }
    long start = System.nanoTime();
    examiner.losses(labelOnly, losses);
    cost()
        .add(
            Phase.LABEL_FORWARD,
            network.spec().forwardMacs() * labelOnly.count(),
            network.bits().forwardBitMacs() * labelOnly.count(),
            System.nanoTime() - start);
    selector.learn(labelOnly, losses);
  }

  private Outcome step(ShuffleBuffer fresh, ReplayMemory replay, int most) {
    int drawn = Math.min(most, fresh.count());
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
    lessons.replayed(again);
    long before = cost().totalMacs();
    try {
      StepReport report = trainer.step(batch);
      average.add(network.parameters());
      lastLoss = report.lossSum() / report.kept();
      return judge(lastLoss);
    } catch (TrainingDivergedException e) {
      // Not a failure of the learner: the caller goes back to the served weights and counts it.
      return Outcome.EXPLODED;
    } finally {
      lastReplayMacs = (cost().totalMacs() - before) * again / batch.count();
    }
  }

  int lastReplayed() {
    return lastReplayed;
  }

  /** What the step spent on replayed instances. */
  long lastReplayMacs() {
    return lastReplayMacs;
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

  /**
   * Lets the averaged weights and the served ones answer the held-out instances, under the same
   * conditions.
   *
   * @param followed what both are normalised by; null if as shipped
   */
  void examine(HoldoutReservoir reservoir, Champion champion, @Nullable StreamStatistics followed) {
    average.exchange(network.parameters());
    float[] trained = network.parameters().trained().data();
    float[] statistics = network.parameters().statistics().data();
    System.arraycopy(trained, 0, aside, 0, trained.length);
    System.arraycopy(statistics, 0, aside, trained.length, statistics.length);
    try {
      reservoir.beginTrial();
      examiner.examine(reservoir, followed, false);
      champion.copyTo(network.parameters());
      examiner.examine(reservoir, followed, true);
    } finally {
      System.arraycopy(aside, 0, trained, 0, trained.length);
      System.arraycopy(aside, trained.length, statistics, 0, statistics.length);
      network.parameters().trained().markChanged();
      average.exchange(network.parameters());
    }
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
