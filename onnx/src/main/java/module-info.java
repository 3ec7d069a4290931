/** Networks that others trained: ONNX in and out, safetensors in and out. */
module dev.tamis.onnx {
  requires transitive dev.tamis.core;
  requires static org.jspecify;

  exports dev.tamis.onnx;

  provides dev.tamis.training.ModelFormat with
      dev.tamis.onnx.OnnxFormat;
}
