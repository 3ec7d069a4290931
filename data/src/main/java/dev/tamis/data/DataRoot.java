package dev.tamis.data;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The folder that data sets are kept below.
 *
 * @param path the folder; it need not exist yet
 * @param origin who said so, for messages: a flag, the environment, or the default
 */
public record DataRoot(Path path, String origin) {
  private static final String VARIABLE = "TAMIS_DATA";

  /**
   * The root to use: the one given, else that of the environment variable TAMIS_DATA, else {@code
   * tamis/data} in the user's cache folder.
   *
   * @param explicit what {@code --data-root} or the caller says, if anything
   */
  public static DataRoot resolve(Optional<Path> explicit) {
    return resolve(
        explicit,
        System.getenv(),
        System.getProperty("os.name", ""),
        Path.of(System.getProperty("user.home", ".")));
  }

  static DataRoot resolve(
      Optional<Path> explicit, Map<String, String> environment, String system, Path home) {
    if (explicit.isPresent()) {
      return new DataRoot(explicit.get(), "given");
    }
    String variable = environment.getOrDefault(VARIABLE, "");
    if (!variable.isBlank()) {
      return new DataRoot(Path.of(variable), VARIABLE);
    }
    Path data = cacheFolder(environment, system.toLowerCase(Locale.ROOT), home).resolve("tamis");
    return new DataRoot(data.resolve("data"), "default");
  }

  private static Path cacheFolder(Map<String, String> environment, String system, Path home) {
    if (system.startsWith("mac")) {
      return home.resolve("Library").resolve("Caches");
    }
    if (system.startsWith("windows")) {
      String local = environment.getOrDefault("LOCALAPPDATA", "");
      return local.isBlank() ? home.resolve("AppData").resolve("Local") : Path.of(local);
    }
    String cache = environment.getOrDefault("XDG_CACHE_HOME", "");
    // The XDG specification has relative paths ignored.
    boolean usable = !cache.isBlank() && Path.of(cache).isAbsolute();
    return usable ? Path.of(cache) : home.resolve(".cache");
  }

  /** Where a known data set belongs below this root. */
  public Path folderOf(KnownDataSet set) {
    return path.resolve(set.folder());
  }

  /**
   * Where a known data set is: below this root, or where a package of the operating system put it.
   * A folder with all of its files is preferred to one with a few; nothing if none has any.
   */
  public Optional<Path> locate(KnownDataSet set) {
    List<Path> folders = foldersOf(set);
    Optional<Path> complete =
        folders.stream().filter(folder -> holdsAllOf(set, folder)).findFirst();
    return complete.isPresent()
        ? complete
        : folders.stream().filter(folder -> holdsAnyOf(set, folder)).findFirst();
  }

  /** Every folder that is looked in, in this order. */
  List<Path> foldersOf(KnownDataSet set) {
    return Stream.concat(Stream.of(folderOf(set)), set.otherFolders().stream()).toList();
  }

  private static boolean holdsAllOf(KnownDataSet set, Path folder) {
    return set.files().stream().allMatch(file -> file.in(folder).isPresent());
  }

  private static boolean holdsAnyOf(KnownDataSet set, Path folder) {
    return set.files().stream().anyMatch(file -> file.in(folder).isPresent());
  }
}
