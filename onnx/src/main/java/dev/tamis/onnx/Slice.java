package dev.tamis.onnx;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * A run of bytes inside a file's content, not copied.
 *
 * @param data the content
 * @param offset first byte
 * @param length number of bytes
 */
@SuppressWarnings("ArrayRecordComponent") // A view of a file's content: identity is what is meant.
record Slice(byte[] data, int offset, int length) {
  /** Of protobuf and of ONNX's raw data. */
  static final ByteOrder ORDER = ByteOrder.LITTLE_ENDIAN;

  ByteBuffer buffer() {
    return ByteBuffer.wrap(data, offset, length).slice().order(ORDER);
  }
}
