package dev.tamis.onnx;

import java.util.Locale;

/**
 * What a model file applies to the logits at its end. Tamis keeps it out of the network, for the
 * loss contains it, and puts it back on export.
 */
public enum OutputActivation {
  /** The file gives logits. */
  NONE,
  /** The file gives probabilities. */
  SOFTMAX,
  /** The file gives logarithms of probabilities. */
  LOG_SOFTMAX;

  String key() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The activation of that key; none if there is no such key. */
  static OutputActivation ofKey(String key) {
    for (OutputActivation activation : values()) {
      if (activation.key().equals(key)) {
        return activation;
      }
    }
    return NONE;
  }
}
