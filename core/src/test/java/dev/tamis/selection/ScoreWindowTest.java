package dev.tamis.selection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tamis.random.SeededGenerator;
import java.io.IOException;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class ScoreWindowTest {

  @Test
  void quantilesAreThoseOfTheLastFourHundred() throws IOException {
    SeededGenerator generator = new SeededGenerator(5);
    float[] odd = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, -0f, 0f};
    float[] all = new float[1500];
    ScoreWindow window = new ScoreWindow();
    for (int i = 0; i < all.length; i++) {
      int kind = generator.nextInt(40);
      all[i] = kind < odd.length ? odd[kind] : generator.nextInt(50) / 10f;
      window.add(all[i]);
      if (i % 190 == 0) {
        ScoreWindow restored = new ScoreWindow();
        restored.restoreState(States.reader(States.bytes(window::saveState)));
        window = restored;
      }
      float[] last = Arrays.copyOfRange(all, Math.max(0, i - 399), i + 1);
      Arrays.sort(last);
      for (double share : new double[] {0, 0.3, 0.95, 1}) {
        int at = Math.min(last.length - 1, (int) (share * last.length));
        assertThat(window.quantile(share))
            .as("seed 5, %d, %s", i, share)
            .isEqualTo(Float.valueOf(last[at]));
      }
      assertThat(window.isReady()).isEqualTo(i >= 49);
    }
  }

  @Test
  void bitsOrderAsFloatsDo() {
    float[] ascending = {Float.NEGATIVE_INFINITY, -2, -1e-40f, 0, 1e-40f, 1, 3e38f};
    for (int i = 1; i < ascending.length; i++) {
      assertThat(ScoreWindow.ascendingBits(ascending[i]))
          .isGreaterThan(ScoreWindow.ascendingBits(ascending[i - 1]));
    }
    assertThat(ScoreWindow.ascendingBits(-0f)).isEqualTo(ScoreWindow.ascendingBits(0f));
    assertThat(ScoreWindow.ascendingBits(Float.NaN))
        .isGreaterThan(ScoreWindow.ascendingBits(Float.POSITIVE_INFINITY));
  }
}
