package dev.tamis.onnx;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Reads tensors: every claim about their size is held against the bytes that are there. */
final class TensorReader {
  private static final int MOST_DIMS = 16;
  private static final int EXTERNAL = 1;

  private final ExternalData external;
  private final LongList dims = new LongList();
  private final LongList integers = new LongList();
  private final List<Slice> runs = new ArrayList<>();
  private final Map<String, String> entries = new HashMap<>();
  private String name = "";
  private int typeCode;
  private long location;
  private Slice raw = new Slice(new byte[0], 0, 0);
  private boolean hasRaw;
  private boolean segmented;

  private TensorReader(ExternalData external) {
    this.external = external;
  }

  static Tensor read(ProtoReader in, ExternalData external) throws OnnxException {
    TensorReader reader = new TensorReader(external);
    while (in.next()) {
      reader.field(in);
    }
    return reader.tensor(in);
  }

  private void field(ProtoReader in) throws OnnxException {
    switch (in.field()) {
      case 1 -> in.numbers(dims);
      case 2 -> typeCode = in.smallNumber("the element type");
      case 3 -> {
        segmented = true;
        in.skip();
      }
      case 4 -> runs.add(in.isBytes() ? in.bytes() : in.fixed(Float.BYTES));
      case 10 -> runs.add(in.isBytes() ? in.bytes() : in.fixed(Double.BYTES));
      case 5, 7 -> in.numbers(integers);
      case 8 -> name = in.string();
      case 9 -> {
        raw = in.bytes();
        hasRaw = true;
      }
      case 13 -> entry(in.message("StringStringEntryProto"));
      case 14 -> location = in.number();
      default -> in.skip();
    }
  }

  private void entry(ProtoReader in) throws OnnxException {
    StringEntry entry = StringEntry.read(in);
    entries.put(entry.key(), entry.value());
  }

  private Tensor tensor(ProtoReader in) throws OnnxException {
    String where = in.source() + ": tensor '" + name + "'";
    if (segmented) {
      throw new OnnxException(where + " is cut into segments" + ReadBudget.REMEDY);
    }
    if (dims.size() > MOST_DIMS) {
      throw new OnnxException(where + " has " + dims.size() + " dimensions" + ReadBudget.REMEDY);
    }
    ElementType type = ElementType.of(typeCode, where);
    int[] extents = Dims.checked(dims.toArray(), where);
    int size = Dims.size(extents);
    return new Tensor(name, type, extents, data(type, size, where));
  }

  private TensorData data(ElementType type, int size, String where) throws OnnxException {
    long bytes = (long) size * type.bytes();
    if (location == EXTERNAL) {
      return external.find(entries, bytes, where);
    }
    if (hasRaw) {
      check(bytes, raw.length(), "bytes", where);
      return new TensorData.Inside(raw);
    }
    if (type.isReal()) {
      long total = 0;
      for (Slice run : runs) {
        total += run.length();
        check(0, run.length() % type.bytes(), "bytes past its last element", where);
      }
      check(bytes, total, "bytes", where);
      return new TensorData.Runs(List.copyOf(runs));
    }
    check(size, integers.size(), "elements", where);
    return new TensorData.Integers(integers.toArray());
  }

  private static void check(long needed, long found, String what, String where)
      throws OnnxException {
    if (needed != found) {
      throw new OnnxException(
          where + " needs " + needed + " " + what + ", but has " + found + ReadBudget.REMEDY);
    }
  }
}
