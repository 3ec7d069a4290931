package dev.tamis.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A folder with one sub-folder per class, of png and jpg images. Classes and images come in the
 * order of their names; other files and names that start with a dot are left alone. Immutable: the
 * {@code with} methods give a changed copy.
 *
 * <p>Images become RGB if one of them is in colour, else grey. They must be of one size, unless one
 * to resize to is given. Unreadable ones are skipped and reported.
 */
public final class ImageFolder {
  private static final int AS_FOUND = 0;

  private final Path folder;
  private final int height;
  private final int width;
  private final int channels;
  private final @Nullable List<String> classNames;

  private ImageFolder(
      Path folder, int height, int width, int channels, @Nullable List<String> classNames) {
    this.folder = folder;
    this.height = height;
    this.width = width;
    this.channels = channels;
    this.classNames = classNames;
  }

  /** The folder as it is: its own size, colour if there is any, its sub-folders' names. */
  public static ImageFolder at(Path folder) {
    return new ImageFolder(folder, AS_FOUND, AS_FOUND, AS_FOUND, null);
  }

  /**
   * Resizes every image, bilinear.
   *
   * @throws IllegalArgumentException if a side is below 1 or above 16,384
   */
  public ImageFolder withSize(int newHeight, int newWidth) {
    if (newHeight < 1 || newWidth < 1 || newHeight > 1 << 14 || newWidth > 1 << 14) {
      throw new IllegalArgumentException(
          "Cannot resize to " + newHeight + "x" + newWidth + "; sides are in 1..16384.");
    }
    return new ImageFolder(folder, newHeight, newWidth, channels, classNames);
  }

  /** Makes every image grey (luma of ITU-R BT.601). */
  public ImageFolder withGrey() {
    return new ImageFolder(folder, height, width, 1, classNames);
  }

  /** Makes every image RGB. */
  public ImageFolder withRgb() {
    return new ImageFolder(folder, height, width, 3, classNames);
  }

  /**
   * Gives the classes and their order, as they were when a network was trained. A class may have no
   * sub-folder here; a sub-folder of no class is an error.
   */
  public ImageFolder withClassNames(List<String> names) {
    return new ImageFolder(folder, height, width, channels, List.copyOf(names));
  }

  /**
   * Reads all images.
   *
   * @throws MissingDataException if the folder or its sub-folders are not there, or no image can be
   *     read
   * @throws InvalidDataException if sizes differ and none to resize to is given, or a sub-folder is
   *     none of the given classes
   * @throws IOException if listing a folder fails, or java.desktop is not there
   */
  public FolderContents read() throws IOException {
    requireImageIo();
    List<String> names = classNames();
    Reading reading = new Reading();
    for (int label = 0; label < names.size(); label++) {
      Path classFolder = folder.resolve(names.get(label));
      if (Files.isDirectory(classFolder)) {
        for (Path file : list(classFolder, ImageFolder::isImageFile)) {
          reading.add(file, label);
        }
      }
    }
    return reading.finish(names);
  }

  /** The names of the sub-folders, in order. */
  static List<String> subFolders(Path folder) throws IOException {
    return list(folder, Files::isDirectory).stream().map(ImageFolder::fileName).toList();
  }

  private List<String> classNames() throws IOException {
    if (!Files.isDirectory(folder)) {
      throw new MissingDataException(folder + ": there is no such folder; check the path.");
    }
    List<String> found = subFolders(folder);
    if (found.isEmpty()) {
      throw new MissingDataException(
          folder + ": has no sub-folders; make one per class, with png or jpg images in it.");
    }
    if (classNames == null) {
      return found;
    }
    for (String name : found) {
      if (!classNames.contains(name)) {
        throw new InvalidDataException(
            folder.resolve(name)
                + ": is none of the "
                + classNames.size()
                + " classes known"
                + " ("
                + String.join(", ", classNames)
                + "); rename or remove the sub-folder.");
      }
    }
    return classNames;
  }

  /** Says so if png and jpg cannot be read here. */
  static void requireImageIo() throws IOException {
    try {
      Class.forName("javax.imageio.ImageIO");
    } catch (ClassNotFoundException e) {
      throw new IOException(
          "Reading png and jpg needs the module java.desktop, which this Java runtime was started"
              + " without; add --add-modules java.desktop.",
          e);
    }
  }

  private static boolean isImageFile(Path path) {
    return hasImageName(path) && Files.isRegularFile(path);
  }

  /** Whether a file's name ends as those of images that can be read. */
  static boolean hasImageName(Path path) {
    String name = fileName(path).toLowerCase(Locale.ROOT);
    return name.endsWith(".png") || name.endsWith(".jpg") || name.endsWith(".jpeg");
  }

  private static List<Path> list(Path folder, Predicate<Path> wanted) throws IOException {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries
          .filter(path -> !fileName(path).startsWith("."))
          .filter(wanted)
          .sorted()
          .toList();
    }
  }

  static String fileName(Path path) {
    Path name = path.getFileName();
    return name == null ? "" : name.toString();
  }

  /** Collects images one by one, then joins them. */
  private final class Reading {
    private final List<DecodedImage> images = new ArrayList<>();
    private final List<Integer> labels = new ArrayList<>();
    private final List<SkippedFile> skipped = new ArrayList<>();
    private @Nullable Path firstFile;
    private long totalBytes;

    void add(Path file, int label) throws InvalidDataException {
      DecodedImage image;
      try {
        image = ImageDecoder.decode(file);
      } catch (IOException e) {
        String reason = e.getMessage();
        skipped.add(new SkippedFile(file, reason == null ? e.toString() : reason));
        return;
      }
      image = image.withChannels(channels == AS_FOUND ? image.channels() : channels);
      image = height == AS_FOUND ? image : image.resizedTo(height, width);
      requireSameSize(file, image);
      totalBytes += image.pixels().length;
      ByteLimits.require(totalBytes, folder.toString());
      images.add(image);
      labels.add(label);
    }

    private void requireSameSize(Path file, DecodedImage image) throws InvalidDataException {
      if (firstFile == null) {
        firstFile = file;
        return;
      }
      DecodedImage first = images.get(0);
      if (image.height() != first.height() || image.width() != first.width()) {
        throw new InvalidDataException(
            file
                + ": is "
                + image.height()
                + "x"
                + image.width()
                + " (height x width) but "
                + firstFile
                + " is "
                + first.height()
                + "x"
                + first.width()
                + "; give a size to resize all images to.");
      }
    }

    FolderContents finish(List<String> names) throws IOException {
      if (images.isEmpty()) {
        throw new MissingDataException(
            folder
                + ": no png or jpg image in its sub-folders can be read"
                + firstSkipped()
                + "; put images into one sub-folder per class.");
      }
      int commonChannels = images.stream().mapToInt(DecodedImage::channels).max().getAsInt();
      DecodedImage first = images.get(0);
      int imageBytes = first.height() * first.width() * commonChannels;
      byte[] pixels =
          new byte[ByteLimits.require((long) imageBytes * images.size(), folder.toString())];
      for (int n = 0; n < images.size(); n++) {
        byte[] image = images.get(n).withChannels(commonChannels).pixels();
        System.arraycopy(image, 0, pixels, n * imageBytes, imageBytes);
      }
      LabelledImages labelled =
          LabelledImages.adopt(
              fileName(folder.toAbsolutePath().normalize()),
              pixels,
              labels.stream().mapToInt(Integer::intValue).toArray(),
              first.height(),
              first.width(),
              commonChannels,
              names);
      return new FolderContents(labelled, skipped);
    }

    private String firstSkipped() {
      return skipped.isEmpty()
          ? ""
          : " ("
              + skipped.size()
              + " skipped; "
              + skipped.get(0).file()
              + ": "
              + skipped.get(0).reason()
              + ")";
    }
  }
}
