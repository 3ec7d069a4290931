package dev.tamis.data.drift;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

final class RotationTest {
  private static final byte[] SQUARE = {1, 2, 3, 4, 5, 6, 7, 8, 9};

  @Test
  void quarterTurnsMovePixelsCounterClockwise() {
    assertThat(new Rotation(3, 3, 1, 0).of(SQUARE)).isEqualTo(SQUARE);
    assertThat(new Rotation(3, 3, 1, 90).of(SQUARE)).containsExactly(3, 6, 9, 2, 5, 8, 1, 4, 7);
    assertThat(new Rotation(3, 3, 1, -270).of(SQUARE)).containsExactly(3, 6, 9, 2, 5, 8, 1, 4, 7);
    assertThat(new Rotation(3, 3, 1, 180).of(SQUARE)).containsExactly(9, 8, 7, 6, 5, 4, 3, 2, 1);
    assertThat(new Rotation(1, 2, 3, 180).of(new byte[] {1, 2, 3, 4, 5, 6}))
        .containsExactly(4, 5, 6, 1, 2, 3);
  }

  @Test
  void whatComesInFromOutsideIsBlack() {
    byte[] white = new byte[9 * 9];
    Arrays.fill(white, (byte) -1);
    byte[] turned = new Rotation(9, 9, 1, 45).of(white);
    assertThat(turned[0]).isZero();
    assertThat(turned[8]).isZero();
    assertThat(turned[40]).isEqualTo((byte) -1);
    assertThat(turned[4]).isEqualTo((byte) -1);
  }
}
