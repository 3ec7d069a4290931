package dev.tamis.data;

import java.net.URI;
import java.util.List;

/**
 * The tar.gz that the files of a known data set are published in.
 *
 * @param source where it is
 * @param bytes its size
 * @param sha256 SHA-256 of the archive as it is, 64 lower-case hexadecimal digits
 * @param folder the folder inside that holds the files
 * @param extraFiles names of small text files to take out too, if they are there
 */
public record KnownArchive(
    URI source, long bytes, String sha256, String folder, List<String> extraFiles) {
  /** Copies the list. */
  public KnownArchive {
    extraFiles = List.copyOf(extraFiles);
  }
}
