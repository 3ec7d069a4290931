package dev.tamis.onnx;

/** How nodes of one operator are taken into the network. */
@FunctionalInterface
interface OperatorImport {
  /** Binds the node's outputs, or refuses it with a sentence that names it. */
  void run(NodeProto node, ImportScope scope) throws OnnxException;
}
