package dev.tamis.data;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Reads images and labels in the IDX format of MNIST: unsigned bytes, images in three dimensions
 * (count, height, width), labels in one. Files may be gzip-compressed; their content decides, not
 * their name.
 */
public final class IdxReader {
  private static final int IMAGES_MAGIC = 0x803;
  private static final int LABELS_MAGIC = 0x801;
  private static final int MAX_SIDE = 1 << 14;

  private IdxReader() {}

  /**
   * Reads images (of one channel) with their labels.
   *
   * @param name what reports call the set
   * @param classNames the classes in the order of their indices; every label must be below their
   *     number
   * @throws MissingDataException if a file is not there
   * @throws InvalidDataException if a file is truncated, too long, of another kind, with impossible
   *     sizes or a label out of range, or if the counts of the two differ
   * @throws IOException if reading fails
   */
  public static LabelledImages read(
      Path imagesFile, Path labelsFile, String name, List<String> classNames) throws IOException {
    return read(DataSource.file(imagesFile), DataSource.file(labelsFile), name, classNames);
  }

  /**
   * As {@link #read(Path, Path, String, List)} where the classes have no known names: they are
   * called by their numbers, from 0 to the highest label found.
   *
   * @throws IOException as there
   */
  public static LabelledImages read(Path imagesFile, Path labelsFile, String name)
      throws IOException {
    return read(DataSource.file(imagesFile), DataSource.file(labelsFile), name, List.of());
  }

  /** No class names: as many classes as the labels show, called by their numbers. */
  static LabelledImages read(
      DataSource imagesSource, DataSource labelsSource, String name, List<String> classNames)
      throws IOException {
    // Labels first: they are small, and their count checks the images' header.
    int[] labels = readLabels(labelsSource, classNames.isEmpty() ? 256 : classNames.size());
    List<String> names = classNames.isEmpty() ? numbersUpTo(labels) : classNames;
    try (BinaryInput in = BinaryInput.open(imagesSource)) {
      requireMagic(in, IMAGES_MAGIC, "images");
      int count = readSize(in, "number of images", Integer.MAX_VALUE);
      if (count != labels.length) {
        throw InvalidDataException.at(
            in.source(),
            Integer.BYTES,
            "it holds "
                + count
                + " images but "
                + labelsSource.name()
                + " holds "
                + labels.length
                + " labels",
            "use files that belong together");
      }
      int height = readSize(in, "height", MAX_SIDE);
      int width = readSize(in, "width", MAX_SIDE);
      int bytes = ByteLimits.require((long) count * height * width, in.source());
      byte[] pixels = in.readBytes(bytes, "pixels");
      in.expectEnd();
      return LabelledImages.adopt(name, pixels, labels, height, width, 1, names);
    }
  }

  private static int[] readLabels(DataSource source, int classCount) throws IOException {
    try (BinaryInput in = BinaryInput.open(source)) {
      requireMagic(in, LABELS_MAGIC, "labels");
      int count =
          ByteLimits.require(readSize(in, "number of labels", Integer.MAX_VALUE), in.source());
      long start = in.position();
      byte[] bytes = in.readBytes(count, "labels");
      in.expectEnd();
      int[] labels = new int[count];
      for (int n = 0; n < count; n++) {
        labels[n] = bytes[n] & 0xff;
        if (labels[n] >= classCount) {
          throw InvalidDataException.at(
              in.source(),
              start + n,
              "label "
                  + labels[n]
                  + " of image "
                  + n
                  + " is out of range, as there are "
                  + classCount
                  + " classes (0.."
                  + (classCount - 1)
                  + ")",
              "name all classes or correct the label");
        }
      }
      return labels;
    }
  }

  private static void requireMagic(BinaryInput in, int magic, String kind) throws IOException {
    int found = in.readInt("IDX header");
    if (found != magic) {
      throw InvalidDataException.at(
          in.source(),
          0,
          String.format(
              "an IDX file of %s starts with 0x%08x but this one with 0x%08x%s",
              kind, magic, found, meaning(found)),
          "give the IDX file of " + kind);
    }
  }

  private static String meaning(int magic) {
    return switch (magic) {
      case IMAGES_MAGIC -> " (IDX images)";
      case LABELS_MAGIC -> " (IDX labels)";
      default -> "";
    };
  }

  private static int readSize(BinaryInput in, String what, int limit) throws IOException {
    int size = in.readInt(what);
    if (size < 1 || size > limit) {
      throw InvalidDataException.at(
          in.source(),
          in.position() - Integer.BYTES,
          "the " + what + " is " + Integer.toUnsignedString(size) + ", which is not in 1.." + limit,
          "copy or fetch the file again");
    }
    return size;
  }

  private static List<String> numbersUpTo(int[] labels) {
    int highest = Arrays.stream(labels).max().orElse(0);
    return IntStream.rangeClosed(0, highest).mapToObj(Integer::toString).toList();
  }
}
