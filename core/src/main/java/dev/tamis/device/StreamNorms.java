package dev.tamis.device;

import dev.tamis.cost.ComputeCost;
import dev.tamis.cost.Phase;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** Lets the batch norms of the served and of the trained network follow the stream. */
final class StreamNorms {
  /** Fewer instances from before the stream are no reference. */
  private static final int LEAST_REFERENCE = 64;

  private final Champion champion;
  private final Challenger challenger;
  private final ComputeCost ledger;
  private final long forwardMacs;
  private final StreamStatistics statistics;
  private final StatisticsGuard guard = new StatisticsGuard();
  private final Champion.Answer answer = new Champion.Answer();
  private boolean begun;
  private boolean moved;

  StreamNorms(Champion champion, Challenger challenger, ComputeCost ledger) {
    this.champion = champion;
    this.challenger = challenger;
    this.ledger = ledger;
    this.forwardMacs = champion.spec().forwardMacs();
    this.statistics = champion.statistics();
  }

  StreamStatistics statistics() {
    return statistics;
  }

  /**
   * The stream begins: measures what came before it, once.
   *
   * @param anchors held-out instances from before the stream
   * @param remembered other instances from before the stream
   */
  void begin(InstanceStore anchors, InstanceStore remembered) {
    if (begun) {
      return;
    }
    begun = true;
    if (anchors.count() + remembered.count() >= LEAST_REFERENCE) {
      refer(anchors);
      refer(remembered);
      statistics.endReference();
    }
  }

  private void refer(InstanceStore store) {
    for (int row = 0; row < store.count(); row++) {
      measure(store.images(), store.offset(row));
      statistics.refer(1);
    }
  }

  /** Measures the next instance of the stream; a prediction just made is used. */
  void add(float[] image, int offset) {
    if (statistics.following()) {
      measure(image, offset);
      moved |= statistics.add(1);
    }
  }

  /** Normalises by what was measured: last, as all that was predicted is forgotten then. */
  void apply() {
    if (moved) {
      moved = false;
      normalise();
    }
  }

  private void measure(float[] image, int offset) {
    long start = System.nanoTime();
    if (champion.measure(image, offset, statistics.moments())) {
      pay(1, start);
    }
  }

  private void pay(int passes, long start) {
    ledger.add(
        Phase.LABEL_FORWARD,
        passes * forwardMacs,
        passes * champion.forwardBitMacs(),
        System.nanoTime() - start);
  }

  /** Loss of an instance by today's statistics less that by the shipped ones. */
  private double lead(float[] image, int offset, int label) {
    long start = System.nanoTime();
    champion.answer(image, offset, label, answer);
    float shipped = champion.probabilityAsShipped(image, offset, label, statistics);
    pay(answer.computed() ? 2 : 1, start);
    return StatisticsGuard.loss(answer.probability()) - StatisticsGuard.loss(shipped);
  }

  /** The label of a held-out instance that was drawn at random. */
  void judge(float[] image, int offset, int label) {
    if (statistics.following() && guard.add(lead(image, offset, label))) {
      statistics.following(false);
      normalise();
    }
  }

  /** The stream has changed: it is worth following again. */
  void drift() {
    if (!statistics.following()) {
      statistics.following(true);
      statistics.restart();
      guard.reset();
      normalise();
    }
  }

  private void normalise() {
    champion.normalise(statistics);
    challenger.normalise(statistics);
  }

  long bytes() {
    return statistics.bytes();
  }

  void saveState(DataOutput out) throws IOException {
    statistics.saveState(out);
    guard.saveState(out);
    out.writeBoolean(begun);
  }

  void restoreState(DataInput in) throws IOException {
    statistics.restoreState(in);
    guard.restoreState(in);
    begun = in.readBoolean();
  }
}
