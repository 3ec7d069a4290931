package dev.tamis.onnx;

import dev.tamis.network.Network;
import dev.tamis.network.Workspace;
import dev.tamis.tensor.FeatureMap;
import dev.tamis.tensor.Shape;

/** What an imported network gives for images in the file's order, in the file's order. */
final class Prediction {
  private Prediction() {}

  static float[] of(ImportedModel model, Network network, float[] images, int count) {
    Shape shape = network.spec().input();
    FeatureMap input = FeatureMap.allocate(shape, count);
    int[] order =
        (model.signature().channelsLast() ? Order.CHANNELS_LAST : Order.CHANNELS_FIRST)
            .indices(shape);
    for (int n = 0; n < count; n++) {
      for (int k = 0; k < order.length; k++) {
        input.data()[input.offset(n) + k] = images[n * order.length + order[k]];
      }
    }
    Workspace workspace = network.inferenceWorkspace(count);
    FeatureMap logits = network.forward(input, workspace);
    Shape output = logits.shape();
    int[] outputOrder = model.output().order().indices(output);
    float[] values = new float[count * output.size()];
    for (int n = 0; n < count; n++) {
      double[] row = new double[output.size()];
      for (int k = 0; k < row.length; k++) {
        row[outputOrder[k]] = logits.data()[logits.offset(n) + k];
      }
      activate(model.signature().outputActivation(), row);
      for (int k = 0; k < row.length; k++) {
        values[n * row.length + k] = (float) row[k];
      }
    }
    return values;
  }

  private static void activate(OutputActivation activation, double[] row) {
    double largest = Double.NEGATIVE_INFINITY;
    for (double value : row) {
      largest = Math.max(largest, value);
    }
    double sum = 0;
    for (double value : row) {
      sum += Math.exp(value - largest);
    }
    double logSum = largest + Math.log(sum);
    for (int k = 0; k < row.length; k++) {
      row[k] =
          switch (activation) {
            case NONE -> row[k];
            case SOFTMAX -> Math.exp(row[k] - logSum);
            case LOG_SOFTMAX -> row[k] - logSum;
          };
    }
  }

  /** Largest difference, relative to the largest expected value. */
  static double difference(float[] expected, float[] actual) {
    if (expected.length != actual.length) {
      throw new AssertionError(actual.length + " values instead of " + expected.length);
    }
    double largest = Float.MIN_NORMAL;
    double difference = 0;
    for (int i = 0; i < expected.length; i++) {
      largest = Math.max(largest, Math.abs(expected[i]));
      double own = Math.abs((double) expected[i] - actual[i]);
      difference = Double.isNaN(own) ? Double.POSITIVE_INFINITY : Math.max(difference, own);
    }
    return difference / largest;
  }
}
