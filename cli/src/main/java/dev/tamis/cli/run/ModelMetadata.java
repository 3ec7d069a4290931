package dev.tamis.cli.run;

import dev.tamis.data.LabelledImages;
import dev.tamis.data.Normalization;
import dev.tamis.onnx.ImportedModel;
import dev.tamis.onnx.OnnxMetadata;
import dev.tamis.onnx.OnnxSignature;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a user of a trained network must know, stored with it: how images are fed, and what classes
 * mean.
 */
public final class ModelMetadata {
  private static final String SCALE = "input.scale";
  private static final String MEAN = "input.mean";
  private static final String STD = "input.std";
  private static final String CLASSES = "classes";
  private static final String RECIPE = "recipe";
  private static final String DATA = "data";

  private final Map<String, String> values;

  /** Of a checkpoint. */
  public ModelMetadata(Map<String, String> values) {
    this.values = new TreeMap<>(values);
  }

  /**
   * Of a training.
   *
   * @param initial the model it starts from, whose origin is kept
   */
  static Map<String, String> of(
      TrainSettings settings,
      LabelledImages images,
      Normalization normalization,
      @Nullable InitialModel initial) {
    Map<String, String> values = new TreeMap<>();
    List<String> classNames = images.classNames();
    if (initial != null) {
      values.putAll(initial.metadata().values);
      classNames = initial.classNames().isEmpty() ? classNames : initial.classNames();
    }
    putNormalization(values, normalization);
    values.put(CLASSES, String.join("\n", classNames));
    values.put(RECIPE, settings.recipe);
    values.put(DATA, settings.data);
    return values;
  }

  private static void putNormalization(Map<String, String> values, Normalization normalization) {
    values.put(SCALE, Float.toString(normalization.scale()));
    values.put(MEAN, join(normalization.mean()));
    values.put(STD, join(normalization.std()));
  }

  /** Of an ONNX file: its names, for the way back, and what Tamis wrote into it if it did. */
  static ModelMetadata imported(ImportedModel model) {
    return new ModelMetadata(OnnxMetadata.of(model));
  }

  /** The same with another way of feeding images. */
  public ModelMetadata with(Normalization normalization) {
    Map<String, String> changed = new TreeMap<>(values);
    putNormalization(changed, normalization);
    return new ModelMetadata(changed);
  }

  /** Strings by name, as a checkpoint has them. */
  public Map<String, String> values() {
    return Collections.unmodifiableMap(values);
  }

  /** What an exported file says of itself: names, how it is fed, and where it comes from. */
  public OnnxSignature signature(String libraryVersion) {
    return OnnxMetadata.signature(values, libraryVersion);
  }

  private static String join(float[] numbers) {
    StringBuilder text = new StringBuilder();
    for (float number : numbers) {
      text.append(text.isEmpty() ? "" : ",").append(number);
    }
    return text.toString();
  }

  /**
   * How images are fed.
   *
   * @throws IllegalArgumentException if the model does not say
   */
  public Normalization normalization() {
    String scale = values.get(SCALE);
    String mean = values.get(MEAN);
    String std = values.get(STD);
    if (scale == null || mean == null || std == null) {
      throw new IllegalArgumentException(
          "the model does not say how its input is normalised: give --input-scale, --input-mean"
              + " and --input-std");
    }
    try {
      return new Normalization(Float.parseFloat(scale), numbers(mean), numbers(std));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "what the model says of how its input is normalised is damaged ("
              + e.getMessage()
              + "): give --input-scale, --input-mean and --input-std",
          e);
    }
  }

  private static float[] numbers(String text) {
    List<String> parts = Arrays.asList(text.split(",", -1));
    float[] numbers = new float[parts.size()];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = Float.parseFloat(parts.get(i));
    }
    return numbers;
  }

  /** Whether it says how images are fed. */
  public boolean hasNormalization() {
    return values.containsKey(SCALE) && values.containsKey(MEAN) && values.containsKey(STD);
  }

  /** Class names in the order of the logits; empty if the model has none. */
  public List<String> classNames() {
    return values.getOrDefault(CLASSES, "").lines().collect(Collectors.toList());
  }

  /** The recipe it was trained by; empty if unknown. */
  public String recipe() {
    return values.getOrDefault(RECIPE, "");
  }

  /** The data it was trained on; empty if unknown. */
  public String data() {
    return values.getOrDefault(DATA, "");
  }
}
