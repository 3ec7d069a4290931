package dev.tamis.onnx;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Writes one protobuf message. */
final class ProtoWriter {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  /** A whole number; negative ones take ten bytes. */
  ProtoWriter number(int field, long value) {
    tag(field, ProtoReader.VARINT);
    varint(value);
    return this;
  }

  /** A float. */
  ProtoWriter float32(int field, float value) {
    tag(field, ProtoReader.FIXED32);
    int bits = Float.floatToRawIntBits(value);
    for (int shift = 0; shift < Integer.SIZE; shift += Byte.SIZE) {
      out.write(bits >>> shift);
    }
    return this;
  }

  /** A string. */
  ProtoWriter string(int field, String value) {
    return bytes(field, value.getBytes(StandardCharsets.UTF_8));
  }

  /** Bytes. */
  ProtoWriter bytes(int field, byte[] value) {
    tag(field, ProtoReader.BYTES);
    varint(value.length);
    out.write(value, 0, value.length);
    return this;
  }

  /** A message. */
  ProtoWriter message(int field, ProtoWriter value) {
    return bytes(field, value.toBytes());
  }

  /** Whole numbers, packed. */
  ProtoWriter numbers(int field, long... values) {
    ProtoWriter run = new ProtoWriter();
    for (long value : values) {
      run.varint(value);
    }
    return message(field, run);
  }

  /** The fields of another message, in this one. */
  ProtoWriter append(ProtoWriter fields) {
    byte[] bytes = fields.toBytes();
    out.write(bytes, 0, bytes.length);
    return this;
  }

  private void tag(int field, int wireType) {
    varint(((long) field << 3) | wireType);
  }

  private void varint(long value) {
    long rest = value;
    while ((rest & ~0x7fL) != 0) {
      out.write((int) ((rest & 0x7f) | 0x80));
      rest >>>= 7;
    }
    out.write((int) rest);
  }

  /** What was written. */
  byte[] toBytes() {
    return out.toByteArray();
  }
}
