package dev.tamis.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** Entry point of the command {@code tamis}. */
@Command(
    name = "tamis",
    description = "Trains CNNs on the device that runs them, and pays only for what teaches.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    subcommands = {
      TrainCommand.class,
      AdaptCommand.class,
      EvaluateCommand.class,
      InspectCommand.class,
      ImportCommand.class,
      ExportCommand.class,
      DataSetsCommand.class,
      ReportCommand.class,
      CompareCommand.class,
      BenchCommand.class
    },
    synopsisSubcommandLabel = "COMMAND",
    footer = {
      "",
      "tamis train                      trains LeNet on the images that ship",
      "tamis adapt runs/NAME --stream novel-usps   keeps a model learning from what it meets",
      "tamis evaluate runs/NAME         how well a run's model does",
      "tamis export runs/NAME --out model.onnx   for ONNX Runtime and others",
      "tamis inspect resnet20-cifar10   what a training would take, without data",
      "tamis compare lenet-mnist        the method against its controls, at equal computation",
      "tamis bench                      how fast this machine trains",
      "tamis COMMAND --help             all options of a command",
      "",
      "Exit codes: 0 done, 1 failed, 2 wrong use, 130 interrupted."
    })
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
