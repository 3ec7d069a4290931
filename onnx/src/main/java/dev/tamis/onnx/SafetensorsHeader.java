package dev.tamis.onnx;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Reads the header of a safetensors file: the little of JSON that it may consist of, and nothing
 * else. Nesting is as deep as the format has it, so nothing recurses.
 */
final class SafetensorsHeader {
  private static final int MOST_TENSORS = 100_000;
  private static final int MOST_DIMS = 16;

  private final String source;
  private final String text;
  private final Map<String, Entry> entries = new LinkedHashMap<>();
  private final Map<String, String> metadata = new LinkedHashMap<>();
  private int at;

  /**
   * A tensor.
   *
   * @param type element type, as in "F32"
   * @param dims extents
   * @param begin first byte behind the header
   * @param end end of its bytes
   */
  @SuppressWarnings("ArrayRecordComponent") // Compared by nobody.
  record Entry(String type, long[] dims, long begin, long end) {}

  private SafetensorsHeader(String source, String text) {
    this.source = source;
    this.text = text;
  }

  static SafetensorsHeader read(byte[] bytes, int from, int length, String source)
      throws OnnxException {
    SafetensorsHeader header =
        new SafetensorsHeader(source, new String(bytes, from, length, StandardCharsets.UTF_8));
    header.read();
    return header;
  }

  Map<String, Entry> entries() {
    return entries;
  }

  Map<String, String> metadata() {
    return metadata;
  }

  private void read() throws OnnxException {
    expect('{');
    boolean more = !accept('}');
    while (more) {
      String name = string();
      expect(':');
      if (name.equals("__metadata__")) {
        strings();
      } else if (entries.put(name, entry(name)) != null) {
        throw damaged("the tensor '" + name + "' occurs twice");
      }
      if (entries.size() > MOST_TENSORS) {
        throw damaged("there are more than " + MOST_TENSORS + " tensors");
      }
      more = more('}');
    }
    skipSpace();
    if (at != text.length()) {
      throw damaged("something follows the header's end");
    }
  }

  private void strings() throws OnnxException {
    expect('{');
    boolean more = !accept('}');
    while (more) {
      String key = string();
      expect(':');
      metadata.put(key, string());
      more = more('}');
    }
  }

  private Entry entry(String name) throws OnnxException {
    String type = "";
    long[] dims = null;
    long[] offsets = null;
    expect('{');
    boolean more = !accept('}');
    while (more) {
      String key = string();
      expect(':');
      switch (key) {
        case "dtype" -> type = string();
        case "shape" -> dims = numbers();
        case "data_offsets" -> offsets = numbers();
        default -> throw damaged("the tensor '" + name + "' has a '" + key + "'");
      }
      more = more('}');
    }
    if (dims == null || offsets == null || offsets.length != 2) {
      throw damaged("the tensor '" + name + "' lacks its shape or its data_offsets");
    }
    return new Entry(type, dims, offsets[0], offsets[1]);
  }

  private long[] numbers() throws OnnxException {
    LongList all = new LongList();
    expect('[');
    boolean more = !accept(']');
    while (more) {
      if (all.size() == MOST_DIMS) {
        throw damaged("a list is longer than " + MOST_DIMS);
      }
      all.add(number());
      more = more(']');
    }
    return all.toArray();
  }

  private long number() throws OnnxException {
    skipSpace();
    int from = at;
    while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
      at++;
    }
    if (at == from || at - from > 18) {
      throw damaged("a whole number is expected");
    }
    return Long.parseLong(text.substring(from, at));
  }

  private String string() throws OnnxException {
    expect('"');
    StringBuilder value = new StringBuilder();
    while (at < text.length()) {
      char c = text.charAt(at++);
      if (c == '"') {
        return value.toString();
      }
      if (c < ' ') {
        break;
      }
      value.append(c == '\\' ? escaped() : c);
    }
    throw damaged("a string does not end");
  }

  private char escaped() throws OnnxException {
    char c = at < text.length() ? text.charAt(at++) : 0;
    return switch (c) {
      case '"', '\\', '/' -> c;
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      case 'u' -> unicode();
      default -> throw damaged("a string has a bad escape");
    };
  }

  private char unicode() throws OnnxException {
    int value = 0;
    for (int i = 0; i < 4; i++) {
      int digit = at < text.length() ? Character.digit(text.charAt(at++), 16) : -1;
      if (digit < 0) {
        throw damaged("a string has a bad escape");
      }
      value = 16 * value + digit;
    }
    return (char) value;
  }

  /** Whether another element follows, rather than the end. */
  private boolean more(char end) throws OnnxException {
    if (accept(end)) {
      return false;
    }
    expect(',');
    return true;
  }

  private boolean accept(char c) {
    skipSpace();
    if (at < text.length() && text.charAt(at) == c) {
      at++;
      return true;
    }
    return false;
  }

  private void expect(char c) throws OnnxException {
    if (!accept(c)) {
      throw damaged("'" + c + "' is expected");
    }
  }

  private void skipSpace() {
    while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
  }

  private OnnxException damaged(String what) {
    return new OnnxException(
        source + " is damaged at character " + at + " of its header: " + what + "; copy it again");
  }
}
