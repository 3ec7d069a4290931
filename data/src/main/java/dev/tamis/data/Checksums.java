package dev.tamis.data;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** SHA-256 of files, as they are or uncompressed. */
final class Checksums {
  private static final int BUFFER_BYTES = 1 << 16;

  private Checksums() {}

  /** SHA-256 of a file as it is, in lower-case hexadecimal. */
  static String ofFile(Path file) throws IOException {
    MessageDigest digest = sha256();
    try (InputStream in = Files.newInputStream(file)) {
      byte[] buffer = new byte[BUFFER_BYTES];
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        digest.update(buffer, 0, read);
      }
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  /**
   * Whether the uncompressed content is the known one. Reads no further than the known size, so a
   * file that unpacks to far more costs nothing.
   */
  static boolean matches(DataSource source, KnownFile file) throws IOException {
    MessageDigest digest = sha256();
    try (BinaryInput in = BinaryInput.open(source)) {
      byte[] buffer = new byte[BUFFER_BYTES];
      for (int read = in.read(buffer, 0, buffer.length);
          read >= 0;
          read = in.read(buffer, 0, buffer.length)) {
        digest.update(buffer, 0, read);
        if (in.position() > file.contentBytes()) {
          return false;
        }
      }
      return in.position() == file.contentBytes()
          && HexFormat.of().formatHex(digest.digest()).equals(file.contentSha256());
    } catch (InvalidDataException e) {
      // Broken compression is one way of not being the known content.
      return false;
    }
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java runtime has SHA-256.", e);
    }
  }
}
