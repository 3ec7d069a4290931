package dev.tamis.onnx;

import java.nio.ByteBuffer;

/** Element types of tensors that are read, with their numbers in the format. */
enum ElementType {
  FLOAT(1, Float.BYTES),
  UINT8(2, Byte.BYTES),
  INT8(3, Byte.BYTES),
  INT32(6, Integer.BYTES),
  INT64(7, Long.BYTES),
  BOOL(9, Byte.BYTES),
  DOUBLE(11, Double.BYTES);

  private final int code;
  private final int bytes;

  ElementType(int code, int bytes) {
    this.code = code;
    this.bytes = bytes;
  }

  int code() {
    return code;
  }

  /** Bytes of an element in raw data. */
  int bytes() {
    return bytes;
  }

  boolean isReal() {
    return this == FLOAT || this == DOUBLE;
  }

  /** The type of that number, or an error that says which ones are read. */
  static ElementType of(int code, String where) throws OnnxException {
    for (ElementType type : values()) {
      if (type.code == code) {
        return type;
      }
    }
    throw new OnnxException(
        where
            + " has elements of "
            + nameOf(code)
            + ", but weights must be float32, float64 or whole numbers: export the model in"
            + " float32");
  }

  private static String nameOf(int code) {
    return switch (code) {
      case 8 -> "type string";
      case 10 -> "type float16";
      case 16 -> "type bfloat16";
      default -> "type number " + code;
    };
  }

  /** Next element of raw data as a real number. */
  double real(ByteBuffer raw) {
    return switch (this) {
      case FLOAT -> raw.getFloat();
      case DOUBLE -> raw.getDouble();
      default -> integer(raw);
    };
  }

  /** Next element of raw data as a whole number; a fraction is cut off. */
  long integer(ByteBuffer raw) {
    return switch (this) {
      case FLOAT -> (long) raw.getFloat();
      case DOUBLE -> (long) raw.getDouble();
      case UINT8, BOOL -> raw.get() & 0xff;
      case INT8 -> raw.get();
      case INT32 -> raw.getInt();
      case INT64 -> raw.getLong();
    };
  }
}
