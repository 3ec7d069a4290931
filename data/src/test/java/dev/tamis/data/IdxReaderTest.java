package dev.tamis.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class IdxReaderTest {
  private static final List<String> CLASSES = List.of("a", "b", "c");
  private static final byte[] PIXELS = TestFiles.bytes(3 * 2 * 4, 7);
  private static final byte[] IMAGES = TestFiles.idxImages(3, 2, 4, PIXELS);
  private static final byte[] LABELS = TestFiles.idxLabels(2, 0, 1);

  @TempDir private Path folder;

  private LabelledImages read(byte[] images, byte[] labels) throws IOException {
    return IdxReader.read(
        TestFiles.write(folder.resolve("images"), images),
        TestFiles.write(folder.resolve("labels"), labels),
        "tiny",
        CLASSES);
  }

  /** Refused with one sentence that starts with the place. */
  private AbstractThrowableAssert<?, ?> assertRefused(byte[] images, byte[] labels) {
    return assertThatThrownBy(() -> read(images, labels))
        .isInstanceOf(InvalidDataException.class)
        .hasMessageStartingWith(folder.toString())
        .hasMessageEndingWith(".")
        .hasMessageNotContaining("\n");
  }

  @Test
  void readsPlainAndCompressedAlike() throws IOException {
    for (LabelledImages images :
        List.of(
            read(IMAGES, LABELS),
            read(TestFiles.gzip(IMAGES), TestFiles.gzip(LABELS)),
            read(TestFiles.gzip(IMAGES), LABELS))) {
      assertThat(images).hasToString("tiny (3 images of 2x4x1, 3 classes)");
      assertThat(images.countPerClass()).containsExactly(1, 1, 1);
      assertThat(images.label(0)).isEqualTo(2);
      byte[] pixels = new byte[PIXELS.length];
      for (int n = 0; n < 3; n++) {
        images.copyBytes(n, pixels, n * 8);
      }
      assertThat(pixels).isEqualTo(PIXELS);
    }
  }

  @Test
  void readsMoreThanOneChunk() throws IOException {
    byte[] pixels = TestFiles.bytes(3 * 1000 * 1000, 3);
    LabelledImages images =
        read(TestFiles.gzip(TestFiles.idxImages(3, 1000, 1000, pixels)), LABELS);
    byte[] last = new byte[1_000_000];
    images.copyBytes(2, last, 0);
    assertThat(last).isEqualTo(Arrays.copyOfRange(pixels, 2_000_000, 3_000_000));
  }

  @Test
  void withoutNamesClassesAreNumbered() throws IOException {
    LabelledImages images =
        IdxReader.read(
            TestFiles.write(folder.resolve("images"), IMAGES),
            TestFiles.write(folder.resolve("labels"), LABELS),
            "tiny");
    assertThat(images.classNames()).containsExactly("0", "1", "2");
  }

  @Test
  void everyTruncationIsRefused() {
    for (int length = 0; length < IMAGES.length; length++) {
      byte[] cut = Arrays.copyOf(IMAGES, length);
      assertRefused(cut, LABELS).hasMessageContaining("images, byte ");
    }
    for (int length = 0; length < LABELS.length; length++) {
      byte[] cut = Arrays.copyOf(LABELS, length);
      assertRefused(IMAGES, cut).hasMessageContaining("labels, byte ");
    }
  }

  @Test
  void everyTruncationOfCompressedFilesIsRefused() {
    byte[] packed = TestFiles.gzip(IMAGES);
    for (int length = 0; length < packed.length; length++) {
      assertRefused(Arrays.copyOf(packed, length), LABELS).hasMessageContaining("images, byte ");
    }
    assertRefused(Arrays.copyOf(packed, packed.length / 2), LABELS)
        .hasMessageContaining("the gzip data is broken (its end is missing)");
  }

  @Test
  void damagedCompressionIsRefused() {
    byte[] packed = TestFiles.gzip(IMAGES);
    packed[packed.length - 6] ^= 1;
    assertRefused(packed, LABELS).hasMessageContaining("the gzip data is broken");
  }

  @Test
  void emptyFileIsRefused() {
    assertRefused(new byte[0], LABELS).hasMessageContaining("images, byte 0: the file is empty; ");
  }

  @Test
  void trailingBytesAreRefused() {
    assertRefused(Arrays.copyOf(IMAGES, IMAGES.length + 1), LABELS)
        .hasMessageContaining("images, byte 40: bytes follow");
    assertRefused(IMAGES, Arrays.copyOf(LABELS, LABELS.length + 5))
        .hasMessageContaining("labels, byte 11: bytes follow");
  }

  @Test
  void wrongKindIsNamed() {
    assertRefused(LABELS, LABELS)
        .hasMessageContaining("starts with 0x00000803 but this one with 0x00000801 (IDX labels)");
    assertRefused(IMAGES, IMAGES).hasMessageContaining("(IDX images)");
    assertRefused(new byte[64], LABELS).hasMessageContaining("0x00000000; give the IDX file");
  }

  @Test
  void hostileSizesCostNothing() {
    int[][] headers = {
      {3, Integer.MAX_VALUE, Integer.MAX_VALUE},
      {3, -1, 2},
      {3, 0, 2},
      {3, 2, 1 << 20},
      {3, 1 << 14, 1 << 14},
      {3, 1 << 13, 1 << 13},
    };
    for (int[] header : headers) {
      byte[] images = TestFiles.idxImages(header[0], header[1], header[2], PIXELS);
      assertRefused(images, LABELS);
      assertRefused(TestFiles.gzip(images), LABELS);
    }
    byte[] labels = ByteBuffer.allocate(8).putInt(0x801).putInt(Integer.MAX_VALUE - 20).array();
    assertRefused(IMAGES, labels);
  }

  @Test
  void differentCountsAreRefused() {
    assertRefused(IMAGES, TestFiles.idxLabels(0, 1))
        .hasMessageContaining("images, byte 4: it holds 3 images but ")
        .hasMessageContaining("holds 2 labels; use files that belong together.");
  }

  @Test
  void labelOutOfRangeIsNamed() {
    assertRefused(IMAGES, TestFiles.idxLabels(0, 3, 1))
        .hasMessageContaining(
            "labels, byte 9: label 3 of image 1 is out of range, as there are 3 classes (0..2)");
    assertRefused(IMAGES, TestFiles.idxLabels(0, 1, 255)).hasMessageContaining("label 255");
  }

  @Test
  void missingFileIsNamed() {
    Path absent = folder.resolve("absent");
    assertThatThrownBy(() -> IdxReader.read(absent, absent, "tiny", CLASSES))
        .isInstanceOf(MissingDataException.class)
        .hasMessageContaining(absent + ": there is no such file");
  }
}
