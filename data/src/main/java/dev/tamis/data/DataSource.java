package dev.tamis.data;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where bytes come from, with the name that errors call it by. */
interface DataSource {
  /** What errors call it: the file's path, or the resource's name. */
  String name();

  InputStream open() throws IOException;

  static DataSource file(Path path) {
    return new DataSource() {
      @Override
      public String name() {
        return path.toString();
      }

      @Override
      public InputStream open() throws IOException {
        if (!Files.isRegularFile(path)) {
          throw new MissingDataException(
              path + ": there is no such file; check the path, or fetch the data set again.");
        }
        return Files.newInputStream(path);
      }
    };
  }

  /** A file of the data sets that ship, named relative to this package. */
  static DataSource resource(String resourceName) {
    return new DataSource() {
      @Override
      public String name() {
        return "tamis-data:" + resourceName;
      }

      @Override
      public InputStream open() throws IOException {
        InputStream in = DataSource.class.getResourceAsStream(resourceName);
        if (in == null) {
          throw new MissingDataException(
              name() + ": not in this build of tamis-data; use an unmodified tamis-data jar.");
        }
        return in;
      }
    };
  }
}
