package dev.tamis.checkpoint;

import dev.tamis.quantize.QuantizationScheme;
import dev.tamis.quantize.Rounding;
import dev.tamis.quantize.WeightScale;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** A quantization scheme as bytes: bits, then names and flags. */
public final class QuantizationSchemeCodec {
  private QuantizationSchemeCodec() {}

  /** Writes a scheme. */
  public static void write(QuantizationScheme scheme, DataOutput out) throws IOException {
    out.writeInt(scheme.weightBits());
    out.writeInt(scheme.activationBits());
    out.writeInt(scheme.errorBits());
    out.writeInt(scheme.weightGradientErrorBits());
    out.writeUTF(scheme.weightScale().name());
    out.writeUTF(scheme.errorRounding().name());
    out.writeBoolean(scheme.quantizesFirst());
    out.writeBoolean(scheme.quantizesLast());
  }

  /**
   * Reads a scheme.
   *
   * @throws IOException if it is none that this version knows
   */
  public static QuantizationScheme read(DataInput in) throws IOException {
    int weightBits = in.readInt();
    int activationBits = in.readInt();
    int errorBits = in.readInt();
    int weightGradientErrorBits = in.readInt();
    String weightScale = in.readUTF();
    String errorRounding = in.readUTF();
    boolean quantizesFirst = in.readBoolean();
    boolean quantizesLast = in.readBoolean();
    try {
      return new QuantizationScheme(
          weightBits,
          activationBits,
          errorBits,
          weightGradientErrorBits,
          WeightScale.valueOf(weightScale),
          Rounding.valueOf(errorRounding),
          quantizesFirst,
          quantizesLast);
    } catch (IllegalArgumentException e) {
      throw new IOException("an unknown quantization scheme: " + e.getMessage(), e);
    }
  }
}
