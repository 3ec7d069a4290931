package dev.tamis.data.corruption;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Against real files: what ImageIO's codec loses at the same quality. */
final class JpegLossTest {

  @ParameterizedTest
  @ValueSource(ints = {80, 50, 40})
  void losesWhatACodecLoses(int quality) throws IOException {
    for (int channels = 1; channels <= 3; channels += 2) {
      for (int seed = 0; seed < 4; seed++) {
        byte[] scene = Scenes.scene(37, 50, channels, seed);
        byte[] expected = throughFile(scene, 37, 50, channels, quality);
        byte[] actual = new JpegLoss(quality).of(Picture.of(scene, 37, 50, channels)).toBytes();
        double lost = Scenes.difference(scene, expected);
        assertThat(lost).isPositive();
        assertThat(Scenes.difference(actual, expected))
            .as("quality %d, %d channels, scene %d, codec lost %s", quality, channels, seed, lost)
            .isLessThan(0.3 * lost);
      }
    }
  }

  private static byte[] throughFile(byte[] pixels, int height, int width, int channels, int quality)
      throws IOException {
    int type = channels == 1 ? BufferedImage.TYPE_BYTE_GRAY : BufferedImage.TYPE_INT_RGB;
    BufferedImage image = new BufferedImage(width, height, type);
    for (int i = 0; i < pixels.length; i++) {
      int pixel = i / channels;
      image.getRaster().setSample(pixel % width, pixel / width, i % channels, pixels[i] & 0xff);
    }
    BufferedImage back = ImageIO.read(new ByteArrayInputStream(encoded(image, quality)));
    byte[] result = new byte[pixels.length];
    int[] samples = new int[channels];
    for (int i = 0; i < height * width; i++) {
      back.getRaster().getPixel(i % width, i / width, samples);
      for (int c = 0; c < channels; c++) {
        result[i * channels + c] = (byte) samples[c];
      }
    }
    return result;
  }

  private static byte[] encoded(BufferedImage image, int quality) throws IOException {
    ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ImageOutputStream out = ImageIO.createImageOutputStream(bytes)) {
      ImageWriteParam parameters = writer.getDefaultWriteParam();
      parameters.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
      parameters.setCompressionQuality(quality / 100f);
      writer.setOutput(out);
      writer.write(null, new IIOImage(image, null, null), parameters);
    } finally {
      writer.dispose();
    }
    return bytes.toByteArray();
  }
}
