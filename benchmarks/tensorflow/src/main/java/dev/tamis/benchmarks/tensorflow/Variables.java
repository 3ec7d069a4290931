package dev.tamis.benchmarks.tensorflow;

import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.VarHandleOp;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.family.TType;

/** Resource variables of a graph, with what sets them before the first step. */
final class Variables {
  private final Ops tf;
  private final List<Op> initializers = new ArrayList<>();
  private final List<Trained> trained = new ArrayList<>();
  private long trainedCount;
  private int created;

  Variables(Ops tf) {
    this.tf = tf;
  }

  /** A trained variable of normal numbers, or of one value where the deviation is 0. */
  Operand<TFloat32> trained(float mean, double deviation, long... shape) {
    Operand<TType> handle = variable(mean, deviation, shape);
    Operand<TFloat32> value = tf.readVariableOp(handle, TFloat32.class);
    trained.add(new Trained(handle, variable(0, 0, shape), value));
    trainedCount += Shape.of(shape).size();
    return value;
  }

  /** A variable that is not trained. */
  Operand<TType> variable(float mean, double deviation, long... shape) {
    VarHandleOp handle =
        tf.varHandleOp(
            TFloat32.class, Shape.of(shape), VarHandleOp.sharedName("variable" + created++));
    Output<TType> resource = handle.asOutput();
    Operand<TInt32> dimensions = tf.constant(toInts(shape));
    Operand<TFloat32> initial = tf.fill(dimensions, tf.constant(mean));
    if (deviation > 0) {
      initial =
          tf.math.add(
              initial,
              tf.math.mul(
                  tf.random.randomStandardNormal(dimensions, TFloat32.class),
                  tf.constant((float) deviation)));
    }
    initializers.add(tf.assignVariableOp(resource, initial));
    return resource;
  }

  private static int[] toInts(long[] shape) {
    int[] ints = new int[shape.length];
    for (int i = 0; i < ints.length; i++) {
      ints[i] = Math.toIntExact(shape[i]);
    }
    return ints;
  }

  List<Op> initializers() {
    return initializers;
  }

  List<Trained> trained() {
    return trained;
  }

  /** Trained values. */
  long trainedCount() {
    return trainedCount;
  }

  /**
   * A trained variable.
   *
   * @param handle its resource
   * @param velocity resource of its momentum
   * @param value as the step reads it
   */
  record Trained(Operand<TType> handle, Operand<TType> velocity, Operand<TFloat32> value) {}
}
