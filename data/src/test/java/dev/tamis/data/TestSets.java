package dev.tamis.data;

import java.util.List;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;

/** Sets of one-pixel images; image n has pixel n % 256. */
final class TestSets {
  private TestSets() {}

  static LabelledImages ofClasses(List<String> classes, int count, IntUnaryOperator label) {
    byte[] pixels = new byte[count];
    for (int n = 0; n < count; n++) {
      pixels[n] = (byte) n;
    }
    int[] labels = IntStream.range(0, count).map(label).toArray();
    return LabelledImages.of("set", pixels, labels, 1, 1, 1, classes);
  }

  static List<Integer> pixels(LabelledImages images) {
    return IntStream.range(0, images.count())
        .mapToObj(n -> (int) TestFiles.values(images, n)[0])
        .toList();
  }

  static List<Integer> labels(LabelledImages images) {
    return IntStream.range(0, images.count()).map(images::label).boxed().toList();
  }
}
