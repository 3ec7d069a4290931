package dev.tamis.selection;

import dev.tamis.random.SeededGenerator;
import dev.tamis.report.FalseDropEstimate;
import dev.tamis.report.FilterReport;
import dev.tamis.tensor.ErrorMap;
import dev.tamis.tensor.InstanceSet;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Our rule: rank, don't threshold. Of each mini-batch an exact share is kept: the highest scores,
 * and random ones for {@code exploreRatio} of it. What the score is, a {@link FilterTarget} says.
 * While the {@link SkillGate} is closed the whole share is random.
 */
final class BudgetRule implements SelectionRule {
  /**
   * Below this many offered instances a ranking within the mini-batch means little; it is used only
   * where a minimum has to be held.
   */
  private static final int RANKABLE = 8;

  private static final int LESSONS_PER_THRESHOLD = 16;
  private static final double LEAST_PROBABILITY = 1e-6;

  private final BudgetSettings settings;
  private final FilterTarget target;
  private final KeepBudget budget;
  private final RandomDraw draw;
  private final SkillGate gate = new SkillGate();
  private final ScoreWindow recent = new ScoreWindow();
  private final ScoreRanking ranking;
  private final boolean[] ranked;
  private final @Nullable KeepBudget thinning;
  private final boolean[] thinned;
  private final long[] order;
  private double threshold = Double.NaN;
  private long steps;
  private long skilledSteps;
  private long lessons;
  private boolean rankedNow;
  private double lookedShare = 1;

  /** A rule that learns losses. */
  BudgetRule(BudgetSettings settings, int capacity, SeededGenerator generator) {
    this(settings, new LossRegression(), capacity, generator);
  }

  BudgetRule(
      BudgetSettings settings, FilterTarget target, int capacity, SeededGenerator generator) {
    this.settings = settings;
    this.target = target;
    this.draw = new RandomDraw(capacity, generator);
    this.budget = new KeepBudget(settings.instanceKeepRatio(), settings.minimumKept(), draw);
    this.ranking = new ScoreRanking(settings.exploreRatio(), false, capacity, draw);
    this.ranked = ranking.ranked();
    double times = settings.prethinRatio();
    if (times != 0 && !(times >= 1)) {
      throw new IllegalArgumentException("prethinRatio " + times + " is neither 0 nor at least 1");
    }
    double looked = settings.lookedRatio();
    this.thinning = looked < 1 ? new KeepBudget(looked, 0, draw) : null;
    this.thinned = new boolean[capacity];
    this.order = new long[capacity];
    Ratios.requireShare("auditRatio", settings.auditRatio());
  }

  @Override
  public String mode() {
    return "budgeted";
  }

  @Override
  public boolean needsScores() {
    return gate.isOpen();
  }

  @Override
  public void begin(FilterDecision decision) {
    int offered = decision.offered();
    ranking.reset(offered);
    budget.earn(offered);
    steps++;
    rankedNow = gate.isOpen();
    lookedShare = 1;
    if (rankedNow && thinning != null) {
      thin(thinning, decision);
    }
  }

  /** At random, and at least as many as will be kept. */
  private void thin(KeepBudget looking, FilterDecision decision) {
    int offered = decision.offered();
    looking.earn(offered);
    int least = ranksWithin(offered) ? budget.affordable(offered) : 0;
    int count = Math.max(looking.affordable(offered), least);
    looking.spend(count);
    Arrays.fill(thinned, 0, offered, false);
    draw.mark(thinned, offered, count);
    InstanceSet looked = decision.looked();
    looked.clear();
    for (int n = 0; n < offered; n++) {
      if (thinned[n]) {
        looked.append(n);
      }
    }
    lookedShare = settings.minimumKept() == 0 ? settings.lookedRatio() : (double) count / offered;
  }

  private boolean ranksWithin(int offered) {
    return offered >= RANKABLE || settings.minimumKept() > 0;
  }

  @Override
  public void choose(float[] scores, FilterDecision decision) {
    int offered = decision.offered();
    if (!rankedNow) {
      int count = budget.affordable(offered);
      draw.uniform(offered, count, budget.keepProbability(offered, count), decision);
      budget.spend(count);
      return;
    }
    skilledSteps++;
    InstanceSet looked = decision.looked();
    for (int k = 0; k < looked.count(); k++) {
      recent.add(scores[looked.get(k)]);
    }
    if (ranksWithin(offered)) {
      int count = budget.affordable(offered);
      double share = budget.keepProbability(offered, count) / lookedShare;
      ranking.choose(scores, count, share, decision);
      budget.spend(count);
    } else {
      chooseByQuantile(scores, decision);
    }
    if (lookedShare < 1) {
      scaleProbabilities(decision);
    }
  }

  /** Whoever was not looked at might have been: on the whole each is kept with the whole share. */
  private void scaleProbabilities(FilterDecision decision) {
    for (int n = 0; n < decision.offered(); n++) {
      decision.keepProbability(
          n, thinned[n] ? lookedShare * decision.keepProbability(n) : settings.instanceKeepRatio());
    }
  }

  /**
   * Few instances at once: each against the scores of the recent past; the budget may run ahead or
   * behind by a few.
   */
  private void chooseByQuantile(float[] scores, FilterDecision decision) {
    double share = settings.instanceKeepRatio() / lookedShare;
    double explore = share * settings.exploreRatio();
    float bar = recent.quantile(1 - share + explore);
    for (int k = 0; k < decision.looked().count(); k++) {
      int n = decision.looked().get(k);
      boolean explored = draw.chance(explore);
      boolean forced = budget.credit() > RANKABLE;
      ranked[n] = scores[n] >= bar && budget.credit() > 0;
      if (ranked[n] || explored || forced) {
        decision.kept().append(n);
        budget.spend(1);
      }
      decision.keepProbability(n, ranked[n] || forced ? 1 : Math.max(explore, LEAST_PROBABILITY));
    }
  }

  @Override
  public double auditRatio() {
    return settings.auditRatio();
  }

  @Override
  public FilterScoring scoring() {
    return target;
  }

  @Override
  public void learn(
      FilterDecision decision, float[] scores, float[] losses, int[] labels, ErrorMap error) {
    target.teach(decision.lessons(), scores, losses, labels, error);
    teachGate(decision, scores, losses);
    if (lessons % LESSONS_PER_THRESHOLD == 0) {
      threshold = gate.highLoss(settings.instanceKeepRatio());
    }
    lessons++;
  }

  private void teachGate(FilterDecision decision, float[] scores, float[] losses) {
    InstanceSet labelled = decision.lessons();
    float bar = rankedNow ? 0 : barOfSample(labelled, scores);
    for (int k = 0; k < labelled.count(); k++) {
      int n = labelled.get(k);
      boolean chosen = rankedNow ? ranked[n] : scores[n] >= bar;
      // Those looked at are a random sample of the offered: what counts is how often among them.
      double keep = ranked[n] ? 1 : decision.keepProbability(n) / lookedShare;
      double known = keep + (1 - keep) * settings.auditRatio();
      gate.add(scores[n], losses[n], 1 / known, chosen);
    }
    gate.update();
  }

  /**
   * Score that the ranking would ask for, from a random sample: this step's where the share makes a
   * whole instance of it, otherwise the recent ones. Infinite where too few are known to tell.
   */
  private float barOfSample(InstanceSet labelled, float[] scores) {
    int count = labelled.count();
    for (int k = 0; k < count; k++) {
      recent.add(scores[labelled.get(k)]);
    }
    double share = settings.instanceKeepRatio() * (1 - settings.exploreRatio());
    if (count < RANKABLE || share * count < 1) {
      return recent.isReady() ? recent.quantile(1 - share) : Float.POSITIVE_INFINITY;
    }
    for (int k = 0; k < count; k++) {
      int n = labelled.get(k);
      order[k] = ((long) ScoreWindow.ascendingBits(scores[n]) << 32) | n;
    }
    Sorting.ascending(order, count);
    return scores[(int) order[count - (int) Math.round(share * count)]];
  }

  @Override
  public boolean isHigh(float loss) {
    return loss >= threshold;
  }

  @Override
  public FilterReport report(FalseDropEstimate falseDrops) {
    return new FilterReport(
        mode(),
        threshold,
        gate.lift(),
        gate.low(),
        gate.auc(threshold),
        gate.isOpen(),
        steps == 0 ? Double.NaN : (double) skilledSteps / steps,
        falseDrops);
  }

  @Override
  public void saveState(DataOutput out) throws IOException {
    budget.saveState(out);
    draw.saveState(out);
    if (thinning != null) {
      thinning.saveState(out);
    }
    gate.saveState(out);
    recent.saveState(out);
    ranking.saveState(out);
    target.saveState(out);
    out.writeDouble(threshold);
    out.writeLong(steps);
    out.writeLong(skilledSteps);
    out.writeLong(lessons);
  }

  @Override
  public void restoreState(DataInput in) throws IOException {
    budget.restoreState(in);
    draw.restoreState(in);
    if (thinning != null) {
      thinning.restoreState(in);
    }
    gate.restoreState(in);
    recent.restoreState(in);
    ranking.restoreState(in);
    target.restoreState(in);
    threshold = in.readDouble();
    steps = in.readLong();
    skilledSteps = in.readLong();
    lessons = in.readLong();
  }
}
