package dev.tamis.cli.run;

import dev.tamis.checkpoint.Checkpoint;
import dev.tamis.checkpoint.CheckpointException;
import dev.tamis.layer.ComputeResources;
import dev.tamis.network.Network;
import dev.tamis.network.NetworkSpec;
import dev.tamis.onnx.ImportedModel;
import dev.tamis.onnx.OnnxImporter;
import dev.tamis.quantize.QuantizationScheme;
import dev.tamis.training.SavedNetwork;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A trained network, read from a checkpoint, a model file, the folder of a run or ONNX. */
public final class Model {
  private final ModelFile file;
  private final NetworkSpec spec;
  private final ModelMetadata metadata;
  private final List<String> notes;
  private final @Nullable SavedNetwork saved;
  private final @Nullable ImportedModel imported;

  private Model(ModelFile file, SavedNetwork saved) {
    this.file = file;
    this.spec = saved.spec();
    this.metadata = new ModelMetadata(saved.metadata());
    this.notes = List.of();
    this.saved = saved;
    this.imported = null;
  }

  private Model(ModelFile file, ImportedModel imported) {
    this.file = file;
    this.spec = imported.spec();
    this.metadata = ModelMetadata.imported(imported);
    this.notes = imported.notes();
    this.saved = null;
    this.imported = imported;
  }

  /**
   * Reads a model; its values are read when it is made a network.
   *
   * @param path a file, or the folder of a run, whose newest checkpoint is taken
   * @throws IOException if it is missing, damaged, or of a kind that cannot be used
   */
  public static Model read(Path path) throws IOException {
    ModelFile file = ModelFile.of(path);
    String name = String.valueOf(file.file().getFileName()).toLowerCase(Locale.ROOT);
    if (Checkpoint.isCheckpoint(file.file())) {
      return new Model(file, SavedNetwork.read(file.file()));
    }
    if (name.endsWith(".onnx")) {
      return new Model(file, OnnxImporter.read(file.file()));
    }
    if (name.endsWith(".safetensors")) {
      throw new CheckpointException(
          path
              + " holds weights, but not the network they belong to: join them with 'tamis import "
              + path
              + " --like MODEL --out model.tamis'");
    }
    // Says what is wrong with it as a checkpoint.
    return new Model(file, SavedNetwork.read(file.file()));
  }

  /** The file. */
  public Path path() {
    return file.file();
  }

  /** The run that left it, if its folder is still around it. */
  public Optional<Path> run() {
    return file.run();
  }

  /** What the network is. */
  public NetworkSpec spec() {
    return spec;
  }

  /** How its values were rounded in training. */
  QuantizationScheme scheme() {
    return saved == null ? QuantizationScheme.NONE : saved.scheme();
  }

  /** How images are fed, what classes mean, where it comes from. */
  public ModelMetadata metadata() {
    return metadata;
  }

  /** What a user should know, one sentence each. */
  public List<String> notes() {
    return notes;
  }

  /**
   * The network with its values.
   *
   * @throws IOException if they are damaged
   */
  public Network network(ComputeResources resources) throws IOException {
    if (imported != null) {
      return imported.toNetwork(resources);
    }
    if (saved == null) {
      throw new IllegalStateException(file + " was read as nothing");
    }
    return saved.network(resources);
  }
}
