package dev.tamis.data;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Reads the binary versions of CIFAR-10 and CIFAR-100: records of one label byte (CIFAR-100: coarse
 * label, then fine label) and 3,072 bytes of a 32x32 image, all red, then all green, then all blue.
 * The colours are put next to each other. A file may have any whole number of records.
 */
public final class CifarReader {
  private static final int SIDE = 32;
  private static final int PLANE_BYTES = SIDE * SIDE;
  private static final int CHANNELS = 3;
  private static final int IMAGE_BYTES = PLANE_BYTES * CHANNELS;
  private static final int MAX_NAMES_BYTES = 1 << 16;

  private CifarReader() {}

  /**
   * Reads CIFAR-10: {@code data_batch_1.bin} to {@code data_batch_5.bin}, or {@code
   * test_batch.bin}. Class names are those of {@code batches.meta.txt} if it is there, else the
   * published ones.
   *
   * @throws MissingDataException if a file is not there
   * @throws InvalidDataException if a file is empty, ends inside a record, or has a label out of
   *     range
   * @throws IOException if reading fails
   */
  public static LabelledImages readCifar10(Path folder, Split split) throws IOException {
    return new Layout(
            "cifar10",
            split == Split.TRAIN
                ? List.of(
                    "data_batch_1.bin",
                    "data_batch_2.bin",
                    "data_batch_3.bin",
                    "data_batch_4.bin",
                    "data_batch_5.bin")
                : List.of("test_batch.bin"),
            1,
            classNames(folder.resolve("batches.meta.txt"), ClassNames.CIFAR_10))
        .read(folder);
  }

  /**
   * Reads CIFAR-100 with its 100 fine labels: {@code train.bin} or {@code test.bin}. Class names
   * are those of {@code fine_label_names.txt} if it is there, else the published ones.
   *
   * @throws MissingDataException if a file is not there
   * @throws InvalidDataException if a file is empty, ends inside a record, or has a label out of
   *     range
   * @throws IOException if reading fails
   */
  public static LabelledImages readCifar100(Path folder, Split split) throws IOException {
    return new Layout(
            "cifar100",
            List.of(split.folderName() + ".bin"),
            2,
            classNames(folder.resolve("fine_label_names.txt"), ClassNames.CIFAR_100))
        .read(folder);
  }

  private static List<String> classNames(Path file, List<String> published) throws IOException {
    if (!Files.exists(file)) {
      return published;
    }
    if (Files.size(file) > MAX_NAMES_BYTES) {
      throw new InvalidDataException(
          file + ": too large for a list of class names; copy or fetch the file again.");
    }
    String text = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    List<String> names = text.lines().map(String::strip).filter(line -> !line.isEmpty()).toList();
    if (names.size() != published.size()) {
      throw new InvalidDataException(
          file
              + ": holds "
              + names.size()
              + " class names where "
              + published.size()
              + " belong; copy or fetch the file again, or delete it to use the published names.");
    }
    return names;
  }

  /** Which files, how many label bytes (the last counts), and which classes. */
  private record Layout(
      String name, List<String> fileNames, int labelBytes, List<String> classNames) {

    LabelledImages read(Path folder) throws IOException {
      long records = 0;
      for (String fileName : fileNames) {
        records += countRecords(folder.resolve(fileName));
      }
      byte[] pixels = new byte[ByteLimits.require(records * IMAGE_BYTES, folder.toString())];
      int[] labels = new int[(int) records];
      int next = 0;
      for (String fileName : fileNames) {
        next = readFile(folder.resolve(fileName), next, pixels, labels);
      }
      return LabelledImages.adopt(name, pixels, labels, SIDE, SIDE, CHANNELS, classNames);
    }

    private int recordBytes() {
      return labelBytes + IMAGE_BYTES;
    }

    private long countRecords(Path file) throws IOException {
      if (!Files.isRegularFile(file)) {
        throw new MissingDataException(
            file
                + ": there is no such file; copy it there, or run `tamis datasets fetch "
                + name
                + "`.");
      }
      long bytes = Files.size(file);
      long records = bytes / recordBytes();
      if (records == 0 || bytes % recordBytes() != 0) {
        throw InvalidDataException.at(
            file.toString(),
            records * recordBytes(),
            bytes == 0
                ? "the file is empty"
                : "the file of " + bytes + " bytes ends inside a record of " + recordBytes(),
            "copy or fetch the file again");
      }
      return records;
    }

    private int readFile(Path file, int firstIndex, byte[] pixels, int[] labels)
        throws IOException {
      long records = countRecords(file);
      if (records > labels.length - firstIndex) {
        throw new InvalidDataException(
            file + ": grew while it was read; read it again when nothing writes to it.");
      }
      try (BinaryInput in = BinaryInput.open(DataSource.file(file))) {
        for (int n = firstIndex; n < firstIndex + records; n++) {
          byte[] bytes = in.readBytes(recordBytes(), "a record");
          labels[n] = bytes[labelBytes - 1] & 0xff;
          if (labels[n] >= classNames.size()) {
            throw InvalidDataException.at(
                file.toString(),
                in.position() - recordBytes() + labelBytes - 1,
                "label "
                    + labels[n]
                    + " of record "
                    + (n - firstIndex)
                    + " is out of range, as there are "
                    + classNames.size()
                    + " classes",
                "copy or fetch the file again");
          }
          interleave(bytes, labelBytes, pixels, n * IMAGE_BYTES);
        }
      }
      return firstIndex + (int) records;
    }
  }

  /** Planes of red, green and blue to pixels of red, green and blue. */
  private static void interleave(byte[] planes, int planesOffset, byte[] pixels, int pixelsOffset) {
    int next = pixelsOffset;
    for (int i = 0; i < PLANE_BYTES; i++) {
      for (int c = 0; c < CHANNELS; c++) {
        pixels[next++] = planes[planesOffset + c * PLANE_BYTES + i];
      }
    }
  }
}
