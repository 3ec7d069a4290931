package dev.tamis.training;

import dev.tamis.layer.Conv2d;
import dev.tamis.layer.LayerSpec;
import dev.tamis.layer.Linear;
import dev.tamis.loss.LossResult;
import dev.tamis.loss.SoftmaxCrossEntropy;
import dev.tamis.network.BackwardPlan;
import dev.tamis.network.ChannelSelector;
import dev.tamis.network.Gradients;
import dev.tamis.network.Network;
import dev.tamis.network.NetworkSpec;
import dev.tamis.network.Workspace;
import dev.tamis.stream.MiniBatch;
import dev.tamis.tensor.ParameterBlock;
import dev.tamis.tensor.ParameterSlab;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * How near the weight gradients of a quantized network are to those that floats would give: by
 * layer, the cosine between the two on the same instances from the same weights, all channels
 * propagated.
 *
 * @param instances that both gradients are means over
 * @param temporaryBytes held while it was measured, beside what training holds
 * @param layers convolutions and linear layers in the network's order
 */
public record GradientQuality(int instances, long temporaryBytes, List<Layer> layers) {

  /** Copies the list. */
  public GradientQuality {
    layers = List.copyOf(layers);
  }

  /**
   * One layer.
   *
   * @param name of its node
   * @param cosine in [-1,1]; NaN where a gradient is zero
   */
  public record Layer(String name, double cosine) {}

  /**
   * Bytes that measuring holds beside what training holds.
   *
   * @param instances at least 1
   */
  public static long bytes(Network network, int instances) {
    long one = held(network, 1);
    return one + (held(network, 2) - one) * (instances - 1L);
  }

  /** The two networks are measured one after the other. */
  private static long held(Network network, int instances) {
    BackwardPlan plan = BackwardPlan.all(network.spec());
    Network floats = network.inFloats();
    long workspaces =
        Math.max(
            network.trainingWorkspace(plan, instances).bytes(),
            floats.trainingWorkspace(plan, instances).bytes());
    return workspaces
        + floats.packedBytes()
        + 2 * network.spec().parameterCount() * Float.BYTES
        + (long) instances * network.spec().input().size() * Float.BYTES;
  }

  /**
   * Measures; the network stays as it is, running statistics included.
   *
   * @param network one logit per class
   * @param batch at least one instance, with its labels
   */
  public static GradientQuality of(Network network, MiniBatch batch) {
    NetworkSpec spec = network.spec();
    Gradients quantized = gradients(network, batch);
    Gradients exact = gradients(network.inFloats(), batch);
    List<Layer> layers = new ArrayList<>();
    for (int i = 0; i < spec.nodes().size(); i++) {
      LayerSpec layer = spec.layer(i);
      if (layer instanceof Conv2d || layer instanceof Linear) {
        double cosine = cosine(quantized.blocks(i).get(0), exact.blocks(i).get(0));
        layers.add(new Layer(spec.nodes().get(i).name(), cosine));
      }
    }
    return new GradientQuality(batch.count(), bytes(network, batch.count()), layers);
  }

  private static Gradients gradients(Network network, MiniBatch batch) {
    NetworkSpec spec = network.spec();
    ParameterSlab statistics = network.parameters().statistics();
    float[] before = statistics.data().clone();
    Workspace workspace = network.trainingWorkspace(BackwardPlan.all(spec), batch.count());
    SoftmaxCrossEntropy lossFunction = new SoftmaxCrossEntropy(spec.output().size(), batch.count());
    float[] weights = new float[batch.count()];
    Arrays.fill(weights, 1f / weights.length);
    Gradients gradients = new Gradients(spec);
    LossResult loss =
        lossFunction.evaluate(network.forward(batch.images(), workspace), batch.labels(), weights);
    network.backward(loss.error(), ChannelSelector.ALL, workspace, gradients);
    System.arraycopy(before, 0, statistics.data(), 0, before.length);
    statistics.markChanged();
    return gradients;
  }

  private static double cosine(ParameterBlock a, ParameterBlock b) {
    double product = 0;
    double squaresOfA = 0;
    double squaresOfB = 0;
    for (int k = 0; k < a.length(); k++) {
      double x = a.data()[a.offset() + k];
      double y = b.data()[b.offset() + k];
      product += x * y;
      squaresOfA += x * x;
      squaresOfB += y * y;
    }
    return product / Math.sqrt(squaresOfA * squaresOfB);
  }
}
