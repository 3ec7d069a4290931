package dev.tamis.device;

import dev.tamis.cost.ComputeCost;
import dev.tamis.layer.ComputeResources;
import dev.tamis.network.NetworkSpec;
import dev.tamis.optimizer.LearningRateSchedule;
import dev.tamis.random.SeededGenerator;
import dev.tamis.report.FalseDropEstimate;
import dev.tamis.selection.FilterNetworks;
import dev.tamis.selection.FilterScore;
import dev.tamis.selection.FilterTraining;
import dev.tamis.selection.InstanceScorer;
import dev.tamis.selection.LossPrediction;
import dev.tamis.selection.PaperSettings;
import dev.tamis.selection.ThresholdScorer;
import dev.tamis.tensor.FeatureMap;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * What the label of an instance is wanted for, if for anything: held out, trained on, audited. That
 * is drawn at random, from all instances and, once scores decide, one half from those they would
 * keep.
 */
final class StreamSelector {
  /** No label is wanted. */
  static final int NOTHING = 0;

  private static final int TRAINING = 1;
  private static final int HELD_OUT = 2;
  private static final int AUDIT = 4;

  /** Flag of what was drawn regardless of the image: of these, accuracy is estimated. */
  private static final int RANDOM = 8;

  /** The filter is unsure of it, and is to learn from its loss. */
  private static final int UNCERTAIN = 16;

  /** The paper's rule weighs by 1 / (1 - share). */
  private static final double MOST_HIGH_RATIO = 0.99;

  /**
   * Decision 9: a higher rate, or the usual momentum, learns nothing. With the paper's 0.1 its rule
   * keeps more and asks for more labels.
   */
  private static final double FILTER_RATE = 0.005;

  private static final double FILTER_MOMENTUM = 0.5;

  private final AdaptationConfig config;
  private final @Nullable InstanceScorer scorer;
  private final @Nullable ThresholdScorer rule;
  private final double filterShareRatio;
  private final FeatureMap look;
  private final StreamBudget budget;
  private final SelectionGate gate;
  private final SeededGenerator holdout;
  private final SeededGenerator audit;
  private boolean audited;
  private double heldOut;
  private int chosen;
  private boolean stretchCounts;
  private long stretchStart;

  StreamSelector(NetworkSpec spec, AdaptationConfig config, ComputeResources resources) {
    this.config = config;
    long seed = config.seed();
    // Every instance is predicted there anyway, so that nothing is saved by not looking.
    double prethin = config.selector() == Selector.ENTROPY_FORWARD ? 0 : config.prethinRatio();
    budget = new StreamBudget(config.exploreRatio(), prethin, seed);
    gate = new SelectionGate(seed);
    holdout = SeededGenerator.split(seed, "device.holdout");
    audit = SeededGenerator.split(seed, "device.audit");
    look = FeatureMap.allocate(spec.input(), 1);
    if (config.selector().hasFilter()) {
      boolean entropy = config.selector() == Selector.FILTER_ENTROPY;
      NetworkSpec network = FilterNetworks.forMain(spec, entropy ? spec.output().size() : 1);
      FilterTraining training =
          new FilterTraining(
              network, LearningRateSchedule.constant(FILTER_RATE), FILTER_MOMENTUM, 0);
      boolean paper = config.selector() == Selector.PAPER;
      scorer = paper ? null : scorer(entropy, training, spec, config, resources);
      rule = paper ? rule(training, spec, config, resources) : null;
      filterShareRatio = (double) network.forwardMacs() / spec.forwardMacs();
    } else {
      scorer = null;
      rule = null;
      filterShareRatio = Double.NaN;
    }
  }

  private static InstanceScorer scorer(
      boolean entropy,
      FilterTraining training,
      NetworkSpec spec,
      AdaptationConfig config,
      ComputeResources resources) {
    FilterScore score = entropy ? FilterScore.ENTROPY : FilterScore.LOSS;
    return new InstanceScorer(score, training, spec, resources, config.batchSize(), config.seed());
  }

  private static ThresholdScorer rule(
      FilterTraining training,
      NetworkSpec spec,
      AdaptationConfig config,
      ComputeResources resources) {
    PaperSettings settings =
        PaperSettings.defaults(highLossRatio(config.instanceKeepRatio()))
            .withAuditRatio(config.auditRatio());
    // Kept ones, and as many that are only labelled.
    int lessons = 2 * config.batchSize();
    return new ThresholdScorer(settings, training, spec, resources, lessons, config.seed());
  }

  private static double highLossRatio(double keepRatio) {
    return Math.min(MOST_HIGH_RATIO, keepRatio);
  }

  static boolean isTraining(int wanted) {
    return (wanted & TRAINING) != 0;
  }

  static boolean isHeldOut(int wanted) {
    return (wanted & HELD_OUT) != 0;
  }

  static boolean isRandom(int wanted) {
    return (wanted & RANDOM) != 0;
  }

  static boolean isUncertain(int wanted) {
    return (wanted & UNCERTAIN) != 0;
  }

  /** Whether the served network's answer is compared with the label. */
  static boolean isJudged(int wanted) {
    return (wanted & (RANDOM | AUDIT)) != 0;
  }

  /** Whether the paper's rule chooses, iteration by iteration. */
  boolean hasRule() {
    return rule != null;
  }

  private boolean mayRank(long trained) {
    return switch (config.selector()) {
      case RANDOM -> false;
      // The served network has learnt before.
      case ENTROPY_FORWARD -> true;
      // Predicts that all are high at first.
      case PAPER -> true;
      case FILTER_ENTROPY, FILTER_LOSS -> trained >= config.coldStartLabels();
    };
  }

  private boolean ranks(long trained) {
    return mayRank(trained) && (!config.gated() || gate.isRanking());
  }

  /**
   * The next instance.
   *
   * @param keepRatio share that is to be trained on
   * @param trained instances trained on so far
   * @return whether the image decides, by {@link #choose} or {@link #look}; otherwise {@link
   *     #chosen} says
   */
  boolean begin(double keepRatio, long trained) {
    audited = audit.nextDouble() < config.auditRatio();
    boolean ranking = ranks(trained);
    heldOut = holdout.nextDouble();
    boolean ruled = rule != null && ranking;
    if (rule != null) {
      rule.highLossRatio(highLossRatio(keepRatio));
    }
    double share = ranking ? config.holdoutRatio() / 2 : config.holdoutRatio();
    if (heldOut < share * keepRatio) {
      if (!ruled) {
        budget.pass(keepRatio);
      }
      chosen = HELD_OUT | RANDOM;
      return false;
    }
    // Uniform again, as it is no smaller.
    heldOut = (heldOut - share * keepRatio) / (1 - share * keepRatio);
    if (ruled) {
      return true;
    }
    StreamBudget.Draw draw = budget.next(keepRatio, ranking);
    chosen = draw == StreamBudget.Draw.KEPT ? TRAINING | RANDOM : dropped();
    if (rule != null && chosen != NOTHING) {
      rule.drawn();
    }
    return draw == StreamBudget.Draw.LOOK;
  }

  private int dropped() {
    return audited ? AUDIT : NOTHING;
  }

  int chosen() {
    return chosen;
  }

  /**
   * What an instance with this score is wanted for. Some of those that are worth training on are
   * held out, because on the others old and new weights hardly ever differ.
   */
  int choose(float score) {
    if (!budget.keep(score)) {
      chosen = dropped();
    } else if (heldOut * (1 - config.exploreRatio()) < config.holdoutRatio() / 2) {
      budget.giveBack();
      chosen = HELD_OUT;
    } else {
      chosen = TRAINING;
    }
    return chosen;
  }

  /**
   * What an instance is wanted for by what the filter's network says of it; only for selectors that
   * have one.
   */
  int look(float[] image, int offset, ComputeCost cost) {
    System.arraycopy(image, offset, look.data(), 0, look.shape().size());
    if (rule != null) {
      return choose(rule.predict(look, cost));
    }
    if (scorer != null) {
      return choose(scorer.score(look, cost));
    }
    throw new IllegalStateException(config.selector() + " has no filter network");
  }

  private int choose(LossPrediction predicted) {
    chosen =
        switch (predicted) {
          case HIGH -> heldOut < config.holdoutRatio() / 2 ? HELD_OUT : TRAINING;
          case UNCERTAIN -> UNCERTAIN;
          case LOW -> dropped();
        };
    return chosen;
  }

  /**
   * Learns from a mini-batch that was trained on.
   *
   * @param replayed how many of it, its first, are; the paper's rule learns nothing from these
   */
  void learn(FeatureMap images, int replayed, float[] losses, int[] labels, ComputeCost cost) {
    if (scorer != null) {
      scorer.learn(images, losses, labels, cost);
    }
    if (rule != null) {
      for (int n = replayed; n < images.instances(); n++) {
        rule.add(images.data(), images.offset(n), losses[n]);
      }
    }
  }

  /** Learns from instances that are only labelled. */
  void learn(InstanceStore store, float[] losses) {
    if (rule != null) {
      for (int row = 0; row < store.count(); row++) {
        rule.add(store.images(), store.offset(row), losses[row]);
      }
    }
  }

  /** Ends an iteration of the paper's rule: its filter takes a step on what it has learnt. */
  void endIteration(ComputeCost cost) {
    if (rule != null) {
      rule.learn(cost);
    }
  }

  /**
   * Ends a stretch between two trials.
   *
   * @param gain of the trained network's accuracy on held-out instances
   * @param steps so far
   * @param trained so far
   */
  void endStretch(double gain, long steps, long trained) {
    if (stretchCounts && steps > stretchStart) {
      gate.endStretch(gain, steps - stretchStart);
    }
    stretchStart = steps;
    stretchCounts = config.gated() && mayRank(trained);
  }

  /** What is being compared was lost: the stretch counts for nobody. */
  void abandonStretch() {
    stretchCounts = false;
  }

  DeviceReport.Selection report(long trained, FalseDropEstimate falseDrops) {
    return new DeviceReport.Selection(
        config.selector(),
        ranks(trained),
        config.selector() != Selector.RANDOM && (!config.gated() || gate.rankingLeads()),
        gate.rankingRatio(),
        gate.rounds(),
        gate.advantage(),
        falseDrops,
        filterShareRatio,
        rule == null ? Double.NaN : rule.threshold());
  }

  long bytes() {
    return (long) look.data().length * Float.BYTES
        + (scorer == null ? 0 : scorer.bytes())
        + (rule == null ? 0 : rule.bytes());
  }

  void saveState(DataOutput out) throws IOException {
    out.writeUTF(config.selector().name());
    if (scorer != null) {
      scorer.saveState(out);
    }
    if (rule != null) {
      rule.saveState(out);
    }
    budget.saveState(out);
    gate.saveState(out);
    out.writeLong(holdout.state());
    out.writeLong(audit.state());
    out.writeBoolean(stretchCounts);
    out.writeLong(stretchStart);
  }

  void restoreState(DataInput in) throws IOException {
    String saved = in.readUTF();
    if (!saved.equals(config.selector().name())) {
      throw new IOException(
          "it was saved with selector " + saved + ", not with " + config.selector());
    }
    if (scorer != null) {
      scorer.restoreState(in);
    }
    if (rule != null) {
      rule.restoreState(in);
    }
    budget.restoreState(in);
    gate.restoreState(in);
    holdout.restore(in.readLong());
    audit.restore(in.readLong());
    stretchCounts = in.readBoolean();
    stretchStart = in.readLong();
  }
}
