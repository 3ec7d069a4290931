package dev.tamis.kernels;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Holds the tiles to a length that C1 can compile with profiling. One that it cannot may never
 * reach C2: where the tile already runs as C1 compiled it without profiling, HotSpot knows no other
 * way up, and training stays some 50 times slower in about one JVM of four.
 */
class TileCompilationTest {
  @ParameterizedTest
  @ValueSource(ints = {128, 256, 512})
  void everyTileCanBeProfiled(int bits) throws IOException, InterruptedException {
    Assumptions.assumeTrue(
        System.getProperty("java.vm.name", "").matches(".*(HotSpot|OpenJDK).*"), "not HotSpot");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=3",
                "-Xbatch",
                "-XX:+PrintCompilation",
                "-Dtamis.vector.bits=" + bits,
                "--add-modules",
                "jdk.incubator.vector",
                "-cp",
                System.getProperty("java.class.path"),
                TileCompilationProbe.class.getName())
            .redirectErrorStream(true)
            .start();
    List<String> lines =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
            .lines()
            .toList();
    assertThat(process.waitFor()).as(() -> String.join("\n", lines)).isZero();

    List<String> called =
        lines.stream()
            .filter(line -> line.startsWith("called "))
            .map(line -> line.substring("called ".length()))
            .toList();
    assertThat(called).hasSizeGreaterThan(20);
    for (String method : called) {
      assertThat(lines)
          .as("compiled by C1")
          .anyMatch(line -> line.contains(method + " (") && line.contains(" 3 "));
    }
    assertThat(lines)
        .noneMatch(line -> line.contains("dev.tamis.kernels") && line.contains("SKIPPED"));
  }
}
