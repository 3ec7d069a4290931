package dev.tamis.benchmarks;

import com.google.gson.Gson;
import dev.tamis.network.BackwardPlan;
import dev.tamis.network.NetworkSpec;
import dev.tamis.network.NetworkZoo;
import dev.tamis.tensor.Shape;

/**
 * What every side computes.
 *
 * @param network lenet, vgg16, mobilenetv1 or resnet8, resnet20 ... resnet110
 * @param batchSize instances per step, at least 1
 * @param threads threads that compute, at least 1
 * @param seed of images, labels and Tamis' initial weights
 * @param keepChannels share of channels that error map pruning keeps, in (0,1]; 1 prunes nothing
 * @param keepInstances share of offered instances that the early instance filter keeps, in (0,1]; 1
 *     is without filter
 */
public record Task(
    String network,
    int batchSize,
    int threads,
    long seed,
    double keepChannels,
    double keepInstances) {
  /** Classes of the synthetic labels. */
  public static final int CLASSES = 10;

  /** Learning rate of every side: small enough for a fixed mini-batch to be learnt calmly. */
  public static final double LEARNING_RATE = 0.01;

  /** Momentum of every side. */
  public static final double MOMENTUM = 0.9;

  /** Weight decay of every side. */
  public static final double WEIGHT_DECAY = 1e-4;

  /**
   * Checks ranges and the network's name.
   *
   * @throws IllegalArgumentException if one does not fit
   */
  public Task {
    if (batchSize < 1 || threads < 1) {
      throw new IllegalArgumentException("batch size and threads must be at least 1");
    }
    if (!(keepChannels > 0 && keepChannels <= 1 && keepInstances > 0 && keepInstances <= 1)) {
      throw new IllegalArgumentException("keep ratios must be in (0,1]");
    }
    spec(network);
  }

  /** The network's spec; sides of other libraries are translated from it. */
  public NetworkSpec spec() {
    return spec(network);
  }

  private static NetworkSpec spec(String name) {
    Shape cifar = new Shape(32, 32, 3);
    return switch (name) {
      case "lenet" -> NetworkZoo.lenet(new Shape(28, 28, 1), CLASSES);
      case "vgg16" -> NetworkZoo.vgg16(cifar, CLASSES);
      case "mobilenetv1" -> NetworkZoo.mobilenetV1(cifar, CLASSES);
      default -> {
        if (!name.matches("resnet\\d{1,3}")) {
          throw new IllegalArgumentException(
              "network '"
                  + name
                  + "' is unknown; there are lenet, vgg16, mobilenetv1 and resnet8, resnet20 ...");
        }
        yield NetworkZoo.resnet(Integer.parseInt(name.substring(6)), cifar, CLASSES);
      }
    };
  }

  /** Multiply-accumulates of one dense training step over the whole mini-batch. */
  public long denseMacs() {
    NetworkSpec spec = spec();
    BackwardPlan plan = BackwardPlan.all(spec);
    return batchSize * (spec.forwardMacs() + plan.errorMacs() + plan.weightMacs());
  }

  /** Whether Tamis leaves work out. */
  boolean isSparse() {
    return keepChannels < 1 || keepInstances < 1;
  }

  /** The same without leaving anything out. */
  Task dense() {
    return new Task(network, batchSize, threads, seed, 1, 1);
  }

  String toJson() {
    return new Gson().toJson(this);
  }

  static Task fromJson(String json) {
    return new Gson().fromJson(json, Task.class);
  }
}
