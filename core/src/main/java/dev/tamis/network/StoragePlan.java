package dev.tamis.network;

import dev.tamis.layer.Conv2d;
import dev.tamis.layer.LayerSpec;
import dev.tamis.layer.Linear;
import dev.tamis.quantize.QuantizationScheme;
import java.util.Arrays;

/**
 * Which layers of a network are quantized and which outputs are rounded, known from the spec and
 * the scheme: all but the last node's, those that a convolution or linear layer reads which is not
 * quantized, and those around layers that work on floats only.
 */
final class StoragePlan {
  private final QuantizationScheme scheme;
  private final boolean[] quantized;
  private final boolean[] rounded;

  private StoragePlan(QuantizationScheme scheme, boolean[] quantized, boolean[] rounded) {
    this.scheme = scheme;
    this.quantized = quantized;
    this.rounded = rounded;
  }

  static StoragePlan of(NetworkSpec spec, QuantizationScheme scheme) {
    int size = spec.nodes().size();
    boolean[] quantized = new boolean[size];
    boolean[] rounded = new boolean[size];
    int first = -1;
    int last = -1;
    for (int i = 0; i < size; i++) {
      if (multiplies(spec.layer(i))) {
        first = first < 0 ? i : first;
        last = i;
        quantized[i] = scheme.isQuantized();
      }
    }
    if (last >= 0) {
      quantized[first] &= scheme.quantizesFirst();
      quantized[last] &= scheme.quantizesLast();
    }
    for (int i = 0; i < size - 1; i++) {
      rounded[i] = scheme.isQuantized() && spec.layer(i).worksOnBytes();
      for (int reader : spec.consumers(i)) {
        rounded[i] &= quantized[reader] || !multiplies(spec.layer(reader));
        rounded[i] &= spec.layer(reader).worksOnBytes();
      }
    }
    return new StoragePlan(scheme, quantized, rounded);
  }

  /** The same for the first nodes of the network: the last of them is what is read of it. */
  StoragePlan prefix(int count) {
    boolean[] first = Arrays.copyOf(rounded, count);
    first[count - 1] = false;
    return new StoragePlan(scheme, Arrays.copyOf(quantized, count), first);
  }

  private static boolean multiplies(LayerSpec layer) {
    return layer instanceof Conv2d || layer instanceof Linear;
  }

  QuantizationScheme scheme() {
    return scheme;
  }

  /** Whether node i's products are quantized. */
  boolean quantizes(int i) {
    return quantized[i];
  }

  /** Whether node i's output may be rounded. */
  boolean rounds(int i) {
    return rounded[i];
  }

  /** Whether what is rounded is stored as bytes. */
  boolean bytes() {
    return scheme.storesBytes();
  }

  /** Largest integer of a rounded output. */
  int levels() {
    return QuantizationScheme.levels(scheme.activationBits());
  }
}
