package dev.tamis.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class TrialTest {
  private static final float[] IMAGE = {0};

  private final HoldoutReservoir reservoir = new HoldoutReservoir(1, 1, 400, 1);
  private final Trial trial = new Trial(1, 0.9, 0.02);
  private boolean uniform = true;
  private float rise;
  private long ids;

  /** Rows of the recent half, of which the networks get so many right, and the same of the old. */
  private Trial.Verdict judge(int[] recent, int[] old) {
    fill(recent, false);
    fill(old, true);
    reservoir.beginTrial();
    for (int row = 0; row < reservoir.count(); row++) {
      boolean isOld = reservoir.isOld(row);
      int[] numbers = isOld ? old : recent;
      int k = isOld ? row - (reservoir.count() - reservoir.oldCount()) : row;
      reservoir.noteTrained(row, k >= numbers[1] && k < numbers[1] + numbers[2], trained(row));
    }
    return trial.judge(reservoir);
  }

  /** Risen by about {@code rise}, differently from row to row. */
  private float trained(int row) {
    return 0.5f + rise * (row % 4);
  }

  /** Of {@code numbers[0]} rows the served network gets the first {@code numbers[1]} right. */
  private void fill(int[] numbers, boolean old) {
    for (int k = 0; k < numbers[0]; k++) {
      boolean right = k < numbers[1];
      if (old) {
        reservoir.addOld(--ids, 0, right, IMAGE, 0);
      } else {
        reservoir.add(-1000 - --ids, 0, right, uniform, IMAGE, 0);
      }
    }
    for (int row = 0; row < reservoir.count(); row++) {
      halfSure(reservoir, row);
    }
  }

  /** The served network gives every label a half. */
  private static void halfSure(HoldoutReservoir reservoir, int row) {
    reservoir.noteServed(row, reservoir.servedRight(row), 0.5f, false);
  }

  @Test
  void moreThatAreRightWin() {
    // 20 only the served one gets right, 40 only the trained one.
    assertThat(judge(new int[] {100, 20, 40}, new int[] {0, 0, 0})).isEqualTo(Trial.Verdict.SERVE);
    assertThat(trial.servedRight()).isEqualTo(20);
    assertThat(trial.trainedRight()).isEqualTo(40);
  }

  @Test
  void aFewMoreProveNothing() {
    assertThat(judge(new int[] {100, 20, 22}, new int[] {0, 0, 0}))
        .isEqualTo(Trial.Verdict.CONTINUE);
  }

  @Test
  void aSurerNetworkWinsUnlessMoreAreLostThanWon() {
    rise = 0.01f;
    assertThat(judge(new int[] {100, 20, 22}, new int[] {0, 0, 0})).isEqualTo(Trial.Verdict.SERVE);
    HoldoutReservoir other = new HoldoutReservoir(1, 1, 400, 1);
    for (int row = 0; row < 100; row++) {
      other.add(row, 0, row < 22, true, IMAGE, 0);
      halfSure(other, row);
      other.noteTrained(row, row >= 22 && row < 42, trained(row));
    }
    assertThat(trial.judge(other)).isEqualTo(Trial.Verdict.CONTINUE);
  }

  @Test
  void aRareClassHasTheSameSayInWhatIsSurer() {
    Trial twoClasses = new Trial(2, 0.9, 0.02);
    HoldoutReservoir world = new HoldoutReservoir(1, 2, 400, 1);
    for (int row = 0; row < 100; row++) {
      world.add(row, row < 90 ? 0 : 1, true, true, IMAGE, 0);
      halfSure(world, row);
      // Of the frequent class it is 0.02 surer, of the rare one 0.05 less sure.
      world.noteTrained(row, true, row < 90 ? 0.51f + 0.01f * (row % 3) : 0.45f);
    }
    assertThat(twoClasses.judge(world)).isEqualTo(Trial.Verdict.CONTINUE);
    for (int row = 90; row < 100; row++) {
      world.noteTrained(row, true, 0.51f);
    }
    assertThat(twoClasses.judge(world)).isEqualTo(Trial.Verdict.SERVE);
  }

  @Test
  void frequentClassesThatAreWonDoNotMakeUpForRareOnesThatFall() {
    Trial twoClasses = new Trial(2, 0.9, 0.02);
    HoldoutReservoir world = new HoldoutReservoir(1, 2, 400, 1);
    for (int row = 0; row < 100; row++) {
      boolean frequent = row < 90;
      world.add(row, frequent ? 0 : 1, !frequent || row >= 20, true, IMAGE, 0);
      halfSure(world, row);
      // Twenty of the frequent class are won; the rare one is less sure by more than that.
      world.noteTrained(row, true, frequent ? 0.52f : 0.4f);
    }
    assertThat(twoClasses.judge(world)).isEqualTo(Trial.Verdict.CONTINUE);
    for (int row = 90; row < 100; row++) {
      world.noteTrained(row, true, 0.5f);
    }
    assertThat(twoClasses.judge(world)).isEqualTo(Trial.Verdict.SERVE);
  }

  @Test
  void pValuesOfAMeanAreThoseOfTheNormalDistribution() {
    assertThat(PairedTest.pValue(1.6448536, 1.0)).isCloseTo(0.05, within(1e-6));
    assertThat(PairedTest.pValue(-0.5, 0.25)).isCloseTo(0.9772499, within(1e-6));
    assertThat(PairedTest.pValue(0.0, 0.0)).isEqualTo(1);
    assertThat(PairedTest.pValue(0.1, 0.0)).isEqualTo(0);
  }

  @Test
  void fewerThatAreRightLose() {
    assertThat(judge(new int[] {100, 50, 20}, new int[] {0, 0, 0}))
        .isEqualTo(Trial.Verdict.ROLL_BACK);
  }

  @Test
  void aWinThatForgetsIsNotServed() {
    assertThat(judge(new int[] {150, 10, 60}, new int[] {100, 34, 10}))
        .isEqualTo(Trial.Verdict.BLOCK);
  }

  @Test
  void aStreamThatReallyChangedMayCostALittleOfTheOld() {
    assertThat(judge(new int[] {150, 10, 60}, new int[] {100, 20, 10}))
        .isEqualTo(Trial.Verdict.SERVE);
  }

  @Test
  void smallLossesOfWhatWasKnownAddUp() {
    // Seven of the old are lost without any gain of the recent. Were they served all the same:
    assertThat(judge(new int[] {100, 30, 30}, new int[] {100, 9, 2}))
        .isEqualTo(Trial.Verdict.CONTINUE);
    reservoir.serveTrained();
    // From there, fifteen recent ones are won, and one more of the old is lost.
    reservoir.beginTrial();
    int recentRows = reservoir.count() - reservoir.oldCount();
    for (int row = 0; row < reservoir.count(); row++) {
      boolean right = reservoir.isOld(row) ? row == recentRows + 9 : row < 45;
      reservoir.noteTrained(row, right, 0.5f);
    }
    assertThat(trial.judge(reservoir)).isEqualTo(Trial.Verdict.BLOCK);
  }

  @Test
  void aWinOnChosenInstancesAloneIsNotServedWhereAllTogetherLose() {
    fill(new int[] {100, 20, 0}, false);
    uniform = false;
    fill(new int[] {100, 0, 0}, false);
    reservoir.beginTrial();
    for (int row = 0; row < 200; row++) {
      reservoir.noteTrained(row, (row >= 10 && row < 20) || row >= 160, 0.5f);
    }
    assertThat(trial.judge(reservoir)).isEqualTo(Trial.Verdict.BLOCK);
    reservoir.beginTrial();
    for (int row = 0; row < 200; row++) {
      reservoir.noteTrained(row, (row >= 1 && row < 20) || row >= 160, 0.5f);
    }
    assertThat(trial.judge(reservoir)).isEqualTo(Trial.Verdict.SERVE);
  }

  @Test
  void instancesFromBeforeTheStreamDoNotSayHowTheStreamIs() {
    uniform = false;
    // Sixty of the chosen ones are won for four of the old ones, which the limit allows.
    assertThat(judge(new int[] {150, 0, 60}, new int[] {100, 4, 0})).isEqualTo(Trial.Verdict.SERVE);
  }

  @Test
  void whatWasKnownBeforeMayBeLostALittle() {
    assertThat(judge(new int[] {150, 10, 60}, new int[] {100, 4, 2}))
        .isEqualTo(Trial.Verdict.SERVE);
  }

  @Test
  void noiseOnRecentOnesDoesNotHideALossOfOldOnes() {
    assertThat(judge(new int[] {150, 30, 33}, new int[] {100, 20, 2}))
        .isEqualTo(Trial.Verdict.ROLL_BACK);
  }

  @Test
  void tooFewDecideNothing() {
    assertThat(judge(new int[] {Trial.LEAST - 1, 0, Trial.LEAST - 1}, new int[] {0, 0, 0}))
        .isEqualTo(Trial.Verdict.CONTINUE);
  }
}
