package dev.tamis.cli;

import java.util.List;
import java.util.stream.Collectors;

/** A command line as it can be given again: arguments that a shell would take apart are quoted. */
final class CommandText {
  private CommandText() {}

  static String of(List<String> arguments) {
    return arguments.stream()
        .map(CommandText::quoted)
        .collect(Collectors.joining(" ", "tamis ", ""));
  }

  private static String quoted(String argument) {
    if (argument.matches("[\\w@%+=:,./-]+")) {
      return argument;
    }
    return "'" + argument.replace("'", "'\\''") + "'";
  }
}
