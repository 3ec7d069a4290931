package dev.tamis.cli;

import dev.tamis.cli.report.RunFolderException;
import dev.tamis.cli.report.RunReport;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code tamis report}. */
@Command(
    name = "report",
    description = "Writes the report of a run anew, from the files in its folder.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class)
final class ReportCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "RUN", description = "The folder of a run, finished or not.")
  private Path run = Path.of("");

  @Option(names = "--debug", description = "Show stack traces of failures.")
  @SuppressWarnings("UnusedVariable") // FailurePrinter looks at the arguments themselves.
  private boolean debug;

  ReportCommand() {}

  @Override
  public Integer call() throws RunFolderException {
    PrintWriter out = spec.commandLine().getOut();
    out.println(RunReport.write(run));
    out.flush();
    return 0;
  }
}
