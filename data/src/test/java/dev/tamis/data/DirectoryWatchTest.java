package dev.tamis.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tamis.stream.InvalidInstanceException;
import dev.tamis.stream.MiniBatch;
import dev.tamis.tensor.Shape;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
final class DirectoryWatchTest {
  private static final Duration LONG = Duration.ofSeconds(30);
  private static final Duration SHORT = Duration.ofMillis(20);
  private static final Duration NEVER = Duration.ofDays(1);
  private static final Shape SHAPE = new Shape(2, 2, 1);
  private static final List<String> CLASSES = List.of("cat", "dog");

  @TempDir private Path folder;

  private final List<String> said = new ArrayList<>();

  /** With notifications the folder is looked through only once, so that they are what is tested. */
  private DirectoryWatch watch(boolean notifications) throws IOException {
    WatchTiming timing =
        new WatchTiming(SHORT, NEVER, notifications ? NEVER : SHORT, notifications);
    return new DirectoryWatch(folder, SHAPE, Normalization.none(), CLASSES, timing, said::add);
  }

  /** A grey image of 2x2 that is all of one value, put there in one go. */
  private Path put(String name, int value) throws IOException {
    BufferedImage image = new BufferedImage(2, 2, BufferedImage.TYPE_BYTE_GRAY);
    for (int i = 0; i < 4; i++) {
      image.getRaster().setSample(i % 2, i / 2, 0, value);
    }
    return put(name, image);
  }

  private Path put(String name, BufferedImage image) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    Path written = TestFiles.writeImage(folder.resolve(".new-" + file.getFileName()), image);
    return Files.move(written, file, StandardCopyOption.REPLACE_EXISTING);
  }

  private void putLabel(String name, String text) throws IOException {
    Files.writeString(folder.resolve(name), text);
  }

  /** The first values of the next so many images, one by one. */
  private static List<Integer> take(DirectoryWatch watch, int count) {
    List<Integer> values = new ArrayList<>();
    MiniBatch batch = watch.newBatch(1);
    while (values.size() < count && watch.next(batch, LONG)) {
      values.add((int) batch.images().data()[0]);
    }
    return values;
  }

  private static void assertNothingMore(DirectoryWatch watch) {
    assertThat(watch.next(watch.newBatch(1), Duration.ofMillis(150))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void imagesThereComeInOrderAndNewOnesFollow(boolean notifications) throws IOException {
    put("b.png", 2);
    put("a.png", 1);
    put("dog/c.png", 3);
    Files.createDirectories(folder.resolve("cat"));
    TestFiles.write(folder.resolve("notes.txt"), new byte[3]);
    TestFiles.write(folder.resolve(".hidden.png"), new byte[3]);
    try (DirectoryWatch watch = watch(notifications)) {
      MiniBatch batch = watch.newBatch(8);
      assertThat(watch.next(batch, LONG)).isTrue();
      assertThat(batch.count()).isEqualTo(3);
      assertThat(List.of(batch.id(0), batch.id(1), batch.id(2))).containsExactly(0L, 1L, 2L);
      assertThat(batch.images().data()).startsWith(1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3);
      assertThat(watch.label(2)).isEqualTo(1);
      assertThat(watch.knownLabel(0)).isEmpty();
      put("d.png", 4);
      assertThat(take(watch, 1)).containsExactly(4);
      put("cat/a.png", 5);
      assertThat(take(watch, 1)).containsExactly(5);
      assertThat(watch.knownLabel(4)).hasValue(0);
      assertNothingMore(watch);
      assertThat(watch.skippedCount()).isZero();
      assertThat(said).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aSubFolderMadeLaterIsWatchedToo(boolean notifications) throws IOException {
    try (DirectoryWatch watch = watch(notifications)) {
      assertNothingMore(watch);
      put("dog/1.png", 1);
      assertThat(take(watch, 1)).containsExactly(1);
      put("dog/2.png", 2);
      assertThat(take(watch, 1)).containsExactly(2);
      assertThat(watch.label(1)).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void labelsMayComeFirstOrLater(boolean notifications) throws IOException {
    putLabel("a.png.label", "dog\n");
    put("a.png", 1);
    try (DirectoryWatch watch = watch(notifications)) {
      List<Long> late = new ArrayList<>();
      assertThat(take(watch, 1)).containsExactly(1);
      assertThat(watch.label(0)).isEqualTo(1);
      put("b.png", 2);
      assertThat(take(watch, 1)).containsExactly(2);
      assertThat(watch.waitingCount()).isEqualTo(1);
      assertThatThrownBy(() -> watch.label(1))
          .isInstanceOf(InvalidInstanceException.class)
          .hasMessageStartingWith("instance 1 of " + folder + " has no label now; ");
      putLabel("b.png.label", "0");
      put("c.png", 3);
      assertThat(take(watch, 1)).containsExactly(3);
      while (watch.waitingCount() > 1) {
        assertThat(watch.next(watch.newBatch(1), SHORT)).isFalse();
      }
      watch.takeLateLabels((id, label) -> late.addAll(List.of(id, (long) label)));
      watch.takeLateLabels((id, label) -> late.add(-1L));
      assertThat(late).containsExactly(1L, 0L);
      assertThat(watch.label(1)).isZero();
    }
  }

  @Test
  void aFileCountsOnlyWhenItIsComplete() throws IOException {
    byte[] png = Files.readAllBytes(put("whole.png", 7));
    Files.delete(folder.resolve("whole.png"));
    WatchTiming patient = new WatchTiming(Duration.ofMillis(1500), NEVER, SHORT, true);
    try (DirectoryWatch watch =
        new DirectoryWatch(folder, SHAPE, Normalization.none(), CLASSES, patient, said::add)) {
      Path file = folder.resolve("slow.png");
      long begin = System.nanoTime();
      for (int i = 0; i < png.length; i++) {
        Files.write(
            file, new byte[] {png[i]}, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        if (i % 20 == 0) {
          assertThat(watch.next(watch.newBatch(1), Duration.ofMillis(10))).isFalse();
        }
      }
      assertThat(take(watch, 1)).containsExactly(7);
      assertThat(System.nanoTime() - begin).isGreaterThan(TimeUnit.MILLISECONDS.toNanos(1500));
      assertThat(watch.skippedCount()).isZero();
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void whatCannotBeUsedIsCountedNamedAndSkipped(boolean notifications) throws IOException {
    TestFiles.write(folder.resolve("bad.png"), new byte[] {1, 2, 3});
    put("cow/1.png", 1);
    put("good.png", 2);
    try (DirectoryWatch watch = watch(notifications)) {
      assertThat(take(watch, 1)).containsExactly(2);
      assertThat(watch.skipped())
          .containsExactly(
              new SkippedFile(
                  folder.resolve("bad.png"), "its content is no image format known here"),
              new SkippedFile(
                  folder.resolve("cow/1.png"), "its sub-folder cow is no class of the model"));
      putLabel("good.png.label", "horse");
      while (watch.skippedCount() < 3) {
        assertThat(watch.next(watch.newBatch(1), SHORT)).isFalse();
      }
      assertThat(watch.skipped().get(2))
          .isEqualTo(
              new SkippedFile(
                  folder.resolve("good.png.label"), "'horse' is no class of the model"));
      assertNothingMore(watch);
      assertThat(watch.skippedCount()).isEqualTo(3);
      // Mended, it counts.
      putLabel("good.png.label", "dog ");
      while (watch.waitingCount() > 0) {
        assertThat(watch.next(watch.newBatch(1), SHORT)).isFalse();
      }
      assertThat(watch.label(0)).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aFileWrittenAnewIsANewInstance(boolean notifications) throws IOException {
    put("latest.png", 1);
    try (DirectoryWatch watch = watch(notifications)) {
      assertThat(take(watch, 1)).containsExactly(1);
      put("latest.png", 200);
      assertThat(take(watch, 1)).containsExactly(200);
      assertNothingMore(watch);
    }
  }

  @Test
  void otherSizesAndColoursAreFittedAndThatIsSaidOnce() throws IOException {
    BufferedImage colour = new BufferedImage(6, 4, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < 24; i++) {
      colour.setRGB(i % 6, i / 6, 0x646464);
    }
    put("a.png", colour);
    put("b.png", colour);
    try (DirectoryWatch watch = watch(true)) {
      assertThat(take(watch, 2)).containsExactly(100, 100);
      assertThat(said)
          .containsExactly(
              "images of " + folder + " are made grey as the model takes them",
              "images of " + folder + " are resized to the model's 2x2; the first of them is 4x6");
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void closingEndsAWaitThatIsUnderWay(boolean notifications) throws Exception {
    WatchTiming timing = new WatchTiming(SHORT, NEVER, NEVER, notifications);
    DirectoryWatch watch =
        new DirectoryWatch(folder, SHAPE, Normalization.none(), CLASSES, timing, said::add);
    CompletableFuture<Boolean> waiting =
        CompletableFuture.supplyAsync(() -> watch.next(watch.newBatch(1)));
    assertThat(waiting.isDone()).isFalse();
    watch.close();
    assertThat(waiting.get(30, TimeUnit.SECONDS)).isFalse();
    put("a.png", 1);
    assertThat(watch.next(watch.newBatch(1))).isFalse();
    watch.close();
  }

  @Test
  void continuesWhereItStopped() throws IOException {
    put("a.png", 1);
    put("b.png", 2);
    ByteArrayOutputStream saved = new ByteArrayOutputStream();
    try (DirectoryWatch watch = watch(true)) {
      assertThat(take(watch, 2)).containsExactly(1, 2);
      watch.saveState(new DataOutputStream(saved));
    }
    put("dog/c.png", 3);
    putLabel("b.png.label", "dog");
    try (DirectoryWatch watch = watch(true)) {
      watch.restoreState(new DataInputStream(new ByteArrayInputStream(saved.toByteArray())));
      MiniBatch batch = watch.newBatch(8);
      assertThat(watch.next(batch, LONG)).isTrue();
      while (watch.waitingCount() > 1) {
        assertThat(watch.next(watch.newBatch(1), SHORT)).isFalse();
      }
      assertThat(batch.count()).isEqualTo(1);
      assertThat(batch.id(0)).isEqualTo(2);
      List<Long> late = new ArrayList<>();
      watch.takeLateLabels((id, label) -> late.addAll(List.of(id, (long) label)));
      assertThat(late).containsExactly(1L, 1L);
      ByteArrayOutputStream again = new ByteArrayOutputStream();
      watch.saveState(new DataOutputStream(again));
      assertThat(again.size()).isGreaterThan(saved.size());
    }
    byte[] damaged = Arrays.copyOf(saved.toByteArray(), saved.size());
    Arrays.fill(damaged, 24, 28, (byte) 0x7f);
    try (DirectoryWatch watch = watch(true)) {
      assertThatThrownBy(
              () -> watch.restoreState(new DataInputStream(new ByteArrayInputStream(damaged))))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("which cannot be");
    }
  }

  @Test
  void moreFilesThanAreHeldAtATimeAllComeOnce() throws Exception {
    int count = 4300;
    for (int i = 0; i < count; i++) {
      Files.write(folder.resolve(i + ".x"), new byte[] {1});
    }
    try (WatchedFiles files =
        new WatchedFiles(
            folder,
            path -> true,
            path -> false,
            new WatchTiming(SHORT, NEVER, NEVER, false),
            count,
            new FolderNotices(null),
            said::add)) {
      List<Path> taken = new ArrayList<>();
      while (taken.size() < count) {
        files.look(LONG.toNanos());
        for (Path file = files.take(); file != null; file = files.take()) {
          taken.add(file);
        }
      }
      assertThat(taken).doesNotHaveDuplicates();
      assertThat(taken.subList(0, 4096)).isSorted();
      TestFiles.write(folder.resolve("more.x"), new byte[1]);
      files.reconsider(folder.resolve("more.x"));
      files.look(LONG.toNanos());
      files.look(LONG.toNanos());
      assertThatThrownBy(files::take)
          .isInstanceOf(IOException.class)
          .hasMessage(
              folder
                  + ": holds more than "
                  + count
                  + " files that were offered already; move or delete some of them.");
    }
  }

  @Test
  void onlySoManyLabelsAreRememberedAndWaitedFor() throws IOException {
    WatchTiming timing = new WatchTiming(SHORT, NEVER, NEVER, true);
    for (int i = 0; i < 5; i++) {
      put(i + ".png", i);
      put("cat/" + i + ".png", 10 + i);
    }
    try (DirectoryWatch watch =
        new DirectoryWatch(folder, SHAPE, Normalization.none(), CLASSES, timing, 3, said::add)) {
      assertThat(take(watch, 10)).containsExactly(0, 1, 2, 3, 4, 10, 11, 12, 13, 14);
      assertThat(watch.waitingCount()).isEqualTo(3);
      assertThat(watch.forgottenCount()).isEqualTo(2);
      assertThat(watch.knownLabel(6)).isEmpty();
      assertThat(watch.knownLabel(7)).hasValue(0);
      putLabel("0.png.label", "dog");
      putLabel("4.png.label", "dog");
      while (watch.waitingCount() == 3) {
        assertThat(watch.next(watch.newBatch(1), SHORT)).isFalse();
      }
      assertThat(watch.knownLabel(0)).isEmpty();
      assertThat(watch.knownLabel(4)).hasValue(1);
    }
  }

  @Test
  void refusesWhatCannotBeWatched() {
    assertThatThrownBy(
            () ->
                new DirectoryWatch(
                    folder.resolve("absent"),
                    SHAPE,
                    Normalization.none(),
                    CLASSES,
                    WatchTiming.DEFAULT,
                    said::add))
        .isInstanceOf(MissingDataException.class)
        .hasMessage(
            folder.resolve("absent") + ": there is no such folder to watch; check the path.");
    assertThatThrownBy(
            () ->
                new DirectoryWatch(
                    folder,
                    new Shape(2, 2, 2),
                    Normalization.none(),
                    CLASSES,
                    WatchTiming.DEFAULT,
                    said::add))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new WatchTiming(Duration.ZERO, LONG, LONG, true))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("the watch's settle time must be positive, not PT0S");
  }
}
