package dev.tamis.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Finds the IDX files of a part in a folder by the names they usually have. */
record IdxFiles(Path images, Path labels) {
  // train-images-idx3-ubyte, t10k-images.idx3-ubyte, usps-test-images-idx3-ubyte.gz ...
  private static final Pattern ANY_IMAGES = Pattern.compile(".*images[-.]idx3-ubyte(\\.gz)?");
  private static final Pattern TRAIN_IMAGES =
      Pattern.compile("(.*-)?train-images[-.]idx3-ubyte(\\.gz)?");
  private static final Pattern TEST_IMAGES =
      Pattern.compile("(.*-)?(t10k|test)-images[-.]idx3-ubyte(\\.gz)?");

  /** Whether there are images in IDX files, of whatever part. */
  static boolean anyIn(Path folder) throws IOException {
    return firstMatch(folder, ANY_IMAGES).isPresent();
  }

  /** Images of the part and the labels beside them. */
  static IdxFiles find(Path folder, Split split) throws IOException {
    return find(
        folder, split == Split.TRAIN ? TRAIN_IMAGES : TEST_IMAGES, split.folderName() + " ");
  }

  /** The images of a folder that holds one part alone, and the labels beside them. */
  static IdxFiles findAny(Path folder) throws IOException {
    return find(folder, ANY_IMAGES, "");
  }

  private static IdxFiles find(Path folder, Pattern pattern, String part) throws IOException {
    Path images =
        firstMatch(folder, pattern)
            .orElseThrow(
                () ->
                    new MissingDataException(
                        folder
                            + ": has no IDX file of "
                            + part
                            + "images; put one there that is"
                            + " called like those of MNIST (train-images-idx3-ubyte.gz,"
                            + " t10k-images-idx3-ubyte.gz)."));
    return new IdxFiles(images, labelsBeside(images));
  }

  /** The labels' file has the images' name with other words; it may differ in compression. */
  private static Path labelsBeside(Path images) throws MissingDataException {
    String plain =
        nameOf(images).replaceFirst("\\.gz$", "").replaceFirst("images([-.])idx3", "labels$1idx1");
    for (String name : List.of(plain + ".gz", plain)) {
      Path labels = images.resolveSibling(name);
      if (Files.isRegularFile(labels)) {
        return labels;
      }
    }
    throw new MissingDataException(
        images + ": its labels are missing; put " + plain + ".gz (or without .gz) beside it.");
  }

  private static Optional<Path> firstMatch(Path folder, Pattern pattern) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      // In order of names, longest first, so that x.gz comes before x, as for known data sets.
      return files
          .filter(path -> pattern.matcher(nameOf(path)).matches())
          .filter(Files::isRegularFile)
          .max((a, b) -> nameOf(a).compareTo(nameOf(b)));
    }
  }

  private static String nameOf(Path path) {
    Path name = path.getFileName();
    return name == null ? "" : name.toString();
  }
}
