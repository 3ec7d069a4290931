package dev.tamis.selection;

import dev.tamis.cost.ComputeCost;
import dev.tamis.cost.Phase;
import dev.tamis.layer.ComputeResources;
import dev.tamis.network.BackwardPlan;
import dev.tamis.network.Network;
import dev.tamis.network.NetworkSpec;
import dev.tamis.random.SeededGenerator;
import dev.tamis.report.FalseDropEstimate;
import dev.tamis.report.FilterReport;
import dev.tamis.stream.InstanceIds;
import dev.tamis.tensor.FeatureMap;
import dev.tamis.tensor.InstanceSet;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * The early instance filter (Wu et al., arXiv 2007.03213): a tiny network predicts from the image
 * alone whether the main network's loss would be high, and labels itself from the losses that
 * become known. Two rules: the paper's, and a budgeted one that is ours.
 */
public final class EarlyInstanceFilter implements InstanceFilter {
  static final float LOSS_LIMIT = 1e4f;

  private final FilterLearner learner;
  private final SelectionRule rule;
  private final BreakEvenGuard guard = new BreakEvenGuard();
  private final boolean guarded;
  private final long mainForwardMacs;
  private long mainTrainingMacs;
  private final RandomDraw audit;
  private final FilterDecision decision;
  private final float[] finiteLosses;
  private boolean scored;
  private long spentMacs;
  private long auditedCount;
  private long auditedHigh;

  private EarlyInstanceFilter(
      FilterTraining training,
      SelectionRule rule,
      boolean guarded,
      FilterInput input,
      NetworkSpec main,
      ComputeResources resources,
      int capacity,
      long seed) {
    this.learner =
        new FilterLearner(training, rule.scoring(), main.input(), input, resources, capacity, seed);
    this.rule = rule;
    this.guarded = guarded;
    this.mainForwardMacs = main.forwardMacs();
    dropsSave(BackwardPlan.all(main));
    this.audit = new RandomDraw(capacity, SeededGenerator.split(seed, "filter.audit"));
    this.decision = new FilterDecision(capacity);
    this.finiteLosses = new float[capacity];
  }

  /**
   * The paper's rule: {@code --filter paper}. Without break-even guard, to be faithful.
   *
   * @param main the main network
   * @param capacity largest offered mini-batch
   */
  public static EarlyInstanceFilter paper(
      PaperSettings settings,
      FilterTraining training,
      NetworkSpec main,
      ComputeResources resources,
      int capacity,
      long seed) {
    return new EarlyInstanceFilter(
        training,
        new ThresholdRule(settings),
        false,
        new PixelInput(main.input()),
        main,
        resources,
        capacity,
        seed);
  }

  /**
   * Our rule: {@code --filter budgeted}. Suspended by the break-even guard while it costs more than
   * it saves.
   *
   * @param settings with {@link FilterScore#ENTROPY} the filter's network has an output per class
   * @param main the main network
   * @param capacity largest offered mini-batch
   */
  public static EarlyInstanceFilter budgeted(
      BudgetSettings settings,
      FilterTraining training,
      NetworkSpec main,
      ComputeResources resources,
      int capacity,
      long seed) {
    FilterInput input = new PixelInput(main.input());
    return budgeted(settings, training, input, main, resources, capacity, seed);
  }

  /**
   * The same on what the main network's first nodes make of the images, instead of the images (as
   * PFB, which drops after the first stage): their forward pass is paid for all that are looked at.
   *
   * @param training its network reads the output of the last of these nodes
   * @param nodes how many of the main network's nodes
   */
  public static EarlyInstanceFilter budgetedOnFeatures(
      BudgetSettings settings,
      FilterTraining training,
      Network main,
      int nodes,
      ComputeResources resources,
      int capacity,
      long seed) {
    FilterInput input = new FeatureInput(main, nodes, capacity);
    return budgeted(settings, training, input, main.spec(), resources, capacity, seed);
  }

  private static EarlyInstanceFilter budgeted(
      BudgetSettings settings,
      FilterTraining training,
      FilterInput input,
      NetworkSpec main,
      ComputeResources resources,
      int capacity,
      long seed) {
    SeededGenerator generator = SeededGenerator.split(seed, "filter.selection");
    FilterTarget target =
        settings.score() == FilterScore.ENTROPY
            ? new ProxyClassifier(main.output().size(), capacity)
            : new LossRegression();
    SelectionRule rule = new BudgetRule(settings, target, capacity, generator);
    return new EarlyInstanceFilter(training, rule, true, input, main, resources, capacity, seed);
  }

  /**
   * Says what of the main network is trained, if not all of it: a dropped instance saves its
   * forward pass and this backward pass, which the break-even guard weighs against the filter's
   * cost.
   */
  public void dropsSave(BackwardPlan plan) {
    mainTrainingMacs = mainForwardMacs + plan.errorMacs() + plan.weightMacs();
  }

  @Override
  public FilterDecision select(FeatureMap offered, InstanceIds ids, ComputeCost cost) {
    decision.reset(offered.instances());
    long before = filterMacs(cost);
    scored = false;
    if (guard.isPaused()) {
      decision.keepAll();
    } else {
      rule.begin(decision);
      scored = rule.needsScores();
      if (scored) {
        learner.score(offered, decision.looked(), cost);
      }
      rule.choose(learner.scores(), decision);
      chooseAudited();
    }
    decision.finish();
    spentMacs = filterMacs(cost) - before;
    return decision;
  }

  private void chooseAudited() {
    for (int n = 0; n < decision.offered(); n++) {
      boolean dropped = !decision.kept().contains(n) && !decision.uncertain().contains(n);
      if (dropped && audit.chance(rule.auditRatio())) {
        decision.audited().append(n);
      }
    }
  }

  @Override
  public void observe(
      FeatureMap offered, FilterDecision made, float[] losses, int[] labels, ComputeCost cost) {
    InstanceSet labelled = made.labelled();
    limit(losses, labelled);
    long before = filterMacs(cost);
    countFalseDrops(made);
    InstanceSet lessons = made.lessons();
    if (made.filtered() && lessons.count() > 0) {
      if (scored) {
        learner.retain(offered, made.looked(), lessons);
      } else {
        learner.scoreLessons(offered, lessons, cost);
      }
      rule.learn(made, learner.scores(), finiteLosses, labels, learner.error());
      learner.learn(cost);
    }
    if (guarded) {
      long dropped = (long) made.offered() - made.kept().count();
      long spent =
          spentMacs + filterMacs(cost) - before + (long) made.labelOnly().count() * mainForwardMacs;
      guard.count(spent, dropped * mainTrainingMacs, meanKeptLoss(made));
    }
  }

  /**
   * One infinite loss would stay in every mean for ever, and a NaN in the filter's weights.
   * Label-only instances may have such a loss while training is still sound.
   */
  private void limit(float[] losses, InstanceSet labelled) {
    for (int k = 0; k < labelled.count(); k++) {
      int n = labelled.get(k);
      finiteLosses[n] = losses[n] < LOSS_LIMIT ? losses[n] : LOSS_LIMIT;
    }
  }

  private void countFalseDrops(FilterDecision made) {
    for (int k = 0; k < made.audited().count(); k++) {
      auditedCount++;
      auditedHigh += rule.isHigh(finiteLosses[made.audited().get(k)]) ? 1 : 0;
    }
  }

  private double meanKeptLoss(FilterDecision made) {
    double sum = 0;
    for (int k = 0; k < made.kept().count(); k++) {
      sum += finiteLosses[made.kept().get(k)];
    }
    return made.kept().count() == 0 ? 0 : sum / made.kept().count();
  }

  private static long filterMacs(ComputeCost cost) {
    return cost.macs(Phase.FILTER_FORWARD) + cost.macs(Phase.FILTER_BACKWARD);
  }

  /** Multiply-accumulates of scoring one image, what is computed before its network included. */
  public long scoringMacs() {
    return learner.scoringMacs();
  }

  /** The filter's network. */
  public NetworkSpec network() {
    return learner.spec();
  }

  /** How often the break-even guard suspended filtering. */
  public long pauses() {
    return guard.pauses();
  }

  @Override
  public FilterReport report() {
    return rule.report(new FalseDropEstimate(auditedHigh, auditedCount));
  }

  @Override
  public long bytes() {
    return learner.bytes();
  }

  @Override
  public void saveState(DataOutput out) throws IOException {
    learner.saveState(out);
    rule.saveState(out);
    guard.saveState(out);
    audit.saveState(out);
    out.writeLong(auditedCount);
    out.writeLong(auditedHigh);
  }

  @Override
  public void restoreState(DataInput in) throws IOException {
    learner.restoreState(in);
    rule.restoreState(in);
    guard.restoreState(in);
    audit.restoreState(in);
    auditedCount = in.readLong();
    auditedHigh = in.readLong();
  }
}
