package dev.tamis.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

final class BilinearTest {
  private static byte[] resize(byte[] source, int h, int w, int newH, int newW, int channels) {
    byte[] destination = new byte[newH * newW * channels];
    new Bilinear(h, w, newH, newW, channels).resize(source, 0, destination, 0);
    return destination;
  }

  @Test
  void sameSizeIsTheSameImage() {
    byte[] source = TestFiles.bytes(5 * 7 * 3, 1);
    assertThat(resize(source, 5, 7, 5, 7, 3)).isEqualTo(source);
  }

  @Test
  void doublingPutsQuarterPointsBetween() {
    assertThat(resize(new byte[] {0, 100}, 1, 2, 1, 4, 1)).containsExactly(0, 25, 75, 100);
    assertThat(resize(new byte[] {0, 100}, 2, 1, 4, 1, 1)).containsExactly(0, 25, 75, 100);
  }

  @Test
  void halvingAveragesNeighbours() {
    byte[] source = {0, 10, (byte) 200, (byte) 255};
    assertThat(resize(source, 1, 4, 1, 2, 1)).containsExactly(5, (byte) 228);
  }

  @Test
  void aConstantStaysConstantAtAnySize() {
    byte[] source = new byte[6];
    Arrays.fill(source, (byte) 255);
    for (int size = 1; size < 9; size++) {
      assertThat(resize(source, 2, 3, size, 10 - size, 1)).containsOnly((byte) 255);
    }
  }

  @Test
  void channelsDoNotMix() {
    byte[] source = {10, 20, 30, 50, 60, 70};
    assertThat(resize(source, 1, 2, 1, 1, 3)).containsExactly(30, 40, 50);
  }
}
