package dev.tamis.onnx;

import dev.tamis.layer.ComputeResources;
import dev.tamis.network.Network;
import dev.tamis.training.ModelFormat;
import dev.tamis.training.TrainedNetwork;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;

/** Lets those who know nothing of ONNX read and write files whose names end in {@code .onnx}. */
public final class OnnxFormat implements ModelFormat {

  /** For the service loader. */
  public OnnxFormat() {}

  @Override
  public boolean accepts(Path file) {
    return String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT).endsWith(".onnx");
  }

  @Override
  public TrainedNetwork read(Path file, ComputeResources resources) throws OnnxException {
    ImportedModel model = OnnxImporter.read(file);
    return new TrainedNetwork(model.toNetwork(resources), OnnxMetadata.of(model));
  }

  @Override
  public void write(Network network, Map<String, String> metadata, Path file) throws OnnxException {
    OnnxExporter.write(
        network, OnnxMetadata.signature(metadata, GraphWriter.LIBRARY_VERSION), file);
  }
}
