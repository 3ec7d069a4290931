package dev.tamis.onnx;

import java.util.List;
import java.util.Map;

/**
 * The file's graph.
 *
 * @param name name
 * @param nodes nodes, as the file lists them
 * @param initializers constants, by name
 * @param inputs what is fed, initializers left out
 * @param outputs what it gives
 */
record GraphProto(
    String name,
    List<NodeProto> nodes,
    Map<String, Tensor> initializers,
    List<ValueInfo> inputs,
    List<ValueInfo> outputs) {}
