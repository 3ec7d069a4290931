package dev.tamis.cli;

import dev.tamis.cli.run.ModelTransfer;
import dev.tamis.cli.run.SettingException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code tamis export}. */
@Command(
    name = "export",
    description =
        "Writes a model for other runtimes: .onnx (opset 17, batch size open, with its origin) or"
            + " .safetensors (weights alone, named and laid out as PyTorch does).",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    sortOptions = false,
    abbreviateSynopsis = true)
final class ExportCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(
      paramLabel = "MODEL",
      description = "A checkpoint, an ONNX file, or the folder of a run (its newest checkpoint).")
  private Path model = Path.of("");

  @Option(
      names = "--out",
      required = true,
      paramLabel = "FILE",
      description = "model.onnx or weights.safetensors.")
  private Path out = Path.of("");

  @SuppressWarnings("UnusedVariable") // FailurePrinter looks at the arguments themselves.
  @Option(names = "--debug", description = "Show stack traces of failures.")
  private boolean debug;

  ExportCommand() {}

  @Override
  public Integer call() throws IOException {
    PrintWriter print = spec.commandLine().getOut();
    try {
      ModelTransfer.read(model, null).write(out, Version.text()).forEach(print::println);
    } catch (SettingException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
    print.flush();
    return 0;
  }
}
