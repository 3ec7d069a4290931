package dev.tamis.cli.report;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** A headless browser that loads one page and ends. */
final class Chromium {

  /** The document after its scripts ran, and what the browser logged. */
  record Visit(String document, String log) {}

  private Chromium() {}

  static Optional<Path> find() {
    for (String folder : System.getenv().getOrDefault("PATH", "").split(File.pathSeparator)) {
      for (String name : List.of("chromium", "chromium-browser", "google-chrome")) {
        Path program = Path.of(folder, name);
        if (Files.isExecutable(program)) {
          return Optional.of(program);
        }
      }
    }
    return Optional.empty();
  }

  /** Dumps what {@code page} has become; {@code scratch} must be a folder of this visit alone. */
  static Visit visit(Path page, Path scratch) throws IOException, InterruptedException {
    Path document = scratch.resolve("document.html");
    Path log = scratch.resolve("browser.log");
    List<String> command =
        new ArrayList<>(
            List.of(
                find().orElseThrow().toString(), "--headless", "--no-sandbox", "--disable-gpu"));
    command.addAll(
        List.of("--disable-background-networking", "--disable-component-update", "--disable-sync"));
    command.addAll(List.of("--no-first-run", "--disable-dev-shm-usage"));
    command.addAll(List.of("--enable-logging=stderr", "--v=0"));
    command.add("--user-data-dir=" + scratch.resolve("profile"));
    command.addAll(List.of("--dump-dom", page.toUri().toString()));
    Process browser =
        new ProcessBuilder(command)
            .redirectOutput(document.toFile())
            .redirectError(log.toFile())
            .start();
    try {
      if (!browser.waitFor(60, TimeUnit.SECONDS)) {
        throw new IOException("chromium did not end within a minute: " + Files.readString(log));
      }
    } finally {
      browser.descendants().forEach(ProcessHandle::destroyForcibly);
      browser.destroyForcibly();
    }
    return new Visit(Files.readString(document), Files.readString(log));
  }
}
