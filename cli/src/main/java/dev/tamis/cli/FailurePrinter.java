package dev.tamis.cli;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.ParseResult;

/** Says in one sentence what failed; the stack trace only with {@code --debug}. */
final class FailurePrinter implements IExecutionExceptionHandler {
  static final int FAILED = 1;

  @Override
  public int handleExecutionException(Exception failure, CommandLine command, ParseResult parsed) {
    if (Arrays.asList(parsed.originalArgs().toArray()).contains("--debug")) {
      failure.printStackTrace(command.getErr());
    }
    command.getErr().println("tamis: " + sentence(failure));
    command.getErr().flush();
    return FAILED;
  }

  private static String sentence(Throwable failure) {
    @Nullable String message = failure.getMessage();
    if (message == null || message.isBlank()) {
      return failure.getClass().getSimpleName() + " (run it again with --debug to see where)";
    }
    boolean ours = failure.getClass().getName().startsWith("dev.tamis.");
    boolean argument = failure instanceof IllegalArgumentException;
    return ours || argument ? message : failure.getClass().getSimpleName() + ": " + message;
  }
}
