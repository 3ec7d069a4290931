package dev.tamis.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CifarReaderTest {
  private static final int RECORD = 3073;
  private static final int RECORD_100 = 3074;

  @TempDir private Path folder;
  private byte[] testBatch = new byte[0];

  @BeforeEach
  void writeTinySets() throws IOException {
    for (int batch = 1; batch <= 5; batch++) {
      byte[] record = TestFiles.bytes(RECORD, batch);
      record[0] = (byte) batch;
      TestFiles.write(folder.resolve("data_batch_" + batch + ".bin"), record);
    }
    testBatch = TestFiles.bytes(2 * RECORD, 9);
    testBatch[0] = 9;
    testBatch[RECORD] = 0;
    TestFiles.write(folder.resolve("test_batch.bin"), testBatch);

    byte[] record100 = TestFiles.bytes(RECORD_100, 10);
    record100[0] = 19;
    record100[1] = 99;
    TestFiles.write(folder.resolve("train.bin"), record100);
  }

  @Test
  void putsThePlanesOfColourTogether() throws IOException {
    LabelledImages images = CifarReader.readCifar10(folder, Split.TEST);
    assertThat(images).hasToString("cifar10 (2 images of 32x32x3, 10 classes)");
    assertThat(images.label(0)).isEqualTo(9);
    byte[] pixels = new byte[3072];
    images.copyBytes(1, pixels, 0);
    for (int h = 0; h < 32; h++) {
      for (int w = 0; w < 32; w++) {
        for (int c = 0; c < 3; c++) {
          assertThat(pixels[(h * 32 + w) * 3 + c])
              .as("pixel %d,%d channel %d", h, w, c)
              .isEqualTo(testBatch[RECORD + 1 + c * 1024 + h * 32 + w]);
        }
      }
    }
  }

  @Test
  void readsTheFiveBatchesInOrder() throws IOException {
    LabelledImages images = CifarReader.readCifar10(folder, Split.TRAIN);
    assertThat(images.count()).isEqualTo(5);
    for (int n = 0; n < 5; n++) {
      assertThat(images.label(n)).isEqualTo(n + 1);
    }
    assertThat(images.classNames()).startsWith("airplane").endsWith("truck");
  }

  @Test
  void readsFineLabels() throws IOException {
    LabelledImages images = CifarReader.readCifar100(folder, Split.TRAIN);
    assertThat(images.count()).isEqualTo(1);
    assertThat(images.label(0)).isEqualTo(99);
    assertThat(images.classNames()).hasSize(100).startsWith("apple").endsWith("worm");
  }

  @Test
  void takesClassNamesFromTheFileIfThereIsOne() throws IOException {
    write("batches.meta.txt", "p\nq\nr\ns\nt\nu\nv\nw\nx\ny\n\n");
    assertThat(CifarReader.readCifar10(folder, Split.TEST).classNames()).startsWith("p");
    write("batches.meta.txt", "p\nq\n");
    assertThatThrownBy(() -> CifarReader.readCifar10(folder, Split.TEST))
        .isInstanceOf(InvalidDataException.class)
        .hasMessageContaining("holds 2 class names where 10 belong");
    write("batches.meta.txt", "x".repeat(100_000));
    assertThatThrownBy(() -> CifarReader.readCifar10(folder, Split.TEST))
        .isInstanceOf(InvalidDataException.class)
        .hasMessageContaining("too large");
  }

  @Test
  void refusesEmptyAndTruncatedFiles() throws IOException {
    for (int length : new int[] {0, 1, RECORD - 1, RECORD + 1, 2 * RECORD - 1}) {
      TestFiles.write(folder.resolve("test_batch.bin"), Arrays.copyOf(testBatch, length));
      assertThatThrownBy(() -> CifarReader.readCifar10(folder, Split.TEST))
          .as("length %d", length)
          .isInstanceOf(InvalidDataException.class)
          .hasMessageContaining("test_batch.bin, byte " + length / RECORD * RECORD + ": the file ")
          .hasMessageEndingWith("copy or fetch the file again.");
    }
  }

  @Test
  void refusesLabelsOutOfRange() throws IOException {
    testBatch[RECORD] = 10;
    TestFiles.write(folder.resolve("test_batch.bin"), testBatch);
    assertThatThrownBy(() -> CifarReader.readCifar10(folder, Split.TEST))
        .isInstanceOf(InvalidDataException.class)
        .hasMessageContaining("byte 3073: label 10 of record 1 is out of range");
    byte[] bad = TestFiles.bytes(RECORD_100, 1);
    bad[0] = 0;
    bad[1] = 100;
    TestFiles.write(folder.resolve("test.bin"), bad);
    assertThatThrownBy(() -> CifarReader.readCifar100(folder, Split.TEST))
        .isInstanceOf(InvalidDataException.class)
        .hasMessageContaining("byte 1: label 100 of record 0 is out of range");
  }

  @Test
  void namesAMissingFile() throws IOException {
    Files.delete(folder.resolve("data_batch_3.bin"));
    assertThatThrownBy(() -> CifarReader.readCifar10(folder, Split.TRAIN))
        .isInstanceOf(MissingDataException.class)
        .hasMessageContaining("data_batch_3.bin: there is no such file")
        .hasMessageContaining("tamis datasets fetch cifar10");
  }

  private void write(String name, String text) throws IOException {
    TestFiles.write(folder.resolve(name), text.getBytes(StandardCharsets.UTF_8));
  }
}
