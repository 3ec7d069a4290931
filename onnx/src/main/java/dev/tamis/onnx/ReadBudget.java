package dev.tamis.onnx;

/**
 * Bounds how many objects are made of one file: each takes a byte or two there and a hundred here.
 */
final class ReadBudget {
  static final String REMEDY = "; export the model again";

  /** Nodes, attributes, names and numbers; a network of a thousand layers has some 50,000. */
  private static final int MOST = 1_000_000;

  private final String source;
  private int left = MOST;

  /** For a file of that name. */
  ReadBudget(String source) {
    this.source = source;
  }

  String source() {
    return source;
  }

  /** Counts one object. */
  void take(ProtoReader reader) throws OnnxException {
    if (left-- == 0) {
      throw reader.damaged("more than " + MOST + " nodes, names and attributes");
    }
  }
}
