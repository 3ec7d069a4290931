package dev.tamis.data;

import java.util.List;
import java.util.Objects;

/**
 * Labelled images in memory: {@code count} images of one size, each with the index of its class.
 *
 * <p>Pixels are unsigned bytes (0..255), channels last: pixel (h, w) of image n has its channels
 * next to each other. Immutable, so it may be shared between threads; subsets share the pixels.
 */
public final class LabelledImages {
  private final String name;
  private final byte[] pixels;
  private final int[] storageIndices;
  private final int[] labels;
  private final int height;
  private final int width;
  private final int channels;
  private final List<String> classNames;

  private LabelledImages(
      String name,
      byte[] pixels,
      int[] storageIndices,
      int[] labels,
      int height,
      int width,
      int channels,
      List<String> classNames) {
    this.name = name;
    this.pixels = pixels;
    this.storageIndices = storageIndices;
    this.labels = labels;
    this.height = height;
    this.width = width;
    this.channels = channels;
    this.classNames = classNames;
  }

  /**
   * Images from pixels and labels, which are copied.
   *
   * @param name what reports call the set
   * @param pixels count x height x width x channels unsigned bytes
   * @param labels one class index an image, 0..classNames.size()-1
   * @param height rows of every image, at least 1
   * @param width columns of every image, at least 1
   * @param channels 1 for grey, 3 for RGB, or any other number from 1
   * @param classNames the classes in the order of their indices
   * @throws IllegalArgumentException if the sizes do not fit together or a label is out of range
   */
  public static LabelledImages of(
      String name,
      byte[] pixels,
      int[] labels,
      int height,
      int width,
      int channels,
      List<String> classNames) {
    return adopt(name, pixels.clone(), labels.clone(), height, width, channels, classNames);
  }

  /** As {@link #of}, but keeps the arrays, which the caller must not touch again. */
  static LabelledImages adopt(
      String name,
      byte[] pixels,
      int[] labels,
      int height,
      int width,
      int channels,
      List<String> classNames) {
    if (height < 1 || width < 1 || channels < 1) {
      throw new IllegalArgumentException(
          name
              + ": height, width and channels must be at least 1, not "
              + height
              + "x"
              + width
              + "x"
              + channels
              + ".");
    }
    long expectedBytes = Math.multiplyExact((long) height * width, channels) * labels.length;
    if (pixels.length != expectedBytes) {
      throw new IllegalArgumentException(
          name
              + ": "
              + labels.length
              + " images of "
              + height
              + "x"
              + width
              + "x"
              + channels
              + " have "
              + expectedBytes
              + " bytes, not "
              + pixels.length
              + ".");
    }
    int[] storageIndices = new int[labels.length];
    for (int n = 0; n < labels.length; n++) {
      Objects.checkIndex(labels[n], classNames.size());
      storageIndices[n] = n;
    }
    return new LabelledImages(
        name, pixels, storageIndices, labels, height, width, channels, List.copyOf(classNames));
  }

  /** What reports call the set. */
  public String name() {
    return name;
  }

  /** How many images there are. */
  public int count() {
    return labels.length;
  }

  /** Rows of every image. */
  public int height() {
    return height;
  }

  /** Columns of every image. */
  public int width() {
    return width;
  }

  /** Channels of every pixel: 1 for grey, 3 for RGB. */
  public int channels() {
    return channels;
  }

  /** Values of one image: height x width x channels. */
  public int valuesPerImage() {
    return height * width * channels;
  }

  /** The classes in the order of their indices. */
  public List<String> classNames() {
    return classNames;
  }

  /** How many classes there are, including those without an image here. */
  public int classCount() {
    return classNames.size();
  }

  /**
   * The class index of an image.
   *
   * @throws IndexOutOfBoundsException if there is no such image
   */
  public int label(int index) {
    return labels[Objects.checkIndex(index, labels.length)];
  }

  /** How many images every class has, by class index. */
  public int[] countPerClass() {
    int[] counts = new int[classNames.size()];
    for (int label : labels) {
      counts[label]++;
    }
    return counts;
  }

  /**
   * Copies an image as it is: values 0..255, channels last.
   *
   * @param index 0..count-1
   * @param destination receives {@link #valuesPerImage} values
   * @param offset where the first goes
   * @throws IndexOutOfBoundsException if there is no such image, or no such room
   */
  public void copyPixels(int index, float[] destination, int offset) {
    int values = valuesPerImage();
    Objects.checkFromIndexSize(offset, values, destination.length);
    int start = pixelOffset(index);
    for (int i = 0; i < values; i++) {
      destination[offset + i] = pixels[start + i] & 0xff;
    }
  }

  /**
   * Copies an image as unsigned bytes, channels last, for those who show it.
   *
   * @param index 0..count-1
   * @param destination receives {@link #valuesPerImage} bytes
   * @param offset where the first goes
   * @throws IndexOutOfBoundsException if there is no such image, or no such room
   */
  public void copyBytes(int index, byte[] destination, int offset) {
    System.arraycopy(pixels, pixelOffset(index), destination, offset, valuesPerImage());
  }

  /**
   * The images of these indices, in this order; an index may occur more than once. Shares the
   * pixels.
   *
   * @throws IndexOutOfBoundsException if there is no such image
   */
  public LabelledImages subset(int[] indices) {
    int[] chosenIndices = new int[indices.length];
    int[] chosenLabels = new int[indices.length];
    for (int n = 0; n < indices.length; n++) {
      chosenLabels[n] = label(indices[n]);
      chosenIndices[n] = storageIndices[indices[n]];
    }
    return new LabelledImages(
        name, pixels, chosenIndices, chosenLabels, height, width, channels, classNames);
  }

  /**
   * The same images with other labels, which are copied. Shares the pixels.
   *
   * @param newLabels one class index an image, 0..classCount-1
   * @throws IllegalArgumentException if there are not as many labels as images
   * @throws IndexOutOfBoundsException if a label is out of range
   */
  public LabelledImages withLabels(int[] newLabels) {
    if (newLabels.length != count()) {
      throw new IllegalArgumentException(
          name + ": " + count() + " images cannot have " + newLabels.length + " labels.");
    }
    int[] checked = newLabels.clone();
    for (int label : checked) {
      Objects.checkIndex(label, classNames.size());
    }
    return new LabelledImages(
        name, pixels, storageIndices, checked, height, width, channels, classNames);
  }

  /**
   * The same images at another size, bilinear with pixel centres at half coordinates and no
   * smoothing; itself if the size is the same already.
   *
   * @throws IllegalArgumentException if a side is below 1 or the result would not fit an array
   */
  public LabelledImages resizedTo(int newHeight, int newWidth) {
    if (newHeight == height && newWidth == width) {
      return this;
    }
    if (newHeight < 1 || newWidth < 1) {
      throw new IllegalArgumentException(
          name + ": cannot resize to " + newHeight + "x" + newWidth + "; sides start at 1.");
    }
    long bytes = Math.multiplyExact((long) newHeight * newWidth, channels) * count();
    if (bytes > Integer.MAX_VALUE - 8) {
      throw new IllegalArgumentException(
          name
              + ": resized to "
              + newHeight
              + "x"
              + newWidth
              + " its images take "
              + bytes
              + " bytes, more than one array holds; use a smaller size or fewer images.");
    }
    byte[] resized = new byte[(int) bytes];
    Bilinear bilinear = new Bilinear(height, width, newHeight, newWidth, channels);
    int newValues = newHeight * newWidth * channels;
    for (int n = 0; n < count(); n++) {
      bilinear.resize(pixels, pixelOffset(n), resized, n * newValues);
    }
    return adopt(name, resized, labels, newHeight, newWidth, channels, classNames);
  }

  /**
   * The same images in grey (luma of ITU-R BT.601) or RGB; itself if they are so already.
   *
   * @param newChannels 1 or 3
   * @throws IllegalArgumentException if images of so many channels cannot be made of these
   */
  public LabelledImages withChannels(int newChannels) {
    if (newChannels == channels) {
      return this;
    }
    if (channels + newChannels != 4 || newChannels < 1) {
      throw new IllegalArgumentException(
          name
              + ": images of "
              + channels
              + " channels cannot be made into images of "
              + newChannels
              + "; only grey (1) and RGB (3) can be made of each other.");
    }
    int newValues = height * width * newChannels;
    byte[] converted = new byte[Math.multiplyExact(newValues, count())];
    byte[] image = new byte[valuesPerImage()];
    for (int n = 0; n < count(); n++) {
      copyBytes(n, image, 0);
      byte[] other =
          new DecodedImage(image, height, width, channels).withChannels(newChannels).pixels();
      System.arraycopy(other, 0, converted, n * newValues, newValues);
    }
    return adopt(name, converted, labels, height, width, newChannels, classNames);
  }

  /** The same images with labels of other classes; both arrays are kept. */
  LabelledImages withClasses(int[] newLabels, List<String> newClassNames) {
    return new LabelledImages(
        name, pixels, storageIndices, newLabels, height, width, channels, newClassNames);
  }

  /** All stored pixels, not only those of this subset; never to be written. */
  byte[] storedPixels() {
    return pixels;
  }

  /** Where an image starts in {@link #storedPixels}. */
  int pixelOffset(int index) {
    return storageIndices[Objects.checkIndex(index, storageIndices.length)] * valuesPerImage();
  }

  /** For example {@code mnist (60000 images of 28x28x1, 10 classes)}. */
  @Override
  public String toString() {
    return name
        + " ("
        + count()
        + " images of "
        + height
        + "x"
        + width
        + "x"
        + channels
        + ", "
        + classCount()
        + " classes)";
  }
}
