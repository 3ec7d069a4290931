package dev.tamis.optimizer;

import dev.tamis.network.BackwardPlan;
import dev.tamis.network.Gradients;
import dev.tamis.network.NetworkSpec;
import dev.tamis.network.Parameters;
import dev.tamis.tensor.ParameterBlock;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Stochastic gradient descent with momentum and weight decay, as PyTorch defines it: velocity =
 * momentum * velocity + gradient + weightDecay * parameter; parameter -= learningRate * velocity.
 * Acts on all parameters of trained nodes, also on kernels whose gradient was pruned to zero.
 */
public final class Sgd implements Optimizer {
  private final float momentum;
  private final float weightDecay;
  private final float[] velocity;
  private final List<ParameterBlock> ranges;

  /**
   * An optimizer at rest.
   *
   * @param spec the network
   * @param plan which nodes are trained; others are left alone
   * @param momentum in [0,1)
   * @param weightDecay at least 0
   * @throws IllegalArgumentException if a value is out of range
   */
  public Sgd(NetworkSpec spec, BackwardPlan plan, double momentum, double weightDecay) {
    if (!(momentum >= 0 && momentum < 1)) {
      throw new IllegalArgumentException("momentum " + momentum + " is not in [0,1)");
    }
    if (!(weightDecay >= 0) || Double.isInfinite(weightDecay)) {
      throw new IllegalArgumentException("weight decay " + weightDecay + " is not 0 or more");
    }
    this.momentum = (float) momentum;
    this.weightDecay = (float) weightDecay;
    Gradients layout = new Gradients(spec);
    // Laid out as gradients are; the ranges keep this slab in any case.
    this.velocity = layout.slab().data();
    this.ranges = trainedRanges(spec, plan, layout);
  }

  private static List<ParameterBlock> trainedRanges(
      NetworkSpec spec, BackwardPlan plan, Gradients layout) {
    List<ParameterBlock> ranges = new ArrayList<>();
    for (int i = 0; i < spec.nodes().size(); i++) {
      if (plan.trains(i)) {
        for (ParameterBlock block : layout.blocks(i)) {
          int last = ranges.size() - 1;
          if (last >= 0
              && ranges.get(last).offset() + ranges.get(last).length() == block.offset()) {
            ParameterBlock before = ranges.get(last);
            int length = before.length() + block.length();
            ranges.set(last, new ParameterBlock(before.slab(), before.offset(), length));
          } else {
            ranges.add(block);
          }
        }
      }
    }
    return List.copyOf(ranges);
  }

  @Override
  public void step(Parameters parameters, Gradients gradients, double learningRate) {
    float rate = (float) learningRate;
    for (int i = 0; i < ranges.size(); i++) {
      ParameterBlock range = ranges.get(i);
      update(
          parameters.trained().data(),
          gradients.slab().data(),
          range.offset(),
          range.length(),
          rate);
    }
    parameters.trained().markChanged();
  }

  private void update(float[] values, float[] gradient, int from, int length, float rate) {
    for (int i = from; i < from + length; i++) {
      float v = momentum * velocity[i] + (gradient[i] + weightDecay * values[i]);
      velocity[i] = v;
      values[i] -= rate * v;
    }
  }

  /** Comes to rest: all velocities become zero. */
  public void reset() {
    Arrays.fill(velocity, 0f);
  }

  @Override
  public long stateBytes() {
    return (long) velocity.length * Float.BYTES;
  }

  @Override
  public void saveState(DataOutput out) throws IOException {
    for (float v : velocity) {
      out.writeFloat(v);
    }
  }

  @Override
  public void restoreState(DataInput in) throws IOException {
    for (int i = 0; i < velocity.length; i++) {
      velocity[i] = in.readFloat();
    }
  }
}
