package dev.tamis.kernels;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class VectorWinogradInputTest {
  private static final float[][] TRANSPOSED_B = {
    {1, 0, -1, 0}, {0, 1, 1, 0}, {0, -1, 1, 0}, {0, 1, 0, -1}
  };
  private static final float CANARY = 12345.5f;

  @Test
  void equalsTheFormulaAndWritesNothingElse() {
    int[] channelCounts = {1, 3, 15, 16, 17, 31, 32, 33, 50, 64};
    Random random = new Random(1);
    for (int i = 0; i < 600; i++) {
      int height = 1 + random.nextInt(10);
      int width = 1 + random.nextInt(10);
      int channels = channelCounts[random.nextInt(channelCounts.length)];
      int padTop = random.nextInt(3);
      int padLeft = random.nextInt(3);
      int tileColumns = 1 + random.nextInt((width + padLeft + 1) / 2 + 1);
      int tileRow = random.nextInt(3);
      int tileRowEnd = tileRow + 1 + random.nextInt(4);
      int tileStep = channels + random.nextInt(5);
      int positionStep = (tileRowEnd - tileRow) * tileColumns * tileStep + random.nextInt(9);
      float[] image = new float[7 + height * width * channels];
      for (int j = 0; j < image.length; j++) {
        image[j] = random.nextInt(19) - 9;
      }
      float[] expected = new float[5 + 16 * positionStep];
      Arrays.fill(expected, CANARY);
      float[] actual = expected.clone();
      for (int tr = tileRow; tr < tileRowEnd; tr++) {
        for (int tc = 0; tc < tileColumns; tc++) {
          for (int c = 0; c < channels; c++) {
            int at = 5 + ((tr - tileRow) * tileColumns + tc) * tileStep + c;
            transformTile(
                image,
                7 + c,
                height,
                width,
                channels,
                2 * tr - padTop,
                2 * tc - padLeft,
                expected,
                at,
                positionStep);
          }
        }
      }

      VectorWinogradInput.transform(
          image,
          7,
          height,
          width,
          channels,
          -padTop,
          -padLeft,
          tileRow,
          tileRowEnd,
          tileColumns,
          actual,
          5,
          positionStep,
          tileStep);

      // A column outside is multiplied by 0, which may leave a negative zero.
      for (int j = 0; j < actual.length; j++) {
        actual[j] += 0f;
      }
      assertThat(actual)
          .as("%d x %d x %d, pad %d, %d", height, width, channels, padTop, padLeft)
          .isEqualTo(expected);
    }
  }

  private static void transformTile(
      float[] image,
      int imageAt,
      int height,
      int width,
      int channels,
      int row,
      int column,
      float[] to,
      int toAt,
      int positionStep) {
    for (int i = 0; i < 4; i++) {
      for (int j = 0; j < 4; j++) {
        float sum = 0f;
        for (int r = 0; r < 4; r++) {
          for (int s = 0; s < 4; s++) {
            int h = row + r;
            int w = column + s;
            if (h >= 0 && h < height && w >= 0 && w < width) {
              sum +=
                  TRANSPOSED_B[i][r]
                      * TRANSPOSED_B[j][s]
                      * image[imageAt + (h * width + w) * channels];
            }
          }
        }
        to[toAt + (4 * i + j) * positionStep] = sum;
      }
    }
  }
}
