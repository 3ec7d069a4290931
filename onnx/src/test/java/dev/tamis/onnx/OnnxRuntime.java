package dev.tamis.onnx;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.Map;

/** The oracle: what ONNX Runtime computes. */
final class OnnxRuntime {
  private OnnxRuntime() {}

  /**
   * The first output, for images in the file's order; in parts where the file fixes the batch.
   *
   * @param count number of images
   */
  static float[] run(byte[] model, float[] images, int count) throws OrtException {
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    OrtSession.SessionOptions options = new OrtSession.SessionOptions();
    options.setIntraOpNumThreads(1);
    options.setInterOpNumThreads(1);
    try (options;
        OrtSession session = environment.createSession(model, options)) {
      String input = session.getInputNames().iterator().next();
      long[] dims = ((TensorInfo) session.getInputInfo().get(input).getInfo()).getShape();
      int step = dims[0] > 0 ? (int) dims[0] : count;
      int size = images.length / count;
      FloatBuffer all = FloatBuffer.allocate(0);
      for (int from = 0; from < count; from += step) {
        // The last part may reach beyond the images: zeros follow.
        float[] part = Arrays.copyOfRange(images, from * size, (from + step) * size);
        dims[0] = step;
        float[] result = run(environment, session, input, part, dims);
        if (from == 0) {
          all = FloatBuffer.allocate(result.length / step * count);
        }
        all.put(result, 0, Math.min(result.length, all.remaining()));
      }
      return all.array();
    }
  }

  private static float[] run(
      OrtEnvironment environment, OrtSession session, String input, float[] images, long[] dims)
      throws OrtException {
    try (OnnxTensor tensor = OnnxTensor.createTensor(environment, FloatBuffer.wrap(images), dims);
        OrtSession.Result result = session.run(Map.of(input, tensor))) {
      FloatBuffer buffer = ((OnnxTensor) result.get(0)).getFloatBuffer();
      float[] values = new float[buffer.remaining()];
      buffer.get(values);
      return values;
    }
  }
}
