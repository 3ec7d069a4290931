/**
 * The library: trains convolutional networks at a fraction of the usual cost. No run-time
 * dependency.
 */
module dev.tamis.core {
  requires static jdk.incubator.vector;
  requires static jdk.jfr;
  requires static org.jspecify;

  exports dev.tamis.checkpoint;
  exports dev.tamis.cost;
  exports dev.tamis.device;
  exports dev.tamis.layer;
  exports dev.tamis.loss;
  exports dev.tamis.network;
  exports dev.tamis.optimizer;
  exports dev.tamis.quantize;
  exports dev.tamis.random;
  exports dev.tamis.report;
  exports dev.tamis.selection;
  exports dev.tamis.sparsity;
  exports dev.tamis.stream;
  exports dev.tamis.tensor;
  exports dev.tamis.training;

  uses dev.tamis.training.ModelFormat;
}
