package dev.tamis.onnx;

import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.onnx.ModelProto;
import org.bytedeco.onnx.global.onnx;

/** ONNX's own check of a model: throws what it finds wrong. */
final class OnnxChecker {
  private OnnxChecker() {}

  static void check(byte[] model) {
    try (ModelProto proto = new ModelProto();
        BytePointer bytes = new BytePointer(model)) {
      if (!proto.ParseFromString(bytes)) {
        throw new AssertionError("the model cannot be parsed");
      }
      // Shapes too: what operators give must be what the graph says.
      onnx.check_model(proto, true, false, false);
    }
  }
}
