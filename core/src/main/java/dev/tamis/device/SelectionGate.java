package dev.tamis.device;

import dev.tamis.random.SeededGenerator;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * Decides between ranking and chance by what the accuracy on the held-out instances gained while
 * each was in use: a comparison of two arms on stretches of the stream. Stretches come in rounds of
 * four; the arm that leads has three of them and the other one, in random places, so that both face
 * the same times. A loss that is higher among chosen instances says nothing of this: bursts have
 * that, too. Ranking leads until chance is ahead by more than the standard error of the rounds'
 * differences.
 */
final class SelectionGate {
  private static final int ROUND = 4;
  private static final int LEAST_ROUNDS = 3;

  /** Weight that a round's difference keeps when the next one is known. */
  private static final double FADING = 0.9;

  private final SeededGenerator generator;
  private boolean rankingLeads = true;
  private int stretch;
  private int exception;
  private double leadGain;
  private double otherGain;
  private double weight;
  private double squaredWeight;
  private double sum;
  private double squares;
  private long rounds;
  private long rankingSteps;
  private long steps;

  SelectionGate(long seed) {
    generator = SeededGenerator.split(seed, "device.gate");
    exception = generator.nextInt(ROUND);
  }

  /** Whether scores decide in this stretch. */
  boolean isRanking() {
    return (stretch == exception) != rankingLeads;
  }

  boolean rankingLeads() {
    return rankingLeads;
  }

  /** Completed comparisons. */
  long rounds() {
    return rounds;
  }

  /** Share of the steps in which scores decided; NaN before the first. */
  double rankingRatio() {
    return (double) rankingSteps / steps;
  }

  /** Mean gain of ranking over chance, in accuracy per step; NaN before it is known. */
  double advantage() {
    return sum / weight;
  }

  /**
   * Ends a stretch.
   *
   * @param gain rise of the accuracy on held-out instances over the stretch
   * @param stretchSteps training steps in it, at least 1
   */
  void endStretch(double gain, long stretchSteps) {
    steps += stretchSteps;
    rankingSteps += isRanking() ? stretchSteps : 0;
    double perStep = gain / stretchSteps;
    if (stretch == exception) {
      otherGain += perStep;
    } else {
      leadGain += perStep / (ROUND - 1);
    }
    stretch++;
    if (stretch == ROUND) {
      endRound();
    }
  }

  private void endRound() {
    double difference = rankingLeads ? leadGain - otherGain : otherGain - leadGain;
    weight = FADING * weight + 1;
    squaredWeight = FADING * FADING * squaredWeight + 1;
    sum = FADING * sum + difference;
    squares = FADING * squares + difference * difference;
    rounds++;
    if (rounds >= LEAST_ROUNDS) {
      double mean = sum / weight;
      double variance = Math.max(0, squares / weight - mean * mean);
      double effective = weight * weight / squaredWeight;
      double error = Math.sqrt(variance / Math.max(1, effective - 1));
      rankingLeads = rankingLeads ? mean >= -error : mean > error;
    }
    stretch = 0;
    exception = generator.nextInt(ROUND);
    leadGain = 0;
    otherGain = 0;
  }

  void saveState(DataOutput out) throws IOException {
    out.writeLong(generator.state());
    out.writeBoolean(rankingLeads);
    out.writeInt(stretch);
    out.writeInt(exception);
    for (double value : new double[] {leadGain, otherGain, weight, squaredWeight, sum, squares}) {
      out.writeDouble(value);
    }
    out.writeLong(rounds);
    out.writeLong(rankingSteps);
    out.writeLong(steps);
  }

  void restoreState(DataInput in) throws IOException {
    generator.restore(in.readLong());
    rankingLeads = in.readBoolean();
    stretch = in.readInt();
    exception = in.readInt();
    leadGain = in.readDouble();
    otherGain = in.readDouble();
    weight = in.readDouble();
    squaredWeight = in.readDouble();
    sum = in.readDouble();
    squares = in.readDouble();
    rounds = in.readLong();
    rankingSteps = in.readLong();
    steps = in.readLong();
  }
}
