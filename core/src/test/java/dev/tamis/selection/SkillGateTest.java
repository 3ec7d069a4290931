package dev.tamis.selection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.within;

import dev.tamis.random.SeededGenerator;
import dev.tamis.report.FilterReport;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class SkillGateTest {

  @Test
  void liftIsEstimatedWithoutBiasWhileRanking() {
    checkLift(1, 0.3, 8000, 60);
    checkLift(8, 0.3, 1000, 60);
    checkLift(64, 0.1, 500, 60);
    checkLift(64, 0.3, 160, 120);
  }

  /**
   * Against the lift that the choices of all seeds had, known to the simulation alone; for single
   * images, where some choices are forced by the budget, against that of the top 22.5 %.
   */
  private static void checkLift(int size, double ratio, int steps, int seeds) {
    double chosenLoss = 0;
    long chosen = 0;
    double[] lifts = new double[seeds];
    double[] halfWidths = new double[seeds];
    for (int seed = 0; seed < seeds; seed++) {
      Simulation simulation =
          new Simulation(
              BudgetSettings.defaults(ratio).withScore(FilterScore.LOSS), size, 0.5, seed);
      for (int step = 0; step < steps; step++) {
        boolean ranking = simulation.rule.needsScores();
        simulation.step();
        for (int n = 0; ranking && n < size; n++) {
          if (simulation.decision.keepProbability(n) == 1) {
            chosen++;
            chosenLoss += simulation.losses[n];
          }
        }
      }
      FilterReport report = simulation.report();
      assertThat(report.choosing()).as("size %d, ratio %s, seed %d", size, ratio, seed).isTrue();
      lifts[seed] = report.lift();
      halfWidths[seed] = report.lift() - report.liftLow();
    }
    double truth = size == 1 ? 1.6051 : chosenLoss / chosen / Math.exp(0.32);
    double mean = 0;
    int covered = 0;
    for (int seed = 0; seed < seeds; seed++) {
      mean += lifts[seed] / seeds;
      covered += Math.abs(lifts[seed] - truth) <= halfWidths[seed] ? 1 : 0;
    }
    String as = "size " + size + ", ratio " + ratio + ", truth " + truth;
    assertThat(mean).as(as).isCloseTo(truth, within(0.025 * truth));
    assertThat((double) covered / seeds).as(as + ": coverage").isGreaterThanOrEqualTo(0.88);
  }

  @Test
  void liftIsEstimatedWithoutBiasWhileTheGateIsClosed() {
    // Audit and exploration alone: 30 % of a random sample; the top 22.5 % of 0.35-correlated
    // scores.
    int seeds = 100;
    double truth = 1.40998;
    double mean = 0;
    int covered = 0;
    for (int seed = 0; seed < seeds; seed++) {
      SeededGenerator generator = new SeededGenerator(seed);
      SkillGate gate = new SkillGate();
      for (int i = 0; i < 2048; i++) {
        double z = generator.nextGaussian();
        double score = 0.35 * z + Math.sqrt(1 - 0.35 * 0.35) * generator.nextGaussian();
        gate.add((float) score, (float) Math.exp(0.8 * z), 3.3, score >= 0.7554150);
      }
      gate.update();
      mean += gate.lift() / seeds;
      covered += Math.abs(gate.lift() - truth) <= gate.lift() - gate.low() ? 1 : 0;
    }
    assertThat(mean).isCloseTo(truth, within(0.03));
    assertThat(covered).isBetween(88, 100);
  }

  @Test
  void weightsUndoTheSampling() {
    // Chosen: loss 2, all known. Others: loss 1, one of ten known. Population mean 1.1.
    SkillGate gate = new SkillGate();
    for (int i = 0; i < 256; i++) {
      gate.add(1, 2, 1, true);
      for (int k = 0; k < 2; k++) {
        gate.add(0, 1, 4.5, false);
      }
    }
    gate.update();
    assertThat(gate.lift()).isCloseTo(2 / 1.1, within(1e-6));
    assertThat(gate.isOpen()).isTrue();
  }

  @Test
  void driftOfTheLossIsNoSkill() {
    int open = 0;
    int steps = 0;
    for (int seed = 0; seed < 20; seed++) {
      for (double drift : new double[] {0.99, 1.01}) {
        Simulation simulation =
            new Simulation(BudgetSettings.defaults(0.2).withScore(FilterScore.LOSS), 64, 0, seed);
        for (int step = 0; step < 200; step++) {
          simulation.lossFactor *= drift;
          simulation.step();
          open += simulation.rule.needsScores() ? 1 : 0;
          steps++;
        }
      }
    }
    assertThat((double) open / steps).isLessThan(0.05);
  }

  @Test
  void opensForSkillSoon() {
    for (int seed = 0; seed < 40; seed++) {
      check(
          new Simulation(BudgetSettings.defaults(0.3).withScore(FilterScore.LOSS), 64, 0.5, seed),
          50,
          seed);
      check(
          new Simulation(BudgetSettings.defaults(0.1).withScore(FilterScore.LOSS), 64, 0.5, seed),
          200,
          seed);
      check(
          new Simulation(BudgetSettings.defaults(0.3).withScore(FilterScore.LOSS), 1, 0.5, seed),
          3000,
          seed);
    }
  }

  private static void check(Simulation simulation, int limit, long seed) {
    simulation.openGate(limit);
    assertThat(simulation.rule.needsScores())
        .as("size %d, %d steps, seed %d", simulation.size, limit, seed)
        .isTrue();
  }

  @Test
  void staysClosedForChance() {
    for (int size : new int[] {1, 64}) {
      double open = 0;
      int openAtTheEnd = 0;
      int seeds = 40;
      for (int seed = 0; seed < seeds; seed++) {
        Simulation simulation =
            new Simulation(BudgetSettings.defaults(0.2).withScore(FilterScore.LOSS), size, 0, seed);
        for (int step = 0; step < 19_200 / size; step++) {
          simulation.step();
        }
        open += simulation.report().skilledRatio() / seeds;
        openAtTheEnd += simulation.report().choosing() ? 1 : 0;
      }
      assertThat(open).as("size %d: share of steps", size).isLessThan(0.06);
      assertThat(openAtTheEnd).as("size %d: seeds", size).isLessThanOrEqualTo(4);
    }
  }

  @Test
  void closesWithinAWindowOfLabelsWhenSkillIsLost() {
    for (int size : new int[] {1, 64}) {
      for (int seed = 0; seed < 10; seed++) {
        Simulation simulation =
            new Simulation(
                BudgetSettings.defaults(0.3).withScore(FilterScore.LOSS), size, 0.7, seed);
        for (int step = 0; step < 10_000 / size; step++) {
          simulation.step();
        }
        assertThat(simulation.rule.needsScores()).as("seed %d", seed).isTrue();
        simulation.skill = 0;
        long labels = 0;
        while (simulation.rule.needsScores() && labels < 5000) {
          simulation.step();
          labels += simulation.decision.labelled().count();
        }
        assertThat(labels).as("size %d, seed %d", size, seed).isLessThan(2200);
        simulation =
            new Simulation(
                BudgetSettings.defaults(0.3).withScore(FilterScore.LOSS), size, 0.7, seed);
        simulation.openGate(10_000);
        simulation.skill = -0.7;
        labels = 0;
        while (simulation.rule.needsScores() && labels < 5000) {
          simulation.step();
          labels += simulation.decision.labelled().count();
        }
        assertThat(labels).as("reversed, size %d, seed %d", size, seed).isLessThan(1000);
      }
    }
  }

  @Test
  void nothingToMeasureIsClosedAndNotANumber() {
    SkillGate gate = new SkillGate();
    gate.update();
    assertThat(gate.isOpen()).isFalse();
    assertThat(gate.highLoss(0.3)).isNaN();
    assertThat(gate.auc(1)).isNaN();
    for (int i = 0; i < 255; i++) {
      gate.add(i, i, 1, i > 200);
      gate.update();
      assertThat(gate.isOpen()).isFalse();
    }
    gate.add(255, 255, 1, true);
    gate.update();
    assertThat(gate.isOpen()).isTrue();
    for (int i = 0; i < 2048; i++) {
      gate.add(i, 0, 1, i % 2 == 0);
    }
    gate.update();
    assertThat(gate.isOpen()).isFalse();
    assertThat(gate.lift()).isNaN();
    assertThat(gate.low()).isNaN();
    assertThat(gate.auc(0)).isNaN();
  }

  @Test
  void highLossIsAWeightedQuantile() {
    SkillGate gate = new SkillGate();
    for (int i = 10; i >= 1; i--) {
      gate.add(0, i, 1, false);
    }
    assertThat(gate.highLoss(0.3)).isEqualTo(8);
    assertThat(gate.highLoss(0.1)).isEqualTo(10);
    assertThat(gate.highLoss(0.05)).isEqualTo(10);
    assertThat(gate.highLoss(1)).isEqualTo(1);
    gate.add(0, 7.5f, 10, false);
    assertThat(gate.highLoss(0.15)).isEqualTo(8);
    assertThat(gate.highLoss(0.16)).isEqualTo(7.5);
    assertThat(gate.highLoss(0.65)).isEqualTo(7.5);
    assertThat(gate.highLoss(0.66)).isEqualTo(7);
  }

  @Test
  void aucCountsTiesHalf() {
    SkillGate gate = new SkillGate();
    gate.add(1, 0, 1, false);
    gate.add(2, 1, 1, false);
    gate.add(2, 0, 1, false);
    gate.add(3, 1, 1, false);
    assertThat(gate.auc(1)).isEqualTo(3.5 / 4);
    assertThat(gate.auc(2)).isNaN();
    gate.add(-1, 5, 2, false);
    assertThat(gate.auc(1)).isEqualTo(3.5 / 8);
  }

  @Test
  void aucIsTheShareOfPairs() {
    for (int seed = 0; seed < 50; seed++) {
      SeededGenerator generator = new SeededGenerator(seed);
      int size = 2 + generator.nextInt(30);
      float[] scores = new float[size];
      float[] losses = new float[size];
      double[] weights = new double[size];
      SkillGate gate = new SkillGate();
      for (int i = 0; i < size; i++) {
        scores[i] = generator.nextInt(6) - 3;
        losses[i] = generator.nextInt(4);
        weights[i] = 1 + generator.nextInt(3);
        gate.add(scores[i], losses[i], weights[i], false);
      }
      double pairs = 0;
      double right = 0;
      for (int i = 0; i < size; i++) {
        for (int j = 0; j < size; j++) {
          if (losses[i] >= 2 && losses[j] < 2) {
            pairs += weights[i] * weights[j];
            right += weights[i] * weights[j] * (1 + Math.signum(scores[i] - scores[j])) / 2;
          }
        }
      }
      assertThat(gate.auc(2)).as("seed %d", seed).isCloseTo(right / pairs, within(1e-12));
    }
  }

  @Test
  void refusesAStateOutOfRange() throws IOException {
    byte[] state = States.bytes(new SkillGate()::saveState);
    state[0] = 127;
    assertThat(catchThrowable(() -> new SkillGate().restoreState(States.reader(state))))
        .isInstanceOf(IOException.class);
  }
}
