package dev.tamis.selection;

import dev.tamis.random.SeededGenerator;
import dev.tamis.report.FalseDropEstimate;
import dev.tamis.report.FilterReport;
import dev.tamis.tensor.ErrorMap;
import dev.tamis.tensor.Shape;

/**
 * A budgeted rule without networks: losses exp(0.8 z) for standard normal z, scores whose
 * correlation with z is {@code skill}, and the audit as the early instance filter does it.
 */
final class Simulation {
  final BudgetRule rule;
  final FilterDecision decision;
  final float[] scores;
  final float[] losses;
  final int[] labels = new int[0];
  final ErrorMap error;
  final int size;
  double skill;
  double scoreShift;
  double lossFactor = 1;
  long offered;
  long kept;
  long steps;
  private final double auditRatio;
  private final SeededGenerator world;
  private final RandomDraw audit;

  Simulation(BudgetSettings settings, int size, double skill, long seed) {
    this.rule = new BudgetRule(settings, size, SeededGenerator.split(seed, "rule"));
    this.decision = new FilterDecision(size);
    this.scores = new float[size];
    this.losses = new float[size];
    this.error = ErrorMap.allocate(Shape.vector(1), size);
    this.size = size;
    this.skill = skill;
    this.auditRatio = settings.auditRatio();
    this.world = SeededGenerator.split(seed, "world");
    this.audit = new RandomDraw(size, SeededGenerator.split(seed, "audit"));
  }

  void step() {
    draw();
    choose();
    learn();
  }

  /** Mean of the losses. */
  double meanLoss() {
    return lossFactor * Math.exp(0.32);
  }

  void draw() {
    for (int n = 0; n < size; n++) {
      double z = world.nextGaussian();
      losses[n] = (float) (lossFactor * Math.exp(0.8 * z));
      double noise = world.nextGaussian();
      scores[n] = (float) (skill * z + Math.sqrt(1 - skill * skill) * noise + scoreShift);
    }
  }

  void choose() {
    decision.reset(size);
    rule.begin(decision);
    for (int n = 0; n < size; n++) {
      // Not looked at: must not be used.
      scores[n] = decision.looked().contains(n) ? scores[n] : Float.NaN;
    }
    rule.choose(scores, decision);
    for (int n = 0; n < size; n++) {
      if (!decision.kept().contains(n) && audit.chance(auditRatio)) {
        decision.audited().append(n);
      }
    }
    decision.finish();
    offered += size;
    kept += decision.kept().count();
    steps++;
  }

  void learn() {
    if (decision.labelled().count() > 0) {
      error.resize(decision.labelled().count());
      rule.learn(decision, scores, losses, labels, error);
    }
  }

  FilterReport report() {
    return rule.report(new FalseDropEstimate(0, 0));
  }

  /** Steps until the ranking decides, at most {@code limit}. */
  int openGate(int limit) {
    int taken = 0;
    while (!rule.needsScores() && taken < limit) {
      step();
      taken++;
    }
    return taken;
  }
}
