package dev.tamis.device;

import dev.tamis.cost.ComputeCost;
import dev.tamis.cost.MemoryCost;
import dev.tamis.cost.Phase;
import dev.tamis.layer.ComputeResources;
import dev.tamis.network.BackwardPlan;
import dev.tamis.network.NetworkSpec;
import dev.tamis.network.Parameters;
import dev.tamis.stream.LabelSource;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The adaptation itself, one instance after the other: chooses, collects, trains, judges. Not
 * thread-safe; the same instances and labels in the same order give the same bits.
 */
final class Adaptation implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(Adaptation.class.getName());

  /** Wins in a row that are not served before training begins anew. */
  private static final int MOST_BLOCKED = 3;

  private static final int NO_LABEL = -1;

  /** Where Linux lists its energy counters and batteries. */
  private static final Path DEVICES = Path.of("/sys/class");

  private final AdaptationConfig config;
  private final int imageSize;
  private final int classes;
  private final long forwardMacs;
  private final long trainingMacs;
  private final Champion champion;
  private final Champion.Answer answer = new Champion.Answer();
  private final BudgetController controller;
  private final StreamSelector selector;
  private final Challenger challenger;
  private final WaitingRoom waiting;
  private final ShuffleBuffer fresh;
  private final ReplayMemory replay;
  private final HoldoutReservoir reservoir;
  private final Trial trial;
  private final @Nullable Iteration iteration;
  private final @Nullable StreamNorms norms;
  private final DriftMonitor drift = new DriftMonitor();
  private final ComputeCost ledger = new ComputeCost();
  private final EnergyMeter energy;
  private final LongSupplier clock;
  private long startNanos;
  private final DeviceCounters counters = new DeviceCounters();
  private final DeviceEvents events = DeviceEvents.create();
  private double evaluationCredit;
  private int blockedInRow;
  private long earlierNanos;
  private String lastProblem = "";

  Adaptation(
      NetworkSpec spec,
      AdaptationConfig config,
      Champion champion,
      ComputeResources resources,
      LongSupplier clock) {
    this.config = config;
    this.champion = champion;
    this.clock = clock;
    imageSize = spec.input().size();
    classes = spec.output().size();
    forwardMacs = spec.forwardMacs();
    BackwardPlan plan = BackwardPlan.all(spec);
    trainingMacs = forwardMacs + plan.errorMacs() + plan.weightMacs();
    controller = new BudgetController(config, trainingMacs * (1 + config.evaluationRatio()));
    selector = new StreamSelector(spec, config, resources);
    challenger = new Challenger(spec, config, resources, controller.channels(), selector);
    waiting = new WaitingRoom(imageSize, config.waitingSize());
    fresh = new ShuffleBuffer(imageSize, shuffleSize(config), config.seed());
    replay = new ReplayMemory(imageSize, classes, config.replaySize(), config.seed());
    reservoir = new HoldoutReservoir(imageSize, classes, config.reservoirSize(), config.seed());
    trial = new Trial(classes, config.confidence(), config.forgettingLimitRatio());
    iteration = selector.hasRule() ? new Iteration(imageSize, config.batchSize()) : null;
    challenger.restart(champion);
    norms = config.followsStream(spec) ? new StreamNorms(champion, challenger, ledger) : null;
    // Last, as it holds files open.
    energy = EnergyMeter.find(DEVICES, config.assumedWatts() * config.threads());
    startNanos = clock.getAsLong();
  }

  private static int shuffleSize(AdaptationConfig config) {
    return Math.max(config.shuffleSize(), config.batchSize());
  }

  /** Bytes of the stores that hold instances. */
  static long storeBytes(NetworkSpec spec, AdaptationConfig config) {
    int size = spec.input().size();
    return InstanceStore.bytes(size, config.waitingSize())
        + InstanceStore.bytes(size, shuffleSize(config))
        + InstanceStore.bytes(size, config.reservoirSize())
        + Examiner.answerBytes(spec.output().size(), config.reservoirSize())
        + ReplayMemory.bytes(size, config.replaySize())
        + (config.selector() == Selector.PAPER ? Iteration.bytes(size, config.batchSize()) : 0)
        + (config.background() ? OfferQueue.bytes(size, config.queueSize()) : 0)
        // Whether there is one is not known here.
        + Journal.MEMORY_BYTES;
  }

  /**
   * The next instance of the stream.
   *
   * @param id larger than all before
   * @param labels asked only if the label is wanted
   */
  Offer.Decision offer(long id, float[] image, int offset, LabelSource labels) {
    counters.offered++;
    ledger.addDense(trainingMacs);
    Offer.Decision decision;
    if (isFinite(image, offset, imageSize)) {
      if (norms != null) {
        norms.begin(reservoir.old(), replay.store());
        norms.add(image, offset);
      }
      if (iteration != null) {
        iteration.offer();
      }
      int wanted = choose(image, offset);
      decision =
          wanted == StreamSelector.NOTHING
              ? Offer.Decision.DROPPED
              : ask(id, wanted, image, offset, labels);
      if (norms != null) {
        norms.apply();
      }
    } else {
      counters.rejected++;
      problem("instance " + id + " has a value that is not finite");
      decision = Offer.Decision.REJECTED;
    }
    if (iteration != null && iteration.isComplete()) {
      step();
    }
    if (iteration == null
        && fresh.count() > 0
        && id - fresh.oldestId() >= config.latencyInstances()) {
      step();
    }
    if (controller.update(
        counters.offered, counters.kept, (double) totalMacs(), busyNanos(), wallNanos(), energy)) {
      events.decide(
          counters.offered,
          controller.instanceKeepRatio(),
          controller.channelKeepRatio(),
          controller.lastReason());
    }
    return decision;
  }

  static boolean isFinite(float[] image, int offset, int size) {
    // Zero times a value is zero, unless the value is NaN or infinite.
    float sum = 0f;
    for (int i = 0; i < size; i++) {
      sum += image[offset + i] * 0f;
    }
    return sum == 0f;
  }

  private int choose(float[] image, int offset) {
    double ratio = controller.instanceKeepRatio();
    boolean looks = selector.begin(ratio, counters.trained);
    if (!looks) {
      return selector.chosen();
    }
    if (config.selector() == Selector.ENTROPY_FORWARD) {
      return selector.choose(answer(image, offset).entropy());
    }
    return selector.look(image, offset, ledger);
  }

  /** What the served network says; paid for only where no prediction has. */
  private Champion.Answer answer(float[] image, int offset) {
    long start = System.nanoTime();
    champion.answer(image, offset, NO_LABEL, answer);
    if (answer.computed()) {
      ledger.add(
          Phase.LABEL_FORWARD, forwardMacs, champion.forwardBitMacs(), System.nanoTime() - start);
    }
    return answer;
  }

  private Offer.Decision ask(long id, int wanted, float[] image, int offset, LabelSource labels) {
    // Before the label is known, so that nothing can have been learnt of it.
    int predicted = StreamSelector.isJudged(wanted) ? answer(image, offset).predicted() : 0;
    counters.kept += StreamSelector.isTraining(wanted) ? 1 : 0;
    counters.labelsAsked++;
    int label;
    try {
      label = labels.label(id);
    } catch (RuntimeException e) {
      LOG.log(System.Logger.Level.WARNING, "no label for instance " + id, e);
      problem("asking for the label of instance " + id + " failed: " + e);
      counters.unlabelled++;
      return Offer.Decision.UNLABELLED;
    }
    if (label == OnDeviceLearner.LATER) {
      waiting.add(id, predicted, wanted, image, offset);
      return Offer.Decision.WAITING;
    }
    return accept(id, wanted, predicted, label, image, offset);
  }

  /**
   * A label that comes later.
   *
   * @return what became of the instance; {@link Offer.Decision#DROPPED} if it does not wait
   */
  Offer.Decision label(long id, int label) {
    int row = waiting.find(id);
    if (row < 0) {
      return Offer.Decision.DROPPED;
    }
    if (label == OnDeviceLearner.LATER) {
      return Offer.Decision.WAITING;
    }
    int wanted = waiting.mark(row);
    int predicted = waiting.predicted(row);
    Offer.Decision decision =
        accept(id, wanted, predicted, label, waiting.images(), waiting.offset(row));
    waiting.remove(row);
    return decision;
  }

  /** Whether the last prediction was of an instance that waits for its label. */
  boolean isKnown(long id) {
    int row = waiting.find(id);
    return row >= 0 && champion.isKnown(waiting.images(), waiting.offset(row));
  }

  /** Does again what users have asked for up to a label, as {@link Champion#recall}. */
  void recall(long id, boolean predicted, long predictionsSoFar) {
    int row = waiting.find(id);
    champion.recall(
        waiting.images(),
        row < 0 ? 0 : waiting.offset(row),
        predicted && row >= 0,
        predictionsSoFar);
  }

  private Offer.Decision accept(
      long id, int wanted, int predicted, int label, float[] image, int offset) {
    if (label < 0 || label >= classes) {
      return refuse(id, label);
    }
    if (StreamSelector.isRandom(wanted) && drift.add(predicted == label, counters.offered)) {
      controller.drift(counters.offered);
      if (norms != null) {
        norms.drift();
      }
      events.drift(counters.offered, drift.byAdwin(), drift.byPageHinkley(), drift.fadingRatio());
    }
    if (StreamSelector.isHeldOut(wanted)) {
      Champion.Answer served = answer(image, offset);
      reservoir.add(
          id, label, served.predicted() == label, StreamSelector.isRandom(wanted), image, offset);
      if (norms != null && StreamSelector.isRandom(wanted)) {
        // After the answer, which it uses.
        norms.judge(image, offset, label);
      }
      counters.heldOut++;
      return Offer.Decision.HELD_OUT;
    }
    if (StreamSelector.isTraining(wanted)) {
      fresh.add(id, label, image, offset);
      if (fresh.isFull()) {
        step();
      }
      return Offer.Decision.KEPT;
    }
    boolean uncertain = StreamSelector.isUncertain(wanted);
    if (uncertain) {
      counters.uncertain++;
    } else {
      counters.audited++;
      counters.auditedWrong += predicted == label ? 0 : 1;
    }
    if (iteration != null) {
      iteration.labelOnly().append(id, label, 0, image, offset);
      if (iteration.labelOnly().isFull()) {
        step();
      }
    }
    return uncertain ? Offer.Decision.UNCERTAIN : Offer.Decision.AUDITED;
  }

  private Offer.Decision refuse(long id, int label) {
    if (label == OnDeviceLearner.NEVER) {
      counters.unlabelled++;
    } else {
      counters.badLabels++;
      problem(
          "instance "
              + id
              + " has label "
              + label
              + ", but there are only the classes 0 to "
              + (classes - 1));
    }
    return Offer.Decision.UNLABELLED;
  }

  private void problem(String sentence) {
    lastProblem = sentence;
  }

  private void step() {
    events.beginStep();
    long before = challenger.cost().totalMacs();
    Challenger.Outcome outcome =
        iteration == null
            ? challenger.step(fresh, replay)
            : challenger.iterate(fresh, replay, iteration);
    if (outcome == Challenger.Outcome.IDLE) {
      return;
    }
    long spent = challenger.cost().totalMacs() - before;
    int again = challenger.lastReplayed();
    counters.steps++;
    counters.replayed += again;
    counters.trained += challenger.lastCount() - again;
    counters.replayMacs += challenger.lastReplayMacs();
    events.endStep(counters.steps, challenger.lastCount(), again, challenger.lastLoss());
    if (outcome == Challenger.Outcome.EXPLODED) {
      counters.rollbacksExploded++;
      selector.abandonStretch();
      rollBack(DeviceEvents.RollBack.EXPLODED);
      return;
    }
    evaluationCredit += config.evaluationRatio() * spent;
    if (reservoir.count() >= Trial.LEAST && evaluationCredit >= reservoirMacs()) {
      evaluationCredit = 0;
      judge();
    }
  }

  /** Trains on what is collected, in a short mini-batch if need be, and judges the weights. */
  void settle() {
    while (fresh.count() > 0 || (iteration != null && iteration.labelOnly().count() > 0)) {
      step();
    }
    if (reservoir.count() >= Trial.LEAST) {
      evaluationCredit = 0;
      judge();
    }
  }

  /** By the trained and the served weights. */
  private double reservoirMacs() {
    return 2.0 * forwardMacs * reservoir.count();
  }

  private void judge() {
    long start = System.nanoTime();
    events.beginJudgement();
    challenger.examine(reservoir, champion, norms == null ? null : norms.statistics());
    counters.evaluationMacs += (long) reservoirMacs();
    counters.evaluations++;
    Trial.Verdict verdict = trial.judge(reservoir);
    counters.servedRight = trial.servedRight();
    counters.trainedRight = trial.trainedRight();
    counters.judgedRows = reservoir.count();
    events.endJudgement(reservoir.count(), trial.servedRight(), trial.trainedRight(), verdict);
    selector.endStretch(reservoir.gain(), counters.steps, counters.trained);
    blockedInRow = verdict == Trial.Verdict.BLOCK ? blockedInRow + 1 : 0;
    switch (verdict) {
      case SERVE -> serve();
      case BLOCK -> {
        counters.blocked++;
        if (blockedInRow == MOST_BLOCKED) {
          blockedInRow = 0;
          counters.rollbacksLost++;
          rollBack(DeviceEvents.RollBack.BLOCKED);
        }
      }
      case ROLL_BACK -> {
        counters.rollbacksLost++;
        rollBack(DeviceEvents.RollBack.LOST);
      }
      case CONTINUE -> {}
    }
    counters.evaluationNanos += System.nanoTime() - start;
  }

  private void serve() {
    challenger.serve(champion);
    reservoir.serveTrained();
    replay.accept();
    counters.swaps++;
    events.serve(champion.version());
  }

  private void rollBack(DeviceEvents.RollBack reason) {
    events.rollBack(counters.steps, reason);
    challenger.restart(champion);
    reservoir.trainServed();
    replay.reject();
  }

  /** Adds an instance from before the stream that judges new weights. */
  void anchor(float[] image, int label) {
    Champion.Answer served = answer(image, 0);
    reservoir.addOld(--counters.earlierId, label, served.predicted() == label, image, 0);
  }

  /** Adds an instance from before the stream to the replay memory. */
  void remember(float[] image, int label) {
    replay.addTrusted(--counters.earlierId, label, image, 0);
  }

  Parameters trained() {
    return challenger.parameters();
  }

  /** What batch norms normalise by, at the beginning of another stream; null if as shipped. */
  @Nullable StreamStatistics statistics() {
    return norms == null ? null : norms.statistics().restarted();
  }

  void copyTrained(Parameters destination) {
    challenger.copyTo(destination);
  }

  long totalMacs() {
    return challenger.cost().totalMacs() + ledger.totalMacs() + counters.evaluationMacs;
  }

  private double busyNanos() {
    return (double) challenger.cost().totalNanos() + ledger.totalNanos() + counters.evaluationNanos;
  }

  private double wallNanos() {
    return (double) earlierNanos + (clock.getAsLong() - startNanos);
  }

  MemoryCost memory() {
    MemoryCost trained = challenger.trainer().memory();
    long filter = selector.bytes() + (norms == null ? 0 : norms.bytes());
    return trained.plus(
        new MemoryCost(
            champion.parameterBytes(),
            0,
            0,
            champion.workspaceBytes() + filter + challenger.bytes(),
            champion.packedBytes(),
            storeBytes(champion.spec(), config)));
  }

  DeviceReport report(long overflowed) {
    ComputeCost cost = new ComputeCost();
    cost.add(ledger);
    cost.add(challenger.cost());
    // The baseline is all that was offered, which the ledger knows: not also what was trained on.
    cost.addDense(-challenger.cost().denseMacs());
    return new DeviceReport(
        counters.offered,
        counters.instances(waiting, overflowed, lastProblem),
        drift.accuracy(),
        drift.report(controller.isDrifting()),
        counters.weights(reservoir.count()),
        selector.report(counters.trained, counters.falseDrops()),
        cost,
        counters.evaluationMacs,
        counters.replayMacs,
        champion.predictions() * forwardMacs,
        memory(),
        controller.instanceKeepRatio(),
        controller.channelKeepRatio(),
        norms != null && norms.statistics().following(),
        energy(),
        controller.decisions());
  }

  private DeviceReport.Energy energy() {
    energy.update(busyNanos(), wallNanos());
    return new DeviceReport.Energy(energy.source(), energy.joules());
  }

  @Override
  public void close() {
    energy.close();
  }

  void saveState(DataOutput out) throws IOException {
    champion.saveState(out);
    challenger.saveState(out);
    selector.saveState(out);
    controller.saveState(out);
    waiting.saveState(out);
    fresh.saveState(out);
    replay.saveState(out);
    reservoir.saveState(out);
    drift.saveState(out);
    energy.saveState(out);
    ledger.saveState(out);
    if (norms != null) {
      norms.saveState(out);
    }
    if (iteration != null) {
      iteration.saveState(out);
    }
    counters.saveState(out);
    out.writeDouble(evaluationCredit);
    out.writeInt(blockedInRow);
    out.writeLong((long) wallNanos());
    out.writeUTF(lastProblem);
  }

  void restoreState(DataInput in) throws IOException {
    champion.restoreState(in);
    challenger.restoreState(in);
    selector.restoreState(in);
    controller.restoreState(in);
    waiting.restoreState(in);
    fresh.restoreState(in);
    replay.restoreState(in);
    reservoir.restoreState(in);
    drift.restoreState(in);
    energy.restoreState(in);
    ledger.restoreState(in);
    if (norms != null) {
      norms.restoreState(in);
    }
    if (iteration != null) {
      iteration.restoreState(in);
    }
    counters.restoreState(in);
    evaluationCredit = in.readDouble();
    blockedInRow = in.readInt();
    earlierNanos = in.readLong();
    startNanos = clock.getAsLong();
    lastProblem = in.readUTF();
  }
}
