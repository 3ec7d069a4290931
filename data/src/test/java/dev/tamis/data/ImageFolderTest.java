package dev.tamis.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ImageFolderTest {
  private static final int GREY = BufferedImage.TYPE_BYTE_GRAY;
  private static final int RGB = BufferedImage.TYPE_INT_RGB;

  @TempDir private Path folder;

  private BufferedImage add(String name, int height, int width, int type, int seed)
      throws IOException {
    BufferedImage image = TestFiles.image(height, width, type, seed);
    TestFiles.writeImage(folder.resolve(name), image);
    return image;
  }

  @Test
  void greyValuesComeAsStored() throws IOException {
    BufferedImage second = add("b/2.png", 3, 4, GREY, 2);
    BufferedImage first = add("b/1.png", 3, 4, GREY, 1);
    add("a/9.png", 3, 4, GREY, 9);
    Files.createDirectories(folder.resolve(".hidden"));
    TestFiles.write(folder.resolve("a/notes.txt"), new byte[] {1});
    FolderContents contents = ImageFolder.at(folder).read();
    LabelledImages images = contents.images();
    assertThat(contents.skipped()).isEmpty();
    assertThat(images.classNames()).containsExactly("a", "b");
    assertThat(images.countPerClass()).containsExactly(1, 2);
    assertThat(images.channels()).isEqualTo(1);
    assertThat(images.name()).isEqualTo(folder.getFileName().toString());
    assertGrey(images, 1, first);
    assertGrey(images, 2, second);
  }

  private static void assertGrey(LabelledImages images, int index, BufferedImage expected) {
    float[] values = TestFiles.values(images, index);
    for (int i = 0; i < values.length; i++) {
      int width = images.width();
      assertThat(values[i]).isEqualTo(expected.getRaster().getSample(i % width, i / width, 0));
    }
  }

  @Test
  void oneColourImageMakesAllOfThemRgb() throws IOException {
    BufferedImage grey = add("a/1.png", 2, 3, GREY, 1);
    BufferedImage colour = add("a/2.png", 2, 3, RGB, 2);
    LabelledImages images = ImageFolder.at(folder).read().images();
    assertThat(images.channels()).isEqualTo(3);
    float[] first = TestFiles.values(images, 0);
    float[] second = TestFiles.values(images, 1);
    for (int i = 0; i < 6; i++) {
      int value = grey.getRaster().getSample(i % 3, i / 3, 0);
      assertThat(Arrays.copyOfRange(first, 3 * i, 3 * i + 3)).containsOnly(value);
      int rgb = colour.getRGB(i % 3, i / 3);
      assertThat(Arrays.copyOfRange(second, 3 * i, 3 * i + 3))
          .containsExactly(rgb >> 16 & 0xff, rgb >> 8 & 0xff, rgb & 0xff);
    }
  }

  @Test
  void colourBecomesGreyOnRequest() throws IOException {
    BufferedImage image = new BufferedImage(3, 1, RGB);
    image.setRGB(0, 0, 0xff0000);
    image.setRGB(1, 0, 0x00ff00);
    image.setRGB(2, 0, 0xffffff);
    TestFiles.writeImage(folder.resolve("a/1.png"), image);
    LabelledImages images = ImageFolder.at(folder).withGrey().read().images();
    assertThat(TestFiles.values(images, 0)).containsExactly(76, 150, 255);
    add("b/1.png", 1, 3, GREY, 1);
    assertThat(ImageFolder.at(folder).withRgb().read().images().channels()).isEqualTo(3);
  }

  @Test
  void readsOtherKindsOfPng() throws IOException {
    BufferedImage deep = new BufferedImage(2, 1, BufferedImage.TYPE_USHORT_GRAY);
    deep.getRaster().setSample(0, 0, 0, 0x1234);
    deep.getRaster().setSample(1, 0, 0, 0xffff);
    BufferedImage binary = new BufferedImage(2, 1, BufferedImage.TYPE_BYTE_BINARY);
    binary.setRGB(1, 0, 0xffffff);
    TestFiles.writeImage(folder.resolve("a/1.png"), deep);
    TestFiles.writeImage(folder.resolve("a/2.png"), binary);
    LabelledImages images = ImageFolder.at(folder).read().images();
    assertThat(images.channels()).isEqualTo(1);
    assertThat(TestFiles.values(images, 0)).containsExactly(0x12, 0xff);
    assertThat(TestFiles.values(images, 1)).containsExactly(0, 255);
    BufferedImage transparent = new BufferedImage(2, 1, BufferedImage.TYPE_INT_ARGB);
    transparent.setRGB(0, 0, 0x80102030);
    TestFiles.writeImage(folder.resolve("a/3.png"), transparent);
    assertThat(TestFiles.values(ImageFolder.at(folder).read().images(), 2))
        .startsWith(0x10, 0x20, 0x30);
  }

  @Test
  void readsJpeg() throws IOException {
    BufferedImage image = new BufferedImage(8, 8, RGB);
    for (int i = 0; i < 64; i++) {
      image.setRGB(i % 8, i / 8, 0x4080c0);
    }
    TestFiles.writeImage(folder.resolve("a/1.jpg"), image);
    float[] values = TestFiles.values(ImageFolder.at(folder).read().images(), 0);
    for (int i = 0; i < values.length; i++) {
      assertThat(values[i]).isCloseTo(new float[] {0x40, 0x80, 0xc0}[i % 3], Offset.offset(3f));
    }
  }

  @Test
  void differentSizesAreNamedOrResized() throws IOException {
    add("a/1.png", 3, 4, GREY, 1);
    add("b/2.png", 6, 5, GREY, 2);
    assertThatThrownBy(() -> ImageFolder.at(folder).read())
        .isInstanceOf(InvalidDataException.class)
        .hasMessage(
            folder.resolve("b/2.png")
                + ": is 6x5 (height x width) but "
                + folder.resolve("a/1.png")
                + " is 3x4; give a size to resize all images to.");
    LabelledImages images = ImageFolder.at(folder).withSize(2, 7).read().images();
    assertThat(images.height()).isEqualTo(2);
    assertThat(images.width()).isEqualTo(7);
    assertThatThrownBy(() -> ImageFolder.at(folder).withSize(0, 7))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void unreadableImagesAreSkippedAndNamed() throws IOException {
    add("a/2.png", 3, 4, GREY, 1);
    byte[] good = Files.readAllBytes(folder.resolve("a/2.png"));
    TestFiles.write(folder.resolve("a/1.png"), "no image".getBytes(StandardCharsets.UTF_8));
    TestFiles.write(folder.resolve("a/3.png"), new byte[0]);
    TestFiles.write(folder.resolve("b/4.png"), Arrays.copyOf(good, good.length / 2));
    TestFiles.write(folder.resolve("b/5.png"), hugePng(good));
    FolderContents contents = ImageFolder.at(folder).read();
    assertThat(contents.images().count()).isEqualTo(1);
    assertThat(contents.images().classNames()).containsExactly("a", "b");
    assertThat(contents.skipped())
        .extracting(skipped -> skipped.file().getFileName().toString())
        .containsExactly("1.png", "3.png", "4.png", "5.png");
    assertThat(contents.skipped().get(3).reason()).contains("are too many");
  }

  /** A png whose header says 100,000 by 100,000. */
  private static byte[] hugePng(byte[] png) {
    ByteBuffer buffer = ByteBuffer.wrap(png.clone());
    buffer.putInt(16, 100_000).putInt(20, 100_000);
    CRC32 crc = new CRC32();
    crc.update(buffer.array(), 12, 17);
    return buffer.putInt(29, (int) crc.getValue()).array();
  }

  @Test
  void noReadableImageIsAnError() throws IOException {
    TestFiles.write(folder.resolve("a/1.png"), new byte[3]);
    assertThatThrownBy(() -> ImageFolder.at(folder).read())
        .isInstanceOf(MissingDataException.class)
        .hasMessageContaining("can be read (1 skipped; " + folder.resolve("a/1.png"))
        .hasMessageEndingWith("put images into one sub-folder per class.");
    assertThatThrownBy(() -> ImageFolder.at(folder.resolve("absent")).read())
        .isInstanceOf(MissingDataException.class);
    assertThatThrownBy(() -> ImageFolder.at(folder.resolve("a")).read())
        .isInstanceOf(MissingDataException.class)
        .hasMessageContaining("has no sub-folders");
  }

  @Test
  void givenClassesKeepTheirNumbers() throws IOException {
    add("dog/1.png", 2, 2, GREY, 1);
    List<String> classes = List.of("cat", "dog");
    LabelledImages images = ImageFolder.at(folder).withClassNames(classes).read().images();
    assertThat(images.label(0)).isEqualTo(1);
    assertThat(images.countPerClass()).containsExactly(0, 1);
    add("cow/1.png", 2, 2, GREY, 1);
    assertThatThrownBy(() -> ImageFolder.at(folder).withClassNames(classes).read())
        .isInstanceOf(InvalidDataException.class)
        .hasMessageContaining(folder.resolve("cow") + ": is none of the 2 classes known");
  }
}
