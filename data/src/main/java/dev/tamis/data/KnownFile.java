package dev.tamis.data;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * One file of a known data set.
 *
 * <p>What is known is the uncompressed content: the .gz wrappers of different hosts differ.
 *
 * @param name name of the uncompressed file; on disk it may also be {@code name + ".gz"}
 * @param contentBytes size of the uncompressed content
 * @param contentSha256 SHA-256 of the uncompressed content, 64 lower-case hexadecimal digits
 * @param source where it can be fetched on its own, if anywhere
 */
public record KnownFile(
    String name, long contentBytes, String contentSha256, Optional<URI> source) {

  /** The name it is given when fetched: that of its source. */
  String fetchedName() {
    return source.filter(uri -> uri.getPath().endsWith(".gz")).isPresent() ? name + ".gz" : name;
  }

  /** The file in this folder, compressed or not, if it is there. */
  Optional<Path> in(Path folder) {
    return List.of(folder.resolve(name + ".gz"), folder.resolve(name)).stream()
        .filter(Files::isRegularFile)
        .findFirst();
  }
}
