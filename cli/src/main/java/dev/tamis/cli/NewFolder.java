package dev.tamis.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Names of run folders that nobody named. */
final class NewFolder {
  private NewFolder() {}

  /** A folder that does not exist, called after what runs in it and the time. */
  static Path of(String what) {
    String time =
        LocalDateTime.now(ZoneId.systemDefault())
            .format(DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss", Locale.ROOT));
    String name = what + "-" + time;
    Path folder = Path.of("runs", name);
    for (int again = 2; Files.exists(folder); again++) {
      folder = Path.of("runs", name + "-" + again);
    }
    return folder;
  }
}
