package dev.tamis.cli.run;

import dev.tamis.data.Normalization;
import dev.tamis.layer.ComputeResources;
import dev.tamis.network.Network;
import dev.tamis.network.NetworkSpec;
import dev.tamis.onnx.OnnxExporter;
import dev.tamis.onnx.Safetensors;
import dev.tamis.training.SavedNetwork;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A model on its way from one file format to another. */
public final class ModelTransfer {
  private final Model model;
  private final @Nullable Path weights;
  private final ModelMetadata metadata;

  private ModelTransfer(Model model, @Nullable Path weights, ModelMetadata metadata) {
    this.model = model;
    this.weights = weights;
    this.metadata = metadata;
  }

  /**
   * Reads a model.
   *
   * @param file a model, or weights alone
   * @param like for weights alone, a model of the same layers
   * @throws SettingException if one of both is missing, or too many
   * @throws IOException if it cannot be read
   */
  public static ModelTransfer read(Path file, @Nullable Path like) throws IOException {
    if (like == null) {
      Model model = Model.read(file);
      return new ModelTransfer(model, null, model.metadata());
    }
    if (!isSafetensors(file)) {
      throw new SettingException("--like is for .safetensors files, which " + file + " is not");
    }
    Model model = Model.read(like);
    return new ModelTransfer(model, file, model.metadata());
  }

  /**
   * The same with another way of feeding images, if any of the flags was given.
   *
   * @throws SettingException if a value is no number or out of range
   */
  public ModelTransfer fedBy(InputFlags input) {
    if (!input.given()) {
      return this;
    }
    Normalization fed = input.normalization(model.spec().input().channels());
    return new ModelTransfer(model, weights, metadata.with(fed));
  }

  /**
   * Writes the model in the format that the file's name ends with.
   *
   * @param version of this program
   * @return what to say about it, one sentence each
   * @throws SettingException if the file exists, or its name says no format
   * @throws IOException if it cannot be written
   */
  public List<String> write(Path out, String version) throws IOException {
    if (Files.exists(out)) {
      throw new SettingException("--out: " + out + " exists already; choose another name");
    }
    List<String> says = new ArrayList<>(model.notes());
    try (ComputeResources resources = new ComputeResources(1)) {
      Network network = model.network(resources);
      if (weights != null) {
        Safetensors.load(weights, network);
      }
      if (isSafetensors(out)) {
        Safetensors.write(network, metadata.signature(version).properties(), out);
      } else if (name(out).endsWith(".onnx")) {
        OnnxExporter.write(network, metadata.signature(version), out);
      } else if (name(out).endsWith(".tamis")) {
        SavedNetwork.write(network, metadata.values(), out);
      } else {
        throw new SettingException(
            "--out: " + out + " must end with .tamis, .onnx or .safetensors");
      }
    }
    NetworkSpec spec = model.spec();
    says.add(
        String.format(
            Locale.ROOT,
            "%s: %s, %d parameters, images of %s, %d classes",
            out,
            spec.name(),
            spec.parameterCount(),
            spec.input(),
            spec.output().size()));
    if (!metadata.hasNormalization()) {
      says.add(
          "it does not say how images are fed to it: give --input-scale, --input-mean and"
              + " --input-std, here or whenever it is used");
    }
    return says;
  }

  private static boolean isSafetensors(Path file) {
    return name(file).endsWith(".safetensors");
  }

  private static String name(Path file) {
    return String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
  }
}
