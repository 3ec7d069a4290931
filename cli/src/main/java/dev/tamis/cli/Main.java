package dev.tamis.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** Entry point of the command {@code tamis}. */
@Command(
    name = "tamis",
    description = "Trains CNNs on the device that runs them, and pays only for what teaches.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    subcommands = {TrainCommand.class},
    synopsisSubcommandLabel = "COMMAND")
public final class Main implements Runnable {

  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  /** Made by picocli. */
  public Main() {}

  /** Runs a command and exits with its code: 0 done, 1 failed, 2 wrong use, 130 interrupted. */
  public static void main(String[] args) {
    System.exit(commandLine().execute(args));
  }

  static CommandLine commandLine() {
    return new CommandLine(new Main())
        .setExecutionExceptionHandler(new FailurePrinter())
        .setParameterExceptionHandler(new WrongUsePrinter())
        .setCaseInsensitiveEnumValuesAllowed(true);
  }

  @Override
  public void run() {
    throw new CommandLine.ParameterException(spec.commandLine(), "a command is missing");
  }
}
