package dev.tamis.benchmarks;

import dev.tamis.random.SeededGenerator;
import dev.tamis.tensor.Shape;

/**
 * Images and labels that all sides make from the same seed. Each class has a pattern; half of the
 * instances show it clearly and half hardly above the noise, so that there is something for a
 * filter to tell apart.
 */
public final class SyntheticBatch {
  private static final float SCALE = 0.5f;
  private static final float CLEAR = 1f;
  private static final float FAINT = 0.1f;

  private final Shape shape;
  private final float[] images;
  private final int[] labels;

  /**
   * Makes a mini-batch.
   *
   * @param task says shape, size and seed
   * @param index number of the mini-batch, from 0; patterns are those of all others
   */
  public SyntheticBatch(Task task, int index) {
    shape = task.spec().input();
    images = new float[Math.multiplyExact(task.batchSize(), shape.size())];
    labels = new int[task.batchSize()];
    float[][] patterns = new float[Task.CLASSES][shape.size()];
    SeededGenerator patternNumbers = SeededGenerator.split(task.seed(), "patterns");
    for (float[] pattern : patterns) {
      fill(pattern, patternNumbers);
    }
    SeededGenerator numbers = SeededGenerator.split(task.seed(), "batch." + index);
    fill(images, numbers);
    for (int n = 0; n < labels.length; n++) {
      labels[n] = numbers.nextInt(Task.CLASSES);
      float strength = numbers.nextBoolean() ? CLEAR : FAINT;
      for (int i = 0; i < shape.size(); i++) {
        images[n * shape.size() + i] += strength * patterns[labels[n]][i];
      }
    }
  }

  private static void fill(float[] values, SeededGenerator numbers) {
    for (int i = 0; i < values.length; i++) {
      values[i] = SCALE * (float) numbers.nextGaussian();
    }
  }

  /** [instance][row][column][channel]. */
  public float[] channelsLast() {
    return images.clone();
  }

  /** [instance][channel][row][column]. */
  public float[] channelsFirst() {
    float[] out = new float[images.length];
    int pixels = shape.pixels();
    int channels = shape.channels();
    for (int at = 0; at < images.length; at += shape.size()) {
      for (int p = 0; p < pixels; p++) {
        for (int c = 0; c < channels; c++) {
          out[at + c * pixels + p] = images[at + p * channels + c];
        }
      }
    }
    return out;
  }

  /** Label of each instance, 0 to {@link Task#CLASSES} - 1. */
  public int[] labels() {
    return labels.clone();
  }
}
