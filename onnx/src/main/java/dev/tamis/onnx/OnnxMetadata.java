package dev.tamis.onnx;

import dev.tamis.training.TrainingRun;
import java.util.Map;
import java.util.TreeMap;

/** What goes from a file's metadata into a checkpoint's, and back. */
public final class OnnxMetadata {
  private static final String SOURCE = "source.sha256";

  /** By name in a checkpoint, under which key of a file Tamis finds it again. */
  private static final Map<String, String> KEYS =
      Map.of(
          "input.scale", "tamis.inputScale",
          "input.mean", "tamis.inputMean",
          "input.std", "tamis.inputStd",
          "classes", "tamis.classes");

  /** Of an entry, in characters; more is no name and no number, and no checkpoint takes it. */
  private static final int LONGEST = 20_000;

  private OnnxMetadata() {}

  /**
   * What a checkpoint says of a file: its names, for the way back, and what Tamis wrote into it.
   */
  public static Map<String, String> of(ImportedModel model) {
    Map<String, String> values = new TreeMap<>(model.signature().toMap());
    KEYS.forEach(
        (name, key) -> {
          String value = model.signature().properties().get(key);
          if (value != null) {
            values.put(name, value);
          }
        });
    values.values().removeIf(value -> value.length() > LONGEST);
    values.put(SOURCE, model.sha256());
    return values;
  }

  /**
   * What a file says of a checkpoint: names, how it is fed, where it comes from.
   *
   * @param values of a checkpoint, or of {@link #of}
   * @param libraryVersion version of Tamis; empty if unknown
   */
  public static OnnxSignature signature(Map<String, String> values, String libraryVersion) {
    Lineage lineage =
        new Lineage(
            values.getOrDefault(SOURCE, ""),
            libraryVersion,
            number(values, TrainingRun.INSTANCES_KEY),
            number(values, TrainingRun.MACS_KEY));
    Map<String, String> properties = new TreeMap<>(lineage.toProperties());
    KEYS.forEach(
        (name, key) -> {
          String value = values.getOrDefault(name, "");
          if (!value.isEmpty()) {
            properties.put(key, value);
          }
        });
    return OnnxSignature.fromMap(values).withProperties(properties);
  }

  private static long number(Map<String, String> values, String name) {
    return Long.parseLong(values.getOrDefault(name, "0"));
  }
}
