package dev.tamis.data;

import dev.tamis.stream.InstanceStream;
import dev.tamis.stream.InvalidInstanceException;
import dev.tamis.stream.LabelSource;
import dev.tamis.stream.MiniBatch;
import dev.tamis.tensor.Shape;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.Consumer;

/**
 * A watched folder as a stream: every png or jpg in it, and every one that appears later, is an
 * instance once it is complete. Those there at the beginning come in the order of their names.
 *
 * <p>The label of an image in a sub-folder is the sub-folder's name. That of an image in the folder
 * itself is in a text file beside it, named as the image with {@code .label} after it ({@code
 * 7.png.label}), which holds the name or the number of the class and may come later. Files that
 * cannot be used are counted, named and skipped.
 *
 * <p>Memory is bounded: the last 10,000 labels and images without label are remembered, and up to
 * 64 bytes a file in the folder, of which there may be a million. One thread reads; any may close.
 */
public final class DirectoryWatch implements InstanceStream, LabelSource, AutoCloseable {
  private static final Logger LOGGER = System.getLogger(DirectoryWatch.class.getName());
  private static final String LABEL_ENDING = ".label";
  private static final int MAX_LABEL_BYTES = 1024;
  private static final int MAX_REMEMBERED = 10_000;
  private static final int MAX_NAMED = 100;
  private static final int MAX_FILES = 1 << 20;

  private final Path folder;
  private final Shape shape;
  private final Normalization normalization;
  private final List<String> classNames;
  private final int maxRemembered;
  private final Consumer<String> says;
  private final WatchedFiles files;
  private final Map<Long, Integer> labels = new LinkedHashMap<>();
  private final Map<Path, Long> waiting = new LinkedHashMap<>();
  private final Map<Long, Integer> lateLabels = new LinkedHashMap<>();
  private final Deque<SkippedFile> skipped = new ArrayDeque<>();
  private final float[] values;
  private long skippedCount;
  private long forgottenCount;
  private long nextId;
  private boolean saidSize;
  private boolean saidColour;

  /** Told labels that came after their instance. */
  @FunctionalInterface
  public interface LateLabels {
    /** An instance's label has come. */
    void arrived(long id, int label);
  }

  /**
   * Starts watching.
   *
   * @param folder where images are put
   * @param shape what the model takes; other images are resized (bilinear) and made grey or RGB
   * @param normalization as the model wants it
   * @param classNames the model's classes in the order of its outputs
   * @param timing how patiently
   * @param says told in one sentence each, once, what has to be done to images
   * @throws MissingDataException if there is no such folder
   * @throws IOException if it cannot be watched, or java.desktop is not there
   * @throws IllegalArgumentException if the shape is not that of grey or RGB images, or the
   *     normalization does not fit it
   */
  public DirectoryWatch(
      Path folder,
      Shape shape,
      Normalization normalization,
      List<String> classNames,
      WatchTiming timing,
      Consumer<String> says)
      throws IOException {
    this(folder, shape, normalization, classNames, timing, MAX_REMEMBERED, says);
  }

  /** Remembers so many labels and images without one. */
  DirectoryWatch(
      Path folder,
      Shape shape,
      Normalization normalization,
      List<String> classNames,
      WatchTiming timing,
      int maxRemembered,
      Consumer<String> says)
      throws IOException {
    if (shape.channels() != 1 && shape.channels() != 3) {
      throw new IllegalArgumentException(
          "a folder has grey or RGB images, but the model takes " + shape.channels() + " channels");
    }
    if (!normalization.fits(shape.channels())) {
      throw new IllegalArgumentException(
          "input mean and std do not fit "
              + shape.channels()
              + " channels; give one of each for every channel");
    }
    if (!Files.isDirectory(folder)) {
      throw new MissingDataException(
          folder + ": there is no such folder to watch; check the path.");
    }
    ImageFolder.requireImageIo();
    this.folder = folder;
    this.shape = shape;
    this.normalization = normalization;
    this.classNames = List.copyOf(classNames);
    this.maxRemembered = maxRemembered;
    this.says = says;
    this.values = new float[shape.size()];
    this.files =
        new WatchedFiles(
            folder,
            this::isWanted,
            path -> this.classNames.contains(ImageFolder.fileName(path)),
            timing,
            MAX_FILES,
            notices(folder, timing, says),
            says);
  }

  private static FolderNotices notices(Path folder, WatchTiming timing, Consumer<String> says) {
    if (timing.notifications()) {
      try {
        return new FolderNotices(folder.getFileSystem().newWatchService());
      } catch (IOException | UnsupportedOperationException e) {
        says.accept(WatchedFiles.withoutNotices(folder, timing, e));
      }
    }
    return new FolderNotices(null);
  }

  private boolean isWanted(Path path) {
    String name = ImageFolder.fileName(path);
    if (name.startsWith(".")) {
      return false;
    }
    return name.endsWith(LABEL_ENDING)
        ? waiting.containsKey(imageOf(path))
        : ImageFolder.hasImageName(path);
  }

  @Override
  public MiniBatch newBatch(int capacity) {
    return new MiniBatch(shape, classNames.size(), capacity, this);
  }

  /**
   * Refills a batch with the images that are complete; waits until there is one.
   *
   * @return false only after {@link #close}, or if this thread was interrupted
   * @throws UncheckedIOException if the folder cannot be read any more
   */
  @Override
  public boolean next(MiniBatch batch) {
    return next(batch, Duration.ofNanos(Long.MAX_VALUE));
  }

  /**
   * Refills a batch with the images that are complete; waits for one, but not for ever.
   *
   * @param timeout how long at most
   * @return whether there was at least one
   * @throws UncheckedIOException if the folder cannot be read any more
   */
  public boolean next(MiniBatch batch, Duration timeout) {
    batch.clear();
    long begin = System.nanoTime();
    long left = timeout.toNanos();
    try {
      do {
        files.look(Math.max(0, left));
        takeAll(batch);
        left = timeout.toNanos() - (System.nanoTime() - begin);
      } while (batch.count() == 0 && left > 0 && !files.isClosed());
    } catch (IOException e) {
      throw new UncheckedIOException(e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return batch.count() > 0;
  }

  private void takeAll(MiniBatch batch) throws IOException {
    while (batch.count() < batch.capacity() && !files.isClosed()) {
      Path file = files.take();
      if (file == null) {
        return;
      }
      if (ImageFolder.fileName(file).endsWith(LABEL_ENDING)) {
        lateLabel(file);
      } else {
        offer(file, batch);
      }
    }
  }

  private void offer(Path file, MiniBatch batch) {
    boolean inSubFolder = !folder.equals(file.getParent());
    int label = inSubFolder ? classNames.indexOf(parentName(file)) : -1;
    if (inSubFolder && label < 0) {
      skip(file, "its sub-folder " + parentName(file) + " is no class of the model");
      return;
    }
    DecodedImage image;
    try {
      image = fitted(ImageDecoder.decode(file));
    } catch (IOException e) {
      skip(file, e);
      return;
    }
    for (int i = 0; i < values.length; i++) {
      values[i] = image.pixels()[i] & 0xff;
    }
    normalization.apply(values, 0, values.length);
    long id = nextId++;
    int at = batch.append(id);
    System.arraycopy(values, 0, batch.images().data(), at, values.length);
    if (inSubFolder) {
      remember(labels, id, label);
    } else {
      awaitLabel(file, id);
    }
  }

  private static String parentName(Path file) {
    Path parent = file.getParent();
    return parent == null ? "" : ImageFolder.fileName(parent);
  }

  private DecodedImage fitted(DecodedImage image) {
    if (image.channels() != shape.channels() && !saidColour) {
      saidColour = true;
      says.accept(
          "images of "
              + folder
              + (shape.channels() == 1 ? " are made grey" : " are made RGB")
              + " as the model takes them");
    }
    boolean fits = image.height() == shape.height() && image.width() == shape.width();
    if (!fits && !saidSize) {
      saidSize = true;
      says.accept(
          "images of %s are resized to the model's %dx%d; the first of them is %dx%d"
              .formatted(folder, shape.height(), shape.width(), image.height(), image.width()));
    }
    return image.withChannels(shape.channels()).resizedTo(shape.height(), shape.width());
  }

  /** The label may be there already, be written just now, or come later. */
  private void awaitLabel(Path image, long id) {
    waiting.remove(image);
    Path side = image.resolveSibling(ImageFolder.fileName(image) + LABEL_ENDING);
    if (Files.isRegularFile(side)) {
      try {
        remember(labels, id, readLabel(side));
        return;
      } catch (IOException e) {
        LOGGER.log(Level.DEBUG, "{0} is not a label yet: {1}", side, e.getMessage());
      }
    }
    waiting.put(image, id);
    if (waiting.size() > maxRemembered) {
      waiting.remove(waiting.keySet().iterator().next());
      forgottenCount++;
    }
    // It may be half written: then it counts once it is complete.
    files.reconsider(side);
  }

  private void lateLabel(Path side) {
    Long id = waiting.get(imageOf(side));
    if (id == null) {
      return;
    }
    try {
      int label = readLabel(side);
      waiting.remove(imageOf(side));
      remember(labels, id, label);
      remember(lateLabels, id, label);
    } catch (IOException e) {
      skip(side, e);
    }
  }

  private static Path imageOf(Path side) {
    String name = ImageFolder.fileName(side);
    return side.resolveSibling(name.substring(0, name.length() - LABEL_ENDING.length()));
  }

  private int readLabel(Path side) throws IOException {
    if (Files.size(side) > MAX_LABEL_BYTES) {
      throw new IOException("it is too long for the name of a class");
    }
    String text = Files.readString(side, StandardCharsets.UTF_8).strip();
    int label = classNames.indexOf(text);
    if (label < 0 && text.matches("[0-9]{1,9}")) {
      label = Integer.parseInt(text);
    }
    if (label < 0 || label >= classNames.size()) {
      throw new IOException("'" + text + "' is no class of the model");
    }
    return label;
  }

  private void remember(Map<Long, Integer> labels, long id, int label) {
    labels.put(id, label);
    if (labels.size() > maxRemembered) {
      labels.remove(labels.keySet().iterator().next());
    }
  }

  private void skip(Path file, IOException problem) {
    String reason = problem.getMessage();
    skip(file, reason == null ? problem.toString() : reason);
  }

  private void skip(Path file, String reason) {
    skippedCount++;
    skipped.addLast(new SkippedFile(file, reason));
    if (skipped.size() > MAX_NAMED) {
      skipped.removeFirst();
    }
    LOGGER.log(Level.WARNING, "{0} was skipped: {1}", file, reason);
  }

  /**
   * The label of an instance, if it is known now.
   *
   * @param id as the stream gave it
   */
  public OptionalInt knownLabel(long id) {
    Integer label = labels.get(id);
    return label == null ? OptionalInt.empty() : OptionalInt.of(label);
  }

  /**
   * The label of an instance.
   *
   * @throws InvalidInstanceException if it is not known, or not any more
   */
  @Override
  public int label(long id) {
    return knownLabel(id)
        .orElseThrow(
            () ->
                new InvalidInstanceException(
                    "instance "
                        + id
                        + " of "
                        + folder
                        + " has no label now; put it into a sub-folder, or its class into a file"
                        + " named as the image with "
                        + LABEL_ENDING
                        + " after it"));
  }

  /**
   * Tells the labels that came after their instances since this was called last. They are looked
   * for while {@link #next(MiniBatch, Duration)} waits.
   */
  public void takeLateLabels(LateLabels listener) {
    lateLabels.forEach(listener::arrived);
    lateLabels.clear();
  }

  /** Instances whose label may still come. */
  public int waitingCount() {
    return waiting.size();
  }

  /** Instances whose label is waited for no more, because too many came after them. */
  public long forgottenCount() {
    return forgottenCount;
  }

  /** Files that could not be used. */
  public long skippedCount() {
    return skippedCount;
  }

  /** The last hundred files that could not be used. */
  public List<SkippedFile> skipped() {
    return List.copyOf(skipped);
  }

  @Override
  public void saveState(DataOutput out) throws IOException {
    out.writeLong(nextId);
    out.writeLong(skippedCount);
    out.writeLong(forgottenCount);
    files.saveState(out);
    writeLabels(labels, out);
    writeLabels(lateLabels, out);
    out.writeInt(waiting.size());
    for (Map.Entry<Path, Long> entry : waiting.entrySet()) {
      out.writeUTF(folder.relativize(entry.getKey()).toString());
      out.writeLong(entry.getValue());
    }
  }

  private static void writeLabels(Map<Long, Integer> labels, DataOutput out) throws IOException {
    out.writeInt(labels.size());
    for (Map.Entry<Long, Integer> entry : labels.entrySet()) {
      out.writeLong(entry.getKey());
      out.writeInt(entry.getValue());
    }
  }

  /** Continues from a saved state: files that were offered before it do not come again. */
  @Override
  public void restoreState(DataInput in) throws IOException {
    nextId = in.readLong();
    skippedCount = in.readLong();
    forgottenCount = in.readLong();
    files.restoreState(in);
    readLabels(in, labels);
    readLabels(in, lateLabels);
    waiting.clear();
    for (int left = readCount(in); left > 0; left--) {
      Path image = folder.resolve(in.readUTF());
      waiting.put(image, in.readLong());
    }
  }

  private void readLabels(DataInput in, Map<Long, Integer> labels) throws IOException {
    labels.clear();
    for (int left = readCount(in); left > 0; left--) {
      long id = in.readLong();
      int label = in.readInt();
      if (label < 0 || label >= classNames.size()) {
        throw new IOException("the saved stream had class " + label + ", which the model has not");
      }
      labels.put(id, label);
    }
  }

  private int readCount(DataInput in) throws IOException {
    int count = in.readInt();
    if (count < 0 || count > maxRemembered) {
      throw new IOException("the saved stream remembered " + count + " labels, which cannot be");
    }
    return count;
  }

  /** Ends the stream, also for a thread that is waiting for an image. */
  @Override
  public void close() throws IOException {
    files.close();
  }
}
