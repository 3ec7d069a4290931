package dev.tamis.data;

import dev.tamis.data.KnownDataSet.Layout;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Loads a data set into memory: a known one by its name, any other by the path of its folder.
 *
 * <p>A folder holds IDX files, or the binary version of CIFAR-10 or CIFAR-100, or one sub-folder of
 * images per class. IDX files and class sub-folders may also lie in its sub-folders {@code train}
 * and {@code test}.
 */
public final class DataSetLoader {
  private static final Logger LOGGER = System.getLogger(DataSetLoader.class.getName());

  private final DataRoot root;

  /** Looks for known data sets below this root. */
  public DataSetLoader(DataRoot root) {
    this.root = root;
  }

  /**
   * Loads one part of a data set.
   *
   * @param nameOrPath a name of the catalogue, else the path of a folder
   * @throws MissingDataException if it is not there; the message says where it was looked for and
   *     how to get it
   * @throws InvalidDataException if a file of it is bad
   * @throws IOException if reading fails
   */
  public LabelledImages load(String nameOrPath, Split split) throws IOException {
    Optional<KnownDataSet> known = DataSetCatalogue.find(nameOrPath);
    return known.isPresent()
        ? load(known.get(), split)
        : loadFolder(requireFolder(nameOrPath), split);
  }

  /**
   * Loads one part of a known data set.
   *
   * @throws MissingDataException if it is not there
   * @throws InvalidDataException if a file of it is bad or its images are not those of the
   *     catalogue in number and size
   * @throws IOException if reading fails
   */
  public LabelledImages load(KnownDataSet set, Split split) throws IOException {
    LabelledImages images = read(set, split);
    if (images.count() != set.count(split)
        || images.height() != set.height()
        || images.width() != set.width()) {
      throw new InvalidDataException(
          root.locate(set).orElse(root.folderOf(set))
              + ": "
              + images
              + " is not the "
              + split.folderName()
              + " part of "
              + set.name()
              + ", which has "
              + set.count(split)
              + " images of "
              + set.height()
              + "x"
              + set.width()
              + "x"
              + set.channels()
              + "; run `tamis datasets verify "
              + set.name()
              + "`.");
    }
    return images;
  }

  private LabelledImages read(KnownDataSet set, Split split) throws IOException {
    if (set.layout() == Layout.SHIPPED) {
      String prefix = set.folder() + "/" + (split == Split.TRAIN ? "train" : "t10k");
      return IdxReader.read(
          DataSource.resource(prefix + "-images-idx3-ubyte.gz"),
          DataSource.resource(prefix + "-labels-idx1-ubyte.gz"),
          set.name(),
          set.classNames());
    }
    Path folder = root.locate(set).orElseThrow(() -> missing(set));
    return switch (set.layout()) {
      case CIFAR_10 -> CifarReader.readCifar10(folder, split);
      case CIFAR_100 -> CifarReader.readCifar100(folder, split);
      case IDX, SHIPPED -> {
        IdxFiles files = IdxFiles.find(folder, split);
        yield IdxReader.read(files.images(), files.labels(), set.name(), set.classNames());
      }
    };
  }

  private MissingDataException missing(KnownDataSet set) {
    String folders = String.join(" or ", root.foldersOf(set).stream().map(Path::toString).toList());
    String remedy =
        set.isFetchable()
            ? "run `tamis datasets fetch " + set.name() + "`"
            : "put its files there (no host is known to have them)";
    return new MissingDataException(
        "The data set "
            + set.name()
            + " is not in "
            + folders
            + " (data root: "
            + root.origin()
            + "); "
            + remedy
            + ", or say where it is with --data-root or TAMIS_DATA.");
  }

  private static Path requireFolder(String text) throws MissingDataException {
    try {
      Path folder = Path.of(text);
      if (Files.isDirectory(folder)) {
        return folder;
      }
    } catch (InvalidPathException e) {
      throw unknown(text);
    }
    throw unknown(text);
  }

  private static MissingDataException unknown(String text) {
    return new MissingDataException(
        "'"
            + text
            + "' is neither a known data set nor a folder; give one of "
            + DataSetCatalogue.names()
            + ", or the path of a folder.");
  }

  /**
   * Whether a folder tells training images from test images. One that does not is read with {@link
   * #loadWhole}.
   *
   * @throws IOException if listing it fails
   */
  public boolean hasParts(Path folder) throws IOException {
    return hasPartFolders(folder) || IdxFiles.anyIn(folder) || cifarLayout(folder).isPresent();
  }

  /**
   * Loads one part of a folder. One of class sub-folders alone has a training part only.
   *
   * @throws MissingDataException if the folder or the part is not there
   * @throws InvalidDataException if a file is bad
   * @throws IOException if reading fails
   */
  public LabelledImages loadFolder(Path folder, Split split) throws IOException {
    if (!Files.isDirectory(folder)) {
      throw new MissingDataException(folder + ": there is no such folder; check the path.");
    }
    if (hasPartFolders(folder)) {
      return loadPartFolder(folder, split);
    }
    Optional<Layout> cifar = cifarLayout(folder);
    if (cifar.isPresent()) {
      return cifar.get() == Layout.CIFAR_10
          ? CifarReader.readCifar10(folder, split)
          : CifarReader.readCifar100(folder, split);
    }
    if (IdxFiles.anyIn(folder)) {
      return readIdx(IdxFiles.find(folder, split), folder);
    }
    if (split == Split.TEST) {
      throw new MissingDataException(
          folder
              + ": has no test images; put images to train on into sub-folders of train and"
              + " others into sub-folders of test.");
    }
    return loadWhole(folder);
  }

  /**
   * Loads everything in a folder that does not tell training images from test images: one pair of
   * IDX files, or class sub-folders.
   *
   * @throws MissingDataException if there are no images
   * @throws InvalidDataException if a file is bad
   * @throws IOException if reading fails
   */
  public LabelledImages loadWhole(Path folder) throws IOException {
    if (Files.isDirectory(folder) && IdxFiles.anyIn(folder)) {
      return readIdx(IdxFiles.findAny(folder), folder);
    }
    return readImages(ImageFolder.at(folder));
  }

  private LabelledImages loadPartFolder(Path folder, Split split) throws IOException {
    Path part = folder.resolve(split.folderName());
    if (!Files.isDirectory(part)) {
      throw new MissingDataException(
          part + ": there is no such folder; make it, with the same content as the other part.");
    }
    Path train = folder.resolve(Split.TRAIN.folderName());
    if (IdxFiles.anyIn(part) || !Files.isDirectory(train)) {
      return loadWhole(part);
    }
    // The training part says which classes there are, so that both parts number them alike.
    return readImages(ImageFolder.at(part).withClassNames(ImageFolder.subFolders(train)));
  }

  private static boolean hasPartFolders(Path folder) {
    return Files.isDirectory(folder.resolve(Split.TRAIN.folderName()))
        || Files.isDirectory(folder.resolve(Split.TEST.folderName()));
  }

  private static Optional<Layout> cifarLayout(Path folder) {
    if (holdsAnyOf(folder, "data_batch_1.bin", "test_batch.bin")) {
      return Optional.of(Layout.CIFAR_10);
    }
    return holdsAnyOf(folder, "train.bin", "test.bin")
        ? Optional.of(Layout.CIFAR_100)
        : Optional.empty();
  }

  private static boolean holdsAnyOf(Path folder, String... names) {
    return List.of(names).stream().anyMatch(name -> Files.isRegularFile(folder.resolve(name)));
  }

  private static LabelledImages readIdx(IdxFiles files, Path folder) throws IOException {
    Path name = folder.toAbsolutePath().normalize().getFileName();
    return IdxReader.read(files.images(), files.labels(), name == null ? "/" : name.toString());
  }

  private static LabelledImages readImages(ImageFolder folder) throws IOException {
    FolderContents contents = folder.read();
    if (!contents.skipped().isEmpty()) {
      SkippedFile first = contents.skipped().get(0);
      LOGGER.log(
          Level.WARNING,
          "{0} unreadable images were skipped, the first of them {1}: {2}",
          contents.skipped().size(),
          first.file(),
          first.reason());
    }
    return contents.images();
  }
}
