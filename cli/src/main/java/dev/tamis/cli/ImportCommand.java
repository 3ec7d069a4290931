package dev.tamis.cli;

import dev.tamis.cli.run.InputFlags;
import dev.tamis.cli.run.ModelTransfer;
import dev.tamis.cli.run.SettingException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code tamis import}. */
@Command(
    name = "import",
    description =
        "Makes a model file of an ONNX model, or of safetensors weights and a model of the same"
            + " layers; says how images are fed to it once and for all.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    sortOptions = false,
    abbreviateSynopsis = true)
final class ImportCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "FILE", description = "model.onnx or weights.safetensors.")
  private Path file = Path.of("");

  @Option(names = "--out", required = true, paramLabel = "FILE", description = "The model file.")
  private Path out = Path.of("");

  @Option(
      names = "--like",
      paramLabel = "MODEL",
      description = "The model whose layers safetensors weights belong to.")
  private @Nullable Path like;

  @Mixin private InputFlags input = new InputFlags();

  @SuppressWarnings("UnusedVariable") // FailurePrinter looks at the arguments themselves.
  @Option(names = "--debug", description = "Show stack traces of failures.")
  private boolean debug;

  ImportCommand() {}

  @Override
  public Integer call() throws IOException {
    PrintWriter print = spec.commandLine().getOut();
    try {
      ModelTransfer.read(file, like)
          .fedBy(input)
          .write(out, Version.text())
          .forEach(print::println);
    } catch (SettingException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
    print.flush();
    return 0;
  }
}
