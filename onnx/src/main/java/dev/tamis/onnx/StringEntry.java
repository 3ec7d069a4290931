package dev.tamis.onnx;

/** A key and its value. */
record StringEntry(String key, String value) {

  static StringEntry read(ProtoReader in) throws OnnxException {
    String key = "";
    String value = "";
    while (in.next()) {
      switch (in.field()) {
        case 1 -> key = in.string();
        case 2 -> value = in.string();
        default -> in.skip();
      }
    }
    return new StringEntry(key, value);
  }
}
