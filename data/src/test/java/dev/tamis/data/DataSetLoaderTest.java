package dev.tamis.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tamis.data.KnownDataSet.Layout;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DataSetLoaderTest {
  private static final byte[] IMAGES = TestFiles.idxImages(2, 2, 2, TestFiles.bytes(8, 1));

  @TempDir private Path folder;
  private DataSetLoader loader = new DataSetLoader(new DataRoot(Path.of("unset"), "test"));

  @BeforeEach
  void setUp() {
    loader = new DataSetLoader(new DataRoot(folder, "test"));
  }

  private void write(String name, byte[] content) throws IOException {
    TestFiles.write(folder.resolve(name), content);
  }

  private void writeImage(String name) throws IOException {
    TestFiles.writeImage(
        folder.resolve(name), TestFiles.image(2, 2, BufferedImage.TYPE_BYTE_GRAY, 1));
  }

  @Test
  void missingSetSaysWhereAndWhatToDo() {
    assertThatThrownBy(() -> loader.load("mnist", Split.TRAIN))
        .isInstanceOf(MissingDataException.class)
        .hasMessage(
            "The data set mnist is not in "
                + folder.resolve("mnist")
                + " (data root: test); run"
                + " `tamis datasets fetch mnist`, or say where it is with --data-root or"
                + " TAMIS_DATA.");
    assertThatThrownBy(() -> loader.load("usps", Split.TEST))
        .isInstanceOf(MissingDataException.class)
        .hasMessageContaining("put its files there");
    assertThatThrownBy(() -> loader.load("mnsit", Split.TRAIN))
        .isInstanceOf(MissingDataException.class)
        .hasMessageContaining("'mnsit' is neither a known data set nor a folder")
        .hasMessageContaining("fashion-slice, fashion, mnist");
  }

  @Test
  void knownSetWithOtherImagesIsRefused() throws IOException {
    write("mnist/train-images-idx3-ubyte", IMAGES);
    write("mnist/train-labels-idx1-ubyte", TestFiles.idxLabels(1, 2));
    assertThatThrownBy(() -> loader.load("mnist", Split.TRAIN))
        .isInstanceOf(InvalidDataException.class)
        .hasMessageContaining("mnist (2 images of 2x2x1, 10 classes) is not the train part")
        .hasMessageContaining("tamis datasets verify mnist");
    assertThatThrownBy(() -> loader.load("mnist", Split.TEST))
        .isInstanceOf(MissingDataException.class)
        .hasMessageContaining("has no IDX file of test images");
  }

  @Test
  void aCompleteFolderElsewhereIsPreferredToAFewFiles(@TempDir Path packaged) throws IOException {
    TestFiles.write(packaged.resolve("train-images-idx3-ubyte"), IMAGES);
    TestFiles.write(packaged.resolve("train-labels-idx1-ubyte"), TestFiles.idxLabels(1, 0));
    KnownFile file = new KnownFile("train-images-idx3-ubyte", 24, "0", Optional.empty());
    KnownDataSet set =
        new KnownDataSet(
            "tiny",
            "",
            "",
            Layout.IDX,
            "tiny",
            List.of(packaged),
            List.of(file),
            Optional.empty(),
            2,
            1,
            2,
            2,
            1,
            List.of("a", "b"),
            Normalization.none());
    assertThat(loader.load(set, Split.TRAIN).label(0)).isEqualTo(1);
    KnownFile test = new KnownFile("t10k-images-idx3-ubyte", 24, "0", Optional.empty());
    KnownDataSet larger =
        new KnownDataSet(
            "tiny",
            "",
            "",
            Layout.IDX,
            "tiny",
            List.of(packaged),
            List.of(file, test),
            Optional.empty(),
            2,
            1,
            2,
            2,
            1,
            List.of("a", "b"),
            Normalization.none());
    DataRoot root = new DataRoot(folder, "test");
    write("tiny/train-images-idx3-ubyte", new byte[0]);
    assertThat(root.locate(larger)).contains(folder.resolve("tiny"));
    TestFiles.write(packaged.resolve("t10k-images-idx3-ubyte.gz"), IMAGES);
    assertThat(root.locate(larger)).contains(packaged);
  }

  @Test
  void readsIdxFoldersByTheirUsualNames() throws IOException {
    write("emnist-letters-train-images-idx3-ubyte.gz", TestFiles.gzip(IMAGES));
    write("emnist-letters-train-labels-idx1-ubyte", TestFiles.idxLabels(1, 2));
    write("t10k-images.idx3-ubyte", IMAGES);
    write("t10k-labels.idx1-ubyte", TestFiles.idxLabels(0, 0));
    String path = folder.toString();
    assertThat(loader.load(path, Split.TRAIN).countPerClass()).containsExactly(0, 1, 1);
    assertThat(loader.load(path, Split.TEST).countPerClass()).containsExactly(2);
    assertThat(loader.hasParts(folder)).isTrue();
  }

  @Test
  void idxImagesWithoutLabelsAreNamed() throws IOException {
    write("train-images-idx3-ubyte", IMAGES);
    assertThatThrownBy(() -> loader.load(folder.toString(), Split.TRAIN))
        .isInstanceOf(MissingDataException.class)
        .hasMessageContaining("put train-labels-idx1-ubyte.gz (or without .gz) beside it");
  }

  @Test
  void readsCifarFolders() throws IOException {
    byte[] record = TestFiles.bytes(3073, 1);
    record[0] = 3;
    write("ten/test_batch.bin", record);
    byte[] fine = TestFiles.bytes(3074, 1);
    fine[1] = 42;
    write("hundred/test.bin", fine);
    assertThat(loader.loadFolder(folder.resolve("ten"), Split.TEST).label(0)).isEqualTo(3);
    assertThat(loader.loadFolder(folder.resolve("hundred"), Split.TEST).label(0)).isEqualTo(42);
  }

  @Test
  void testImagesAreNumberedLikeTrainImages() throws IOException {
    writeImage("train/cat/1.png");
    writeImage("train/dog/1.png");
    writeImage("test/dog/1.png");
    assertThat(loader.loadFolder(folder, Split.TRAIN).count()).isEqualTo(2);
    LabelledImages test = loader.loadFolder(folder, Split.TEST);
    assertThat(test.label(0)).isEqualTo(1);
    assertThat(test.classNames()).containsExactly("cat", "dog");
  }

  @Test
  void aFolderWithoutPartsHasNoTestImages() throws IOException {
    writeImage("cat/1.png");
    writeImage("dog/1.png");
    TestFiles.write(folder.resolve("dog/2.png"), new byte[2]);
    assertThat(loader.hasParts(folder)).isFalse();
    assertThat(loader.loadFolder(folder, Split.TRAIN).count()).isEqualTo(2);
    assertThat(loader.loadWhole(folder).count()).isEqualTo(2);
    assertThatThrownBy(() -> loader.loadFolder(folder, Split.TEST))
        .isInstanceOf(MissingDataException.class)
        .hasMessageContaining("has no test images");
  }

  @Test
  void aPartThatIsNotThereIsNamed() throws IOException {
    writeImage("train/cat/1.png");
    assertThatThrownBy(() -> loader.loadFolder(folder, Split.TEST))
        .isInstanceOf(MissingDataException.class)
        .hasMessageContaining(folder.resolve("test") + ": there is no such folder");
    write("test/images-idx3-ubyte", IMAGES);
    write("test/labels-idx1-ubyte", TestFiles.idxLabels(0, 1));
    assertThat(loader.loadFolder(folder, Split.TEST).count()).isEqualTo(2);
  }
}
