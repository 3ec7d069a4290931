package dev.tamis.onnx;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * An attribute of a node; only what its type says is set.
 *
 * @param name name
 * @param real a real number
 * @param number a whole number
 * @param bytes a string
 * @param tensor a tensor
 * @param reals real numbers
 * @param numbers whole numbers
 */
@SuppressWarnings("ArrayRecordComponent") // Compared by nobody.
record Attribute(
    String name,
    float real,
    long number,
    @Nullable Slice bytes,
    @Nullable Tensor tensor,
    float[] reals,
    long[] numbers) {

  /** The string; bytes that are not UTF-8 show as such. */
  String text() {
    return bytes == null
        ? ""
        : new String(bytes.data(), bytes.offset(), bytes.length(), StandardCharsets.UTF_8);
  }
}
