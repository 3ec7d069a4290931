package dev.tamis.data;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A data set that can be asked for by name.
 *
 * @param name what it is asked for by, for example {@code mnist}
 * @param description one line for people
 * @param licence its terms, as far as they are stated
 * @param layout how its files are to be read
 * @param folder its folder below the data root
 * @param otherFolders where else it may be, as packages of an operating system put it
 * @param files all its files, with their checksums
 * @param archive what the files are published in, if they are not published one by one
 * @param trainCount images to train on
 * @param testCount images held out
 * @param height rows of every image
 * @param width columns of every image
 * @param channels 1 for grey, 3 for RGB
 * @param classNames the classes in the order of their indices
 * @param normalization by the mean and standard deviation of its training images
 */
public record KnownDataSet(
    String name,
    String description,
    String licence,
    Layout layout,
    String folder,
    List<Path> otherFolders,
    List<KnownFile> files,
    Optional<KnownArchive> archive,
    int trainCount,
    int testCount,
    int height,
    int width,
    int channels,
    List<String> classNames,
    Normalization normalization) {

  /** How the files of a data set are laid out. */
  public enum Layout {
    /** IDX files inside tamis-data itself: always there. */
    SHIPPED,
    /** IDX files, one of images and one of labels for each part. */
    IDX,
    /** The binary version of CIFAR-10. */
    CIFAR_10,
    /** The binary version of CIFAR-100. */
    CIFAR_100
  }

  /** Copies the lists. */
  public KnownDataSet {
    otherFolders = List.copyOf(otherFolders);
    files = List.copyOf(files);
    classNames = List.copyOf(classNames);
  }

  /** How many images a part has. */
  public int count(Split split) {
    return split == Split.TRAIN ? trainCount : testCount;
  }

  /** Whether some host is known that it can be fetched from; one that ships need not be. */
  public boolean isFetchable() {
    return archive.isPresent() || files.stream().allMatch(file -> file.source().isPresent());
  }
}
