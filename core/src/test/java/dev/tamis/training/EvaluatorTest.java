package dev.tamis.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.tamis.report.EvaluationReport;
import dev.tamis.stream.InvalidInstanceException;
import dev.tamis.tensor.Shape;
import dev.tamis.testing.TestImages;
import dev.tamis.testing.Values;
import dev.tamis.training.SmallTraining.Filter;
import org.junit.jupiter.api.Test;

class EvaluatorTest {
  private static final long SEED = 41;
  private static final int CLASSES = SmallTraining.CLASSES;

  private static SmallTraining training() {
    return new SmallTraining(1, 32, Filter.NONE, null, SEED);
  }

  private static TestImages images(int count) {
    return new TestImages(SmallTraining.IMAGES, CLASSES, count, false, SEED);
  }

  @Test
  void everyInstanceCountsOnceWhateverTheBatchSizeAndNothingChanges() {
    try (SmallTraining training = training()) {
      training.steps(20);
      float[] statistics = training.network.parameters().statistics().data().clone();
      TestImages images = images(23);
      EvaluationReport whole = new Evaluator(training.network, images, 23).evaluate();
      for (int batchSize : new int[] {1, 7, 22, 100}) {
        EvaluationReport report = new Evaluator(training.network, images, batchSize).evaluate();

        assertThat(report.count()).as("batch size %d", batchSize).isEqualTo(23);
        assertThat(report.meanLoss()).isCloseTo(whole.meanLoss(), within(1e-5));
        for (int label = 0; label < CLASSES; label++) {
          for (int predicted = 0; predicted < CLASSES; predicted++) {
            assertThat(report.count(label, predicted)).isEqualTo(whole.count(label, predicted));
          }
        }
      }
      Values.assertSameBits(
          "running statistics", training.network.parameters().statistics().data(), statistics);
    }
  }

  @Test
  void labelsAreTheRowsOfTheConfusion() {
    try (SmallTraining training = training()) {
      TestImages images = images(23);
      int[] expected = new int[CLASSES];
      for (int i = 0; i < 23; i++) {
        expected[images.label(i)]++;
      }
      EvaluationReport report = new Evaluator(training.network, images, 8).evaluate();
      for (int label = 0; label < CLASSES; label++) {
        int row = 0;
        for (int predicted = 0; predicted < CLASSES; predicted++) {
          row += report.count(label, predicted);
        }
        assertThat(row).as("label %d, seed %d", label, SEED).isEqualTo(expected[label]);
      }
    }
  }

  @Test
  void whatDoesNotFitTheNetworkIsRefused() {
    try (SmallTraining training = training()) {
      assertThatThrownBy(() -> new Evaluator(training.network, images(0), 4))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("empty");
      TestImages coloured = new TestImages(new Shape(10, 10, 3), CLASSES, 5, false, SEED);
      assertThatThrownBy(() -> new Evaluator(training.network, coloured, 4))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("10x10x1")
          .hasMessageContaining("10x10x3");
      TestImages finer = new TestImages(SmallTraining.IMAGES, CLASSES + 1, 5, false, SEED);
      assertThatThrownBy(() -> new Evaluator(training.network, finer, 4))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining(CLASSES + " classes")
          .hasMessageContaining("has " + (CLASSES + 1));
    }
  }

  @Test
  void anInstanceThatCannotBeUsedIsNamed() {
    try (SmallTraining training = training()) {
      TestImages images = images(9);
      images.image(6)[0] = Float.NaN;

      assertThatThrownBy(new Evaluator(training.network, images, 4)::evaluate)
          .isInstanceOf(InvalidInstanceException.class)
          .hasMessageContaining("instance 6 ");
    }
  }
}
