package dev.tamis.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CheckpointTest {
  private static final int VERSION_AT = 8;
  private static final int COUNT_AT = 12;
  private static final int SECTIONS_AT = 16;

  @TempDir private Path folder;

  private static Checkpoint small() throws IOException {
    Checkpoint checkpoint = new Checkpoint();
    checkpoint.put("numbers", out -> out.writeLong(0x0123456789ABCDEFL));
    checkpoint.put("nothing", out -> {});
    checkpoint.put("text", out -> out.writeUTF("Größe"));
    return checkpoint;
  }

  private Path written() throws IOException {
    Path file = folder.resolve("small.tamis");
    small().write(file);
    return file;
  }

  /** With the checksum that fits. */
  private static byte[] sealed(byte[] bytes) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, 0, bytes.length - 4);
    ByteBuffer.wrap(bytes).putInt(bytes.length - 4, (int) crc.getValue());
    return bytes;
  }

  private Path file(byte[] bytes) throws IOException {
    return Files.write(folder.resolve("hostile.tamis"), bytes);
  }

  private void assertRefused(byte[] bytes, String... says) throws IOException {
    Path file = file(bytes);
    assertThatThrownBy(() -> Checkpoint.read(file))
        .isInstanceOf(CheckpointException.class)
        .message()
        .contains("hostile.tamis")
        .satisfies(message -> assertThat(List.of(says)).allMatch(message::contains));
  }

  private List<Path> everything() throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(Files::isRegularFile).sorted().toList();
    }
  }

  @Test
  void roundTrip() throws IOException {
    Path file = written();
    Checkpoint read = Checkpoint.read(file);

    assertThat(Checkpoint.isCheckpoint(file)).isTrue();
    assertThat(read.has("nothing")).isTrue();
    assertThat(read.has("another")).isFalse();
    read.get("numbers", in -> assertThat(in.readLong()).isEqualTo(0x0123456789ABCDEFL));
    read.get("nothing", in -> {});
    read.get("text", in -> assertThat(in.readUTF()).isEqualTo("Größe"));
    assertThat(read.encode()).isEqualTo(Files.readAllBytes(file));
    assertThat(everything()).containsExactly(file);
  }

  @Test
  void layoutIsTheDocumentedOne() throws IOException {
    Checkpoint checkpoint = new Checkpoint();
    checkpoint.put("ab", out -> out.writeShort(0x0102));
    byte[] expected = {
      'T', 'A', 'M', 'I', 'S', 'C', 'P', '\n', 0, 0, 0, 1, 0, 0, 0, 1, // header
      0, 2, 'a', 'b', 0, 0, 0, 2, 1, 2, 0, 0, 0, 0
    };

    assertThat(checkpoint.encode()).isEqualTo(sealed(expected));
  }

  @Test
  void writingAgainReplacesFileAndSections() throws IOException {
    Path file = written();
    Checkpoint next = small();
    next.put("text", out -> out.writeInt(7));
    next.write(file);

    Checkpoint.read(file).get("text", in -> assertThat(in.readInt()).isEqualTo(7));
    assertThat(everything()).containsExactly(file);
  }

  @Test
  void sectionsAreReadToTheirEndAndNoFurther() throws IOException {
    Checkpoint checkpoint = Checkpoint.read(written());

    assertThatThrownBy(() -> checkpoint.get("numbers", in -> in.readInt()))
        .isInstanceOf(CheckpointException.class)
        .hasMessageContaining("numbers")
        .hasMessageContaining("4 bytes too many");
    assertThatThrownBy(
            () ->
                checkpoint.get(
                    "numbers",
                    in -> {
                      in.readLong();
                      in.readByte();
                    }))
        .isInstanceOf(CheckpointException.class)
        .hasMessageContaining("too short");
    assertThatThrownBy(() -> checkpoint.get("another", in -> {}))
        .isInstanceOf(CheckpointException.class)
        .hasMessageContaining("another");
  }

  @Test
  void truncatedAtAnyLengthIsRefused() throws IOException {
    byte[] whole = Files.readAllBytes(written());
    for (int length = 0; length < whole.length; length++) {
      assertRefused(Arrays.copyOf(whole, length));
    }
  }

  @Test
  void longerFileIsRefused() throws IOException {
    byte[] whole = Files.readAllBytes(written());

    assertRefused(Arrays.copyOf(whole, whole.length + 1));
    assertRefused(sealed(Arrays.copyOf(whole, whole.length + 5)));
  }

  @Test
  void everyChangedBitIsNoticed() throws IOException {
    byte[] whole = Files.readAllBytes(written());
    for (int at = 0; at < whole.length; at++) {
      for (int bit = 0; bit < 8; bit++) {
        byte[] damaged = whole.clone();
        damaged[at] ^= (byte) (1 << bit);
        assertRefused(damaged);
      }
      byte[] flipped = whole.clone();
      flipped[at] ^= (byte) 0xFF;
      assertRefused(flipped);
    }
  }

  @Test
  void newerVersionSaysWhatToDo() throws IOException {
    byte[] newer = Files.readAllBytes(written());
    ByteBuffer.wrap(newer).putInt(VERSION_AT, Checkpoint.FORMAT_VERSION + 1);

    assertRefused(sealed(newer), "format 2", "up to 1", "update Tamis");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, -1, Integer.MIN_VALUE})
  void versionThatNeverWasIsRefused(int version) throws IOException {
    byte[] bytes = Files.readAllBytes(written());
    ByteBuffer.wrap(bytes).putInt(VERSION_AT, version);

    assertRefused(sealed(bytes), "format " + version);
  }

  @Test
  void otherFilesAreNotCheckpoints() throws IOException {
    byte[] png = "\u0089PNG and so on, long enough".getBytes(StandardCharsets.ISO_8859_1);

    assertRefused(png, "not a Tamis checkpoint");
    assertRefused(new byte[0], "not a Tamis checkpoint");
    assertThat(Checkpoint.isCheckpoint(file(png))).isFalse();
    assertThat(Checkpoint.isCheckpoint(file(new byte[3]))).isFalse();
  }

  @Test
  void missingFileAndFolderAreNamed() {
    assertThatThrownBy(() -> Checkpoint.read(folder.resolve("gone.tamis")))
        .isInstanceOf(CheckpointException.class)
        .hasMessageContaining("gone.tamis");
    assertThatThrownBy(() -> Checkpoint.read(folder)).isInstanceOf(CheckpointException.class);
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, Integer.MIN_VALUE, 4, 1000, 1001, Integer.MAX_VALUE, 2, 0})
  void countOfSectionsThatIsNotTrueIsRefused(int count) throws IOException {
    byte[] bytes = Files.readAllBytes(written());
    ByteBuffer.wrap(bytes).putInt(COUNT_AT, count);

    assertRefused(sealed(bytes));
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, Integer.MIN_VALUE, Integer.MAX_VALUE, 7, 9, 1_000_000_000})
  void lengthOfASectionThatIsNotTrueIsRefused(int length) throws IOException {
    byte[] bytes = Files.readAllBytes(written());
    ByteBuffer.wrap(bytes).putInt(SECTIONS_AT + 2 + "numbers".length(), length);

    assertRefused(sealed(bytes));
  }

  @ParameterizedTest
  @ValueSource(ints = {0xFFFF, 6, 8, 300})
  void lengthOfANameThatIsNotTrueIsRefused(int length) throws IOException {
    byte[] bytes = Files.readAllBytes(written());
    ByteBuffer.wrap(bytes).putShort(SECTIONS_AT, (short) length);

    assertRefused(sealed(bytes));
  }

  @Test
  void nameThatIsNoTextIsRefused() throws IOException {
    byte[] bytes = Files.readAllBytes(written());
    bytes[SECTIONS_AT + 2] = (byte) 0xFF;

    assertRefused(sealed(bytes), "malformed");
  }

  @Test
  void sectionTwiceIsRefused() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    out.write(Files.readAllBytes(written()), 0, VERSION_AT);
    out.writeInt(1);
    out.writeInt(2);
    for (int i = 0; i < 2; i++) {
      out.writeUTF("same");
      out.writeInt(0);
    }
    out.writeInt(0);

    assertRefused(sealed(bytes.toByteArray()), "same");
  }

  @Test
  void folderThatVanishedIsNamed() throws IOException {
    Path file = folder.resolve("vanished").resolve("small.tamis");

    assertThatThrownBy(() -> small().write(file))
        .isInstanceOf(CheckpointException.class)
        .hasMessageContaining(file.toString());
    assertThat(everything()).isEmpty();
  }

  @Test
  void folderInPlaceOfTheFileStays() throws IOException {
    Path file = Files.createDirectory(folder.resolve("taken.tamis"));
    Path inside = Files.writeString(file.resolve("precious"), "x");

    assertThatThrownBy(() -> small().write(file)).isInstanceOf(CheckpointException.class);
    assertThat(everything()).containsExactly(inside);

    Path empty = Files.createDirectory(folder.resolve("empty.tamis"));
    assertThatThrownBy(() -> small().write(empty)).isInstanceOf(CheckpointException.class);
    assertThat(empty).isDirectory();
    assertThat(everything()).containsExactly(inside);
  }

  @Test
  void folderThatCannotBeWrittenKeepsTheFile() throws IOException {
    Path file = written();
    byte[] before = Files.readAllBytes(file);
    assertThat(folder.toFile().setWritable(false)).isTrue();
    try {
      // Root may write everywhere.
      assumeThat(Files.isWritable(folder)).isFalse();
      assertThatThrownBy(() -> small().write(file)).isInstanceOf(CheckpointException.class);
      assertThat(everything()).containsExactly(file);
      assertThat(Files.readAllBytes(file)).isEqualTo(before);
    } finally {
      assertThat(folder.toFile().setWritable(true)).isTrue();
    }
  }

  /** The interrupt closes the channel while it writes: the same path as a full disk. */
  @Test
  void failureWhileWritingKeepsTheFileAndLeavesNoPart() throws IOException {
    Path file = written();
    byte[] before = Files.readAllBytes(file);
    Checkpoint next = small();
    next.put("text", out -> out.write(new byte[100_000]));
    Thread.currentThread().interrupt();
    try {
      assertThatThrownBy(() -> next.write(file))
          .isInstanceOf(CheckpointException.class)
          .hasMessageContaining("untouched");
    } finally {
      assertThat(Thread.interrupted()).isTrue();
    }
    assertThat(Files.readAllBytes(file)).isEqualTo(before);
    assertThat(everything()).containsExactly(file);
  }

  /** The part file leads to a device on which every write fails for lack of space. */
  @Test
  @EnabledOnOs(OS.LINUX)
  void fullDiskKeepsTheFileAndLeavesNoPart() throws IOException {
    Path file = written();
    byte[] before = Files.readAllBytes(file);
    Files.createSymbolicLink(
        file.resolveSibling(file.getFileName() + ".part"), Path.of("/dev/full"));

    assertThatThrownBy(() -> small().write(file))
        .isInstanceOf(CheckpointException.class)
        .hasMessageContaining("free some space")
        .hasMessageContaining("untouched");
    assertThat(Files.readAllBytes(file)).isEqualTo(before);
    assertThat(everything()).containsExactly(file);
  }

  @Test
  void failureOfASectionLeavesTheCheckpointAsItWas() throws IOException {
    Checkpoint checkpoint = small();
    byte[] before = checkpoint.encode();

    assertThatThrownBy(
            () ->
                checkpoint.put(
                    "text",
                    out -> {
                      out.writeInt(1);
                      throw new IOException("no more");
                    }))
        .hasMessage("no more");
    assertThat(checkpoint.encode()).isEqualTo(before);
  }

  @Test
  void leftoverPartOfAnEarlierCrashIsNoObstacle() throws IOException {
    Path file = folder.resolve("small.tamis");
    Files.write(folder.resolve("small.tamis.part"), new byte[100_000]);
    small().write(file);

    assertThat(Files.readAllBytes(file)).isEqualTo(small().encode());
    assertThat(everything()).containsExactly(file);
  }
}
