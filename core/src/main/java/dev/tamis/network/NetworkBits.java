package dev.tamis.network;

import dev.tamis.quantize.QuantizationScheme;

/**
 * The bits of the operands of each node's products under a scheme, known from the spec alone: what
 * bit-weighted cost is counted with. Layers that are not quantized multiply floats.
 */
public final class NetworkBits {
  private final QuantizationScheme scheme;
  private final StoragePlan storage;
  private final long forwardBitMacs;

  NetworkBits(NetworkSpec spec, StoragePlan storage) {
    this.scheme = storage.scheme();
    this.storage = storage;
    long sum = 0;
    for (int i = 0; i < spec.nodes().size(); i++) {
      sum = Math.addExact(sum, Math.multiplyExact(spec.forwardMacs(i), forward(i)));
    }
    this.forwardBitMacs = sum;
  }

  /** Of a network whose values are rounded as a scheme says. */
  public static NetworkBits of(NetworkSpec spec, QuantizationScheme scheme) {
    return new NetworkBits(spec, StoragePlan.of(spec, scheme));
  }

  /** Whether the products of node i are quantized. */
  public boolean quantizes(int i) {
    return storage.quantizes(i);
  }

  private int bits(int i, int ofScheme) {
    return quantizes(i) ? ofScheme : QuantizationScheme.FLOAT_BITS;
  }

  /** Bits of node i's weights. */
  public int weightBits(int i) {
    return bits(i, scheme.weightBits());
  }

  /** Bits of node i's input. */
  public int activationBits(int i) {
    return bits(i, scheme.activationBits());
  }

  /** Bits of the error of node i's output where it is propagated. */
  public int errorBits(int i) {
    return bits(i, scheme.errorBits());
  }

  /** Bits of the error of node i's output where the weight gradient is computed from it. */
  public int weightGradientErrorBits(int i) {
    return bits(i, scheme.weightGradientErrorBits());
  }

  /** Bits x bits of a multiply-accumulate of node i's forward product. */
  public int forward(int i) {
    return weightBits(i) * activationBits(i);
  }

  /** Bits x bits of a multiply-accumulate of node i's error propagation. */
  public int errorPropagation(int i) {
    return weightBits(i) * errorBits(i);
  }

  /** Bits x bits of a multiply-accumulate of node i's weight gradient. */
  public int weightGradient(int i) {
    return activationBits(i) * weightGradientErrorBits(i);
  }

  /** Sum over the multiply-accumulates of one instance's forward pass of their bits x bits. */
  public long forwardBitMacs() {
    return forwardBitMacs;
  }
}
