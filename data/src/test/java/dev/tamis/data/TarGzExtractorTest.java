package dev.tamis.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tamis.data.TarGzExtractor.Target;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TarGzExtractorTest {
  private static final byte[] CONTENT = TestFiles.bytes(1300, 1);

  @TempDir private Path folder;

  private Set<String> extract(byte[] tar) throws IOException {
    Path archive = TestFiles.write(folder.resolve("a.tar.gz"), TestFiles.gzip(tar));
    Map<String, Target> targets =
        Map.of(
            "set/one.bin", new Target(folder.resolve("one"), 1300),
            "set/two.bin", new Target(folder.resolve("two"), 10));
    return new TarGzExtractor(archive).extract(targets, 10_000);
  }

  private AbstractThrowableAssert<?, ?> assertRefused(byte[] tar) {
    return assertThatThrownBy(() -> extract(tar))
        .isInstanceOf(InvalidDataException.class)
        .hasMessageContaining("a.tar.gz")
        .hasMessageEndingWith("fetch it again.");
  }

  @Test
  void takesWhatIsAskedForAndNothingElse() throws IOException {
    byte[] tar =
        TestFiles.tar(
            false, "./set/one.bin", CONTENT, "../evil", CONTENT, "set/other.bin", new byte[512]);
    assertThat(extract(tar)).containsExactly("set/one.bin");
    assertThat(folder.resolve("one")).hasBinaryContent(CONTENT);
    try (var files = Files.list(folder)) {
      assertThat(files).hasSize(2);
    }
    assertThat(folder.resolveSibling("evil")).doesNotExist();
  }

  @Test
  void theClosingZerosMayBeMissing() throws IOException {
    byte[] tar = TestFiles.tar(true, "set/two.bin", new byte[10], "set/one.bin", CONTENT);
    assertThat(extract(tar)).containsExactlyInAnyOrder("set/one.bin", "set/two.bin");
  }

  @Test
  void refusesWhatIsTooLarge() {
    assertRefused(TestFiles.tar(false, "set/two.bin", new byte[11]))
        .hasMessageContaining("set/two.bin has 11 bytes where 10 are allowed");
    assertRefused(TestFiles.tar(false, "set/other.bin", new byte[10_000]))
        .hasMessageContaining("unpacks to more than 10000 bytes");
    assertRefused(TestFiles.tarHeader("set/other.bin", 077777777777L, '0'))
        .hasMessageContaining("unpacks to more");
  }

  @Test
  void refusesLinksDuplicatesAndNonsense() {
    assertRefused(TestFiles.tarHeader("set/one.bin", 0, '2'))
        .hasMessageContaining("is no plain file");
    assertRefused(TestFiles.tar(false, "set/one.bin", CONTENT, "set/one.bin", CONTENT))
        .hasMessageContaining("is there twice");
    byte[] damaged = TestFiles.tar(false, "set/one.bin", CONTENT);
    damaged[3]++;
    assertRefused(damaged).hasMessageContaining("byte 0: this is no tar header");
    byte[] notOctal = TestFiles.tar(false, "set/one.bin", CONTENT);
    notOctal[148] = 'x';
    assertRefused(notOctal).hasMessageContaining("not octal");
    assertRefused(new byte[0]).hasMessageContaining("the archive is empty");
  }

  @Test
  void everyTruncationIsRefused() throws IOException {
    byte[] tar = TestFiles.tar(true, "set/one.bin", CONTENT);
    for (int length = 0; length < tar.length; length += 100) {
      assertRefused(Arrays.copyOf(tar, length));
    }
    byte[] packed = TestFiles.gzip(tar);
    for (int length = 0; length < packed.length; length += 50) {
      Path archive = TestFiles.write(folder.resolve("b.tar.gz"), Arrays.copyOf(packed, length));
      Map<String, Target> targets = Map.of("set/one.bin", new Target(folder.resolve("one"), 1300));
      assertThatThrownBy(() -> new TarGzExtractor(archive).extract(targets, 10_000))
          .as("length %d", length)
          .isInstanceOf(InvalidDataException.class)
          .hasMessageContaining("the tar.gz is broken or its end is missing");
    }
  }
}
