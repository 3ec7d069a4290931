package dev.tamis.selection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.tamis.loss.LossResult;
import dev.tamis.loss.SoftmaxCrossEntropy;
import dev.tamis.random.SeededGenerator;
import dev.tamis.tensor.ErrorMap;
import dev.tamis.tensor.FeatureMap;
import dev.tamis.tensor.InstanceSet;
import dev.tamis.tensor.Shape;
import org.junit.jupiter.api.Test;

class ProxyClassifierTest {
  private static float entropy(float... logits) {
    FeatureMap map = FeatureMap.allocate(Shape.vector(logits.length), 1);
    System.arraycopy(logits, 0, map.data(), 0, logits.length);
    return new ProxyClassifier(logits.length, 1).score(map, 0, 0);
  }

  @Test
  void scoreIsTheEntropyOfTheSoftmax() {
    assertThat(entropy(1, 1, 1, 1)).isCloseTo((float) Math.log(4), within(1e-6f));
    assertThat(entropy(0, (float) Math.log(3))).isCloseTo(0.5623351f, within(1e-6f));
    assertThat(entropy(0, 1000)).isZero();
    assertThat(entropy(0, 0, -1e30f)).isCloseTo((float) Math.log(2), within(1e-6f));
    assertThat(entropy(0, Float.NaN)).isNaN();
  }

  /** Rows and numbers among the offered differ where only some are lessons. */
  @Test
  void errorIsThatOfCrossEntropyOverTheLessons() {
    SeededGenerator random = new SeededGenerator(1);
    FeatureMap logits = FeatureMap.allocate(Shape.vector(3), 5);
    for (int i = 0; i < 15; i++) {
      logits.data()[i] = (float) random.nextGaussian();
    }
    ProxyClassifier classifier = new ProxyClassifier(3, 8);
    int[] places = {0, 2, 3, 6, 7};
    for (int row = 0; row < 5; row++) {
      classifier.score(logits, row, places[row]);
    }
    int[] labels = {2, 9, 1, 0, 9, 9, 1, 2};
    ErrorMap error = ErrorMap.allocate(Shape.vector(3), 2);
    InstanceSet lessons = InstanceSet.of(8, 2, 6);
    classifier.teach(lessons, new float[8], new float[8], labels, error);
    LossResult expected =
        new SoftmaxCrossEntropy(3, 5)
            .evaluate(logits, new int[] {2, 1, 0, 1, 2}, new float[] {0, 0.5f, 0, 0.5f, 0});

    for (int c = 0; c < 3; c++) {
      assertThat(error.data()[c]).isCloseTo(expected.error().data()[3 + c], within(1e-6f));
      assertThat(error.data()[3 + c]).isCloseTo(expected.error().data()[9 + c], within(1e-6f));
    }
    assertThat(classifier.bytes()).isEqualTo(4 * 3 * 8);
  }
}
