package dev.tamis.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tamis.data.FileStatus.State;
import dev.tamis.data.KnownDataSet.Layout;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
final class DataSetFetcherTest {
  // Incompressible, so that the compressed file has a middle to break off in.
  private static final byte[] CONTENT = TestFiles.bytes(200_000, 1);
  private static final byte[] PACKED = TestFiles.gzip(CONTENT);
  private static final URI ORIGINAL = URI.create("https://example.invalid/original/x.gz");

  @TempDir private Path root;
  private FileServer server;

  @BeforeEach
  void start() throws IOException {
    server = new FileServer();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private static KnownFile known(String name, byte[] content, Optional<URI> source) {
    return new KnownFile(name, content.length, TestFiles.sha256(content), source);
  }

  private static KnownDataSet set(List<KnownFile> files, Optional<KnownArchive> archive) {
    return new KnownDataSet(
        "tiny",
        "",
        "",
        archive.isPresent() ? Layout.CIFAR_10 : Layout.IDX,
        "folder",
        List.of(),
        files,
        archive,
        1,
        1,
        1,
        1,
        1,
        List.of("a"),
        Normalization.none());
  }

  private static KnownDataSet oneFile() {
    return set(List.of(known("x", CONTENT, Optional.of(ORIGINAL))), Optional.empty());
  }

  private DataSetFetcher fetcher() {
    return new DataSetFetcher(new DataRoot(root, "test"))
        .withMirror(server.address())
        .withWaits(Duration.ofMillis(1), Duration.ofSeconds(5));
  }

  private List<String> filesLeft() throws IOException {
    try (Stream<Path> files = Files.walk(root)) {
      return files
          .filter(Files::isRegularFile)
          .map(file -> root.relativize(file).toString().replace('\\', '/'))
          .sorted()
          .toList();
    }
  }

  @Test
  void fetchesOnceAndReportsProgress() throws IOException {
    server.put("folder/x.gz", PACKED);
    List<Long> received = new ArrayList<>();
    DataSetFetcher fetcher =
        fetcher()
            .withProgress(
                (name, bytes, total) -> {
                  assertThat(name).isEqualTo("x.gz");
                  assertThat(total).isEqualTo(PACKED.length);
                  received.add(bytes);
                });
    assertThat(fetcher.fetch(oneFile())).isEqualTo(root.resolve("folder"));
    assertThat(root.resolve("folder/x.gz")).hasBinaryContent(PACKED);
    assertThat(filesLeft()).containsExactly("folder/x.gz");
    assertThat(received).isSorted().endsWith((long) PACKED.length);
    fetcher.fetch(oneFile());
    assertThat(server.requests).containsExactly("GET /folder/x.gz -");
  }

  @Test
  void goesOnAfterACut() throws IOException {
    server.put("folder/x.gz", PACKED);
    server.cut(2);
    fetcher().fetch(oneFile());
    assertThat(root.resolve("folder/x.gz")).hasBinaryContent(PACKED);
    assertThat(server.requests).hasSize(3);
    assertThat(server.requests.get(1))
        .isEqualTo("GET /folder/x.gz bytes=" + PACKED.length / 2 + "-");
  }

  @Test
  void aLaterRunGoesOnWhereTheFirstGaveUp() throws IOException {
    server.put("folder/x.gz", PACKED);
    server.cut(3);
    assertThatThrownBy(() -> fetcher().fetch(oneFile()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("could not be fetched in 3 attempts")
        .hasMessageContaining("goes on from byte ");
    assertThat(filesLeft()).containsExactly("folder/x.gz.part");
    fetcher().fetch(oneFile());
    assertThat(server.requests.get(3)).contains("bytes=");
    assertThat(root.resolve("folder/x.gz")).hasBinaryContent(PACKED);
  }

  @Test
  void startsAfreshWhereTheHostCannotGoOn() throws IOException {
    server.put("folder/x.gz", PACKED);
    server.ignoreRanges();
    server.cut(1);
    fetcher().fetch(oneFile());
    assertThat(root.resolve("folder/x.gz")).hasBinaryContent(PACKED);
  }

  @Test
  void aPartOfAnotherVersionIsThrownAway() throws IOException {
    server.put("folder/x.gz", PACKED);
    TestFiles.write(root.resolve("folder/x.gz.part"), new byte[1000]);
    fetcher().fetch(oneFile());
    assertThat(root.resolve("folder/x.gz")).hasBinaryContent(PACKED);
    Files.delete(root.resolve("folder/x.gz"));
    TestFiles.write(root.resolve("folder/x.gz.part"), new byte[PACKED.length + 5]);
    fetcher().fetch(oneFile());
    assertThat(root.resolve("folder/x.gz")).hasBinaryContent(PACKED);
  }

  @Test
  void aCompletePartOnlyNeedsItsCheck() throws IOException {
    TestFiles.write(root.resolve("folder/x.gz.part"), PACKED);
    fetcher().fetch(oneFile());
    assertThat(server.requests).isEmpty();
    assertThat(filesLeft()).containsExactly("folder/x.gz");
  }

  @Test
  void wrongContentLeavesNothing() throws IOException {
    byte[] other = CONTENT.clone();
    other[77]++;
    server.put("folder/x.gz", TestFiles.gzip(other));
    assertThatThrownBy(() -> fetcher().fetch(oneFile()))
        .isInstanceOf(InvalidDataException.class)
        .hasMessageContaining(server.address() + "folder/x.gz: what arrived has another SHA-256");
    assertThat(filesLeft()).isEmpty();
    server.put("folder/x.gz", "not even gzip".getBytes(StandardCharsets.UTF_8));
    assertThatThrownBy(() -> fetcher().fetch(oneFile())).isInstanceOf(InvalidDataException.class);
    assertThat(filesLeft()).isEmpty();
  }

  @Test
  void aCorruptFileIsReplacedAndAGoodOneStaysUntilThen() throws IOException {
    TestFiles.write(root.resolve("folder/x.gz"), new byte[] {1, 2, 3});
    assertThat(fetcher().verify(oneFile()).get(0).state()).isEqualTo(State.CORRUPT);
    assertThatThrownBy(() -> fetcher().fetch(oneFile())).hasMessageContaining("404");
    assertThat(root.resolve("folder/x.gz")).exists();
    server.put("folder/x.gz", PACKED);
    fetcher().fetch(oneFile());
    assertThat(fetcher().verify(oneFile()).get(0).state()).isEqualTo(State.OK);
  }

  @Test
  void verifiesPlainFilesToo() throws IOException {
    assertThat(fetcher().verify(oneFile()).get(0).state()).isEqualTo(State.MISSING);
    TestFiles.write(root.resolve("folder/x"), CONTENT);
    assertThat(fetcher().verify(oneFile()).get(0))
        .isEqualTo(new FileStatus(oneFile().files().get(0), root.resolve("folder/x"), State.OK));
    TestFiles.write(root.resolve("folder/x"), Arrays.copyOf(CONTENT, CONTENT.length + 1));
    assertThat(fetcher().verify(oneFile()).get(0).state()).isEqualTo(State.CORRUPT);
  }

  @Test
  void notFoundNamesTheAddressAndIsNotTriedAgain() throws IOException {
    assertThatThrownBy(() -> fetcher().fetch(oneFile()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(server.address() + "folder/x.gz: the host answers with status 404");
    assertThat(server.requests).hasSize(1);
  }

  @Test
  void aBusyHostIsTriedAgain() throws IOException {
    server.put("folder/x.gz", PACKED);
    server.fail(2);
    fetcher().fetch(oneFile());
    assertThat(server.requests).hasSize(3);
    Files.delete(root.resolve("folder/x.gz"));
    server.fail(3);
    assertThatThrownBy(() -> fetcher().fetch(oneFile())).hasMessageContaining("status 503");
  }

  @Test
  void followsRedirectsToSafeAddressesOnly() throws IOException {
    server.put("elsewhere", PACKED);
    server.redirect("folder/x.gz", "/elsewhere");
    fetcher().fetch(oneFile());
    assertThat(root.resolve("folder/x.gz")).hasBinaryContent(PACKED);
    Files.delete(root.resolve("folder/x.gz"));
    for (String unsafe : List.of("http://example.invalid/x", "file:/x", "ftp://127.0.0.1/x")) {
      server.redirect("folder/x.gz", unsafe);
      assertThatThrownBy(() -> fetcher().fetch(oneFile()))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("redirects to " + unsafe + ", which is not https");
    }
    server.redirect("folder/x.gz", "/folder/x.gz");
    assertThatThrownBy(() -> fetcher().fetch(oneFile()))
        .hasMessageContaining("redirects more than 5 times");
  }

  @Test
  void plainHttpIsRefused() {
    for (String address : List.of("http://example.invalid", "http://127.0.0.1.example.invalid")) {
      assertThatThrownBy(() -> fetcher().withMirror(URI.create(address)).fetch(oneFile()))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("is not https");
    }
  }

  @Test
  void aFileThatIsTooLargeIsRefused() throws IOException {
    server.put("folder/x.gz", new byte[CONTENT.length + (1 << 20) + 1]);
    assertThatThrownBy(() -> fetcher().fetch(oneFile()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("where at most " + (CONTENT.length + (1 << 20)) + " are expected");
    assertThat(server.requests).hasSize(1);
  }

  @Test
  void aHostThatFallsSilentIsGivenUp() throws IOException {
    try (ServerSocket silent = new ServerSocket(0)) {
      URI address = URI.create("http://localhost:" + silent.getLocalPort());
      assertThatThrownBy(
              () ->
                  fetcher()
                      .withMirror(address)
                      .withWaits(Duration.ofMillis(1), Duration.ofMillis(100))
                      .fetch(oneFile()))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("in 3 attempts (");
    }
  }

  @Test
  void anInterruptEndsItAndStays() {
    server.put("folder/x.gz", PACKED);
    Thread.currentThread().interrupt();
    try {
      assertThatThrownBy(() -> fetcher().fetch(oneFile())).isInstanceOf(IOException.class);
    } finally {
      assertThat(Thread.interrupted()).isTrue();
    }
  }

  @Test
  void aSetThatNoHostHasSaysWhatToDo() {
    KnownDataSet set = set(List.of(known("x", CONTENT, Optional.empty())), Optional.empty());
    assertThatThrownBy(() -> fetcher().fetch(set))
        .isInstanceOf(MissingDataException.class)
        .hasMessageContaining("put x (or the same with .gz) into " + root.resolve("folder"));
  }

  @Test
  void theSliceThatShipsNeedsNoFetching() throws IOException {
    fetcher().fetch(DataSetCatalogue.require("fashion-slice"));
    assertThat(server.requests).isEmpty();
  }

  private static KnownDataSet archived(byte[] archive) {
    KnownArchive known =
        new KnownArchive(
            URI.create("https://example.invalid/set.tar.gz"),
            archive.length,
            TestFiles.sha256(archive),
            "inside",
            List.of("names.txt"));
    return set(
        List.of(
            known("a.bin", CONTENT, Optional.empty()),
            known("b.bin", new byte[700], Optional.empty())),
        Optional.of(known));
  }

  @Test
  void unpacksAnArchive() throws IOException {
    byte[] archive =
        TestFiles.gzip(
            TestFiles.tar(
                false,
                "inside/readme.html",
                new byte[5],
                "inside/b.bin",
                new byte[700],
                "inside/a.bin",
                CONTENT,
                "inside/names.txt",
                new byte[3]));
    server.put("set.tar.gz", archive);
    server.cut(1);
    fetcher().fetch(archived(archive));
    assertThat(filesLeft()).containsExactly("folder/a.bin", "folder/b.bin", "folder/names.txt");
    assertThat(fetcher().verify(archived(archive))).allMatch(status -> status.state() == State.OK);
  }

  @Test
  void aWrongArchiveLeavesNothing() throws IOException {
    byte[] archive = TestFiles.gzip(TestFiles.tar(false, "inside/a.bin", CONTENT));
    byte[] other = archive.clone();
    other[other.length - 1]++;
    server.put("set.tar.gz", other);
    assertThatThrownBy(() -> fetcher().fetch(archived(archive)))
        .isInstanceOf(InvalidDataException.class)
        .hasMessageContaining("another SHA-256");
    assertThat(filesLeft()).isEmpty();
  }

  @Test
  void anArchiveWithoutAMemberGivesNoFiles() throws IOException {
    byte[] archive = TestFiles.gzip(TestFiles.tar(false, "inside/a.bin", CONTENT));
    server.put("set.tar.gz", archive);
    assertThatThrownBy(() -> fetcher().fetch(archived(archive)))
        .isInstanceOf(InvalidDataException.class)
        .hasMessageContaining("b.bin in it is missing");
    assertThat(filesLeft()).containsExactly("set.tar.gz.part");
  }
}
