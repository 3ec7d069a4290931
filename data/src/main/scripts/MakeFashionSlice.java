import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;

/**
 * Makes the class-balanced slice of Fashion-MNIST that ships with tamis-data: {@code java
 * MakeFashionSlice.java IN OUT}, where IN holds the four original files and OUT receives four plain
 * IDX files of the same names.
 *
 * <p>The first images of every class are taken, in the order of the original file, so that anyone
 * gets the same bytes. {@code make-fashion-slice.sh} runs this and compresses the result.
 */
final class MakeFashionSlice {
  private static final int CLASSES = 10;
  private static final int IMAGE_BYTES = 28 * 28;

  private MakeFashionSlice() {}

  public static void main(String[] arguments) throws IOException {
    if (arguments.length != 2) {
      throw new IllegalArgumentException("usage: java MakeFashionSlice.java IN OUT");
    }
    Path in = Path.of(arguments[0]);
    Path out = Files.createDirectories(Path.of(arguments[1]));
    slice(in, out, "train", 60_000, 1_200);
    slice(in, out, "t10k", 10_000, 200);
  }

  private static void slice(Path in, Path out, String prefix, int count, int perClass)
      throws IOException {
    byte[] images = new byte[count * IMAGE_BYTES];
    byte[] labels = new byte[count];
    read(in.resolve(prefix + "-images-idx3-ubyte.gz"), new int[] {0x803, count, 28, 28}, images);
    read(in.resolve(prefix + "-labels-idx1-ubyte.gz"), new int[] {0x801, count}, labels);

    int[] taken = new int[CLASSES];
    ByteArrayOutputStream keptImages = new ByteArrayOutputStream();
    ByteArrayOutputStream keptLabels = new ByteArrayOutputStream();
    for (int n = 0; n < count; n++) {
      if (taken[labels[n]] < perClass) {
        taken[labels[n]]++;
        keptImages.write(images, n * IMAGE_BYTES, IMAGE_BYTES);
        keptLabels.write(labels[n]);
      }
    }
    int kept = CLASSES * perClass;
    write(out.resolve(prefix + "-images-idx3-ubyte"), new int[] {0x803, kept, 28, 28}, keptImages);
    write(out.resolve(prefix + "-labels-idx1-ubyte"), new int[] {0x801, kept}, keptLabels);
  }

  private static void read(Path file, int[] header, byte[] content) throws IOException {
    try (DataInputStream in =
        new DataInputStream(new GZIPInputStream(Files.newInputStream(file), 1 << 16))) {
      for (int expected : header) {
        int found = in.readInt();
        if (found != expected) {
          throw new IOException(file + ": header has " + found + " where " + expected + " belongs");
        }
      }
      in.readFully(content);
    }
  }

  private static void write(Path file, int[] header, ByteArrayOutputStream content)
      throws IOException {
    try (DataOutputStream out = new DataOutputStream(Files.newOutputStream(file))) {
      for (int value : header) {
        out.writeInt(value);
      }
      content.writeTo(out);
    }
  }
}
