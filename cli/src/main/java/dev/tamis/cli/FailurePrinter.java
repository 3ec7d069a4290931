package dev.tamis.cli;

import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
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
    if (failure instanceof UncheckedIOException unchecked && unchecked.getMessage() != null) {
      return unchecked.getMessage();
    }
    if (failure instanceof FileSystemException e && e.getFile() != null) {
      return e.getFile() + ": " + reason(e);
    }
    @Nullable String message = failure.getMessage();
    if (message == null || message.isBlank()) {
      return failure.getClass().getSimpleName() + " (run it again with --debug to see where)";
    }
    boolean ours = failure.getClass().getName().startsWith("dev.tamis.");
    boolean argument = failure instanceof IllegalArgumentException;
    return ours || argument ? message : failure.getClass().getSimpleName() + ": " + message;
  }

  private static String reason(FileSystemException failure) {
    if (failure instanceof AccessDeniedException) {
      return "access is denied; check who may read and write it";
    }
    if (failure instanceof NoSuchFileException) {
      return "there is no such file or folder";
    }
    if (failure instanceof FileAlreadyExistsException) {
      return "it exists already, and is not a folder";
    }
    String reason = failure.getReason();
    return reason == null ? failure.getClass().getSimpleName() : reason;
  }
}
