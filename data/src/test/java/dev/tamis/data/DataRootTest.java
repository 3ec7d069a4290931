package dev.tamis.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DataRootTest {
  private static final Path HOME = Path.of("home").toAbsolutePath();

  private static Path resolve(Map<String, String> environment, String system) {
    return DataRoot.resolve(Optional.empty(), environment, system, HOME).path();
  }

  @Test
  void whatIsGivenComesBeforeTheEnvironmentBeforeTheCache() {
    Map<String, String> environment = Map.of("TAMIS_DATA", "from-variable");
    Path given = Path.of("given");
    assertThat(DataRoot.resolve(Optional.of(given), environment, "Linux", HOME))
        .isEqualTo(new DataRoot(given, "given"));
    assertThat(DataRoot.resolve(Optional.empty(), environment, "Linux", HOME))
        .isEqualTo(new DataRoot(Path.of("from-variable"), "TAMIS_DATA"));
    assertThat(resolve(Map.of("TAMIS_DATA", " "), "Linux"))
        .isEqualTo(HOME.resolve(".cache/tamis/data"));
  }

  @Test
  void linuxUsesTheXdgCache() {
    Path cache = Path.of("cache").toAbsolutePath();
    assertThat(resolve(Map.of("XDG_CACHE_HOME", cache.toString()), "Linux"))
        .isEqualTo(cache.resolve("tamis/data"));
    assertThat(resolve(Map.of("XDG_CACHE_HOME", "relative"), "Linux"))
        .isEqualTo(HOME.resolve(".cache/tamis/data"));
  }

  @Test
  void macAndWindowsUseTheirOwnCaches() {
    assertThat(resolve(Map.of("XDG_CACHE_HOME", "/x"), "Mac OS X"))
        .isEqualTo(HOME.resolve("Library/Caches/tamis/data"));
    assertThat(resolve(Map.of(), "Windows 11")).isEqualTo(HOME.resolve("AppData/Local/tamis/data"));
    assertThat(resolve(Map.of("LOCALAPPDATA", "local"), "Windows 11"))
        .isEqualTo(Path.of("local/tamis/data"));
  }

  @Test
  void locatesASetByAnyOfItsFiles(@TempDir Path folder) throws IOException {
    DataRoot root = new DataRoot(folder, "test");
    KnownDataSet mnist = DataSetCatalogue.require("mnist");
    assertThat(root.locate(mnist)).isEmpty();
    TestFiles.write(folder.resolve("mnist/other"), new byte[1]);
    assertThat(root.locate(mnist)).isEmpty();
    TestFiles.write(folder.resolve("mnist/t10k-labels-idx1-ubyte"), new byte[1]);
    assertThat(root.locate(mnist)).contains(folder.resolve("mnist"));
  }
}
