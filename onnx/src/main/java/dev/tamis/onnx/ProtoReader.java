package dev.tamis.onnx;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/**
 * Reads one protobuf message out of bytes that may be anything. Lengths are checked against the
 * bytes that are there before anything is made of them; a message inside is a view with bounds of
 * its own.
 */
final class ProtoReader {
  static final int VARINT = 0;
  static final int FIXED64 = 1;
  static final int BYTES = 2;
  static final int FIXED32 = 5;

  private static final int LONGEST_VARINT = 10;
  private static final int LONGEST_STRING = 1 << 16;

  private final byte[] data;
  private final int limit;
  private final String message;
  private final ReadBudget budget;
  private int at;
  private int field;
  private int wireType;

  /** A whole file, of which {@code message} is the type. */
  ProtoReader(byte[] data, String message, ReadBudget budget) {
    this(data, 0, data.length, message, budget);
  }

  private ProtoReader(byte[] data, int from, int limit, String message, ReadBudget budget) {
    this.data = data;
    this.at = from;
    this.limit = limit;
    this.message = message;
    this.budget = budget;
  }

  /** Goes to the next field; false at the end of the message. */
  boolean next() throws OnnxException {
    if (at == limit) {
      return false;
    }
    long tag = readVarint();
    field = (int) (tag >>> 3);
    wireType = (int) (tag & 7);
    if (tag >>> 32 != 0 || field == 0) {
      throw damaged("a field has the number " + (tag >>> 3));
    }
    if (wireType != VARINT && wireType != FIXED64 && wireType != BYTES && wireType != FIXED32) {
      throw damaged("field " + field + " has the wire type " + wireType);
    }
    return true;
  }

  /** Number of the current field. */
  int field() {
    return field;
  }

  /** Whether the current field is a run of bytes: a string, a message, or packed numbers. */
  boolean isBytes() {
    return wireType == BYTES;
  }

  /** Passes over the current field. */
  void skip() throws OnnxException {
    switch (wireType) {
      case VARINT -> readVarint();
      case FIXED64 -> advance(Long.BYTES);
      case BYTES -> advance(length());
      default -> advance(Integer.BYTES);
    }
  }

  /** The current field as a whole number. */
  long number() throws OnnxException {
    require(VARINT);
    return readVarint();
  }

  /** The current field as a whole number that must fit an int. */
  int smallNumber(String what) throws OnnxException {
    long value = number();
    if (value != (int) value) {
      throw damaged(what + " is " + value);
    }
    return (int) value;
  }

  /** The current field's four or eight bytes, where they are. */
  Slice fixed(int length) throws OnnxException {
    budget.take(this);
    require(length == Float.BYTES ? FIXED32 : FIXED64);
    return new Slice(data, advance(length), length);
  }

  /** The current field's bytes, where they are. */
  Slice bytes() throws OnnxException {
    require(BYTES);
    int length = length();
    return new Slice(data, advance(length), length);
  }

  /** The current field as a string of at most 64 KiB. */
  String string() throws OnnxException {
    budget.take(this);
    Slice slice = bytes();
    if (slice.length() > LONGEST_STRING) {
      throw damaged("a string has " + slice.length() + " bytes, more than " + LONGEST_STRING);
    }
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .onMalformedInput(CodingErrorAction.REPORT)
          .onUnmappableCharacter(CodingErrorAction.REPORT)
          .decode(ByteBuffer.wrap(data, slice.offset(), slice.length()))
          .toString();
    } catch (CharacterCodingException e) {
      throw new OnnxException(where() + "field " + field + " is not UTF-8" + ReadBudget.REMEDY, e);
    }
  }

  /** The current field as a message. */
  ProtoReader message(String type) throws OnnxException {
    budget.take(this);
    Slice slice = bytes();
    return new ProtoReader(data, slice.offset(), slice.offset() + slice.length(), type, budget);
  }

  /** Adds the current field's whole numbers, one or a packed run of them. */
  void numbers(LongList to) throws OnnxException {
    if (!isBytes()) {
      budget.take(this);
      to.add(number());
      return;
    }
    Slice packed = bytes();
    ProtoReader run =
        new ProtoReader(data, packed.offset(), packed.offset() + packed.length(), message, budget);
    while (run.at < run.limit) {
      budget.take(this);
      to.add(run.readVarint());
    }
  }

  private void require(int expected) throws OnnxException {
    if (wireType != expected) {
      throw damaged("field " + field + " has the wire type " + wireType + ", not " + expected);
    }
  }

  private int length() throws OnnxException {
    long length = readVarint();
    if (length < 0 || length > limit - at) {
      throw damaged(
          "field "
              + field
              + " claims "
              + Long.toUnsignedString(length)
              + " bytes, but "
              + (limit - at)
              + " are left");
    }
    return (int) length;
  }

  private int advance(int count) throws OnnxException {
    if (count > limit - at) {
      throw damaged("it ends in the middle of field " + field);
    }
    int from = at;
    at += count;
    return from;
  }

  private long readVarint() throws OnnxException {
    long value = 0;
    for (int i = 0; i < LONGEST_VARINT; i++) {
      if (at == limit) {
        throw damaged("it ends in the middle of a number");
      }
      byte next = data[at++];
      if (i == LONGEST_VARINT - 1 && next != 1) {
        break;
      }
      value |= (long) (next & 0x7f) << (7 * i);
      if (next >= 0) {
        return value;
      }
    }
    throw damaged("a number has more than 64 bits");
  }

  /** What messages call the file. */
  String source() {
    return budget.source();
  }

  /** A refusal that says where. */
  OnnxException damaged(String what) {
    return new OnnxException(where() + what + ReadBudget.REMEDY);
  }

  private String where() {
    return budget.source() + " is damaged at byte " + at + ", in " + message + ": ";
  }
}
