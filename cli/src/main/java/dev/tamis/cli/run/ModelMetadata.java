package dev.tamis.cli.run;

import dev.tamis.data.LabelledImages;
import dev.tamis.data.Normalization;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

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

  static Map<String, String> of(
      TrainSettings settings, LabelledImages images, Normalization normalization) {
    Map<String, String> values = new TreeMap<>();
    values.put(SCALE, Float.toString(normalization.scale()));
    values.put(MEAN, join(normalization.mean()));
    values.put(STD, join(normalization.std()));
    values.put(CLASSES, String.join("\n", images.classNames()));
    values.put(RECIPE, settings.recipe);
    values.put(DATA, settings.data);
    return values;
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
    return new Normalization(Float.parseFloat(scale), numbers(mean), numbers(std));
  }

  private static float[] numbers(String text) {
    List<String> parts = Arrays.asList(text.split(",", -1));
    float[] numbers = new float[parts.size()];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = Float.parseFloat(parts.get(i));
    }
    return numbers;
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
