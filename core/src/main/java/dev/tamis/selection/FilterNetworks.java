package dev.tamis.selection;

import dev.tamis.layer.AveragePool2d;
import dev.tamis.layer.Conv2d;
import dev.tamis.layer.Flatten;
import dev.tamis.layer.GlobalAveragePool;
import dev.tamis.layer.Linear;
import dev.tamis.layer.MaxPool2d;
import dev.tamis.layer.Relu;
import dev.tamis.network.NetworkBuilder;
import dev.tamis.network.NetworkSpec;
import dev.tamis.network.NetworkZoo;
import dev.tamis.tensor.Shape;
import java.util.ArrayList;
import java.util.List;

/** Small networks for early instance filters. */
public final class FilterNetworks {
  /** Largest share of the main network's forward computation that a filter may cost. */
  static final double SHARE_LIMIT = 0.05;

  /** The same for main networks of LeNet's size, where nothing useful costs less. */
  static final double SMALL_SHARE_LIMIT = 0.10;

  private static final long SMALL_MACS = 5_000_000;
  private static final int POOLED_SIDE = 16;
  private static final int FEATURE_SIDE = 2;

  private FilterNetworks() {}

  /**
   * The paper's filter for the main network where it costs at most 5 % of the main forward pass (10
   * % for networks below 5 M MACs): ResNet-8 for 32 x 32 images, a slim LeNet for 28 x 28 ones.
   * Otherwise the largest of a family with a pooled stem that does.
   *
   * @throws IllegalArgumentException if none is small enough
   */
  public static NetworkSpec forMain(NetworkSpec main) {
    return forMain(main, 1);
  }

  /**
   * The same with several outputs, for {@link FilterScore#ENTROPY}.
   *
   * @param outputs one per class
   */
  public static NetworkSpec forMain(NetworkSpec main, int outputs) {
    long mainMacs = main.forwardMacs();
    double limit = mainMacs < SMALL_MACS ? SMALL_SHARE_LIMIT : SHARE_LIMIT;
    for (NetworkSpec candidate : candidates(main.input(), outputs)) {
      if (candidate.forwardMacs() <= limit * mainMacs) {
        return candidate;
      }
    }
    throw new IllegalArgumentException(
        "no filter network costs at most "
            + Math.round(limit * 100)
            + " % of "
            + main.name()
            + "'s forward pass ("
            + mainMacs
            + " MACs): train it without a filter");
  }

  /**
   * How many of the main network's first nodes a filter may read features of: the most whose
   * forward pass costs at most twice what a filter of images may.
   *
   * @throws IllegalArgumentException if already the first layer costs more
   */
  public static int featureNodes(NetworkSpec main) {
    long mainMacs = main.forwardMacs();
    double limit = 2 * (mainMacs < SMALL_MACS ? SMALL_SHARE_LIMIT : SHARE_LIMIT) * mainMacs;
    int best = 0;
    long macs = 0;
    for (int count = 1; count < main.nodes().size() && macs <= limit; count++) {
      macs += main.forwardMacs(count - 1);
      if (macs > 0 && macs <= limit && isPrefix(main, count)) {
        best = count;
      }
    }
    if (best == 0) {
      throw new IllegalArgumentException(
          main.name() + "'s first layers cost too much to choose instances by what they say");
    }
    return best;
  }

  /** Whether no node but the last is read only by later ones. */
  private static boolean isPrefix(NetworkSpec main, int count) {
    for (int i = 0; i < count - 1; i++) {
      if (main.consumers(i).get(0) >= count) {
        return false;
      }
    }
    return main.shapes().get(count - 1).height() > 1;
  }

  /**
   * A linear layer on features that are pooled to at most 2 x 2: with more its gradient is too
   * stiff for the filter's learning rate.
   *
   * @param features extent of what it reads
   */
  public static NetworkSpec onFeatures(Shape features, int outputs) {
    NetworkBuilder net = new NetworkBuilder("features-linear", features);
    int side = Math.min(features.height(), features.width());
    int pool = (side + FEATURE_SIDE - 1) / FEATURE_SIDE;
    if (pool > 1) {
      net.add("pool", AveragePool2d.square(pool));
    }
    return net.add("flatten", new Flatten()).add("fc", new Linear(outputs, true)).build();
  }

  private static List<NetworkSpec> candidates(Shape input, int outputs) {
    List<NetworkSpec> candidates = new ArrayList<>();
    int side = Math.min(input.height(), input.width());
    if (side >= 32) {
      candidates.add(NetworkZoo.resnet(8, input, outputs));
    }
    if (side >= 12 && side < 32) {
      candidates.add(slimLenet(input, outputs));
    }
    for (int channels : new int[] {16, 8, 4, 2}) {
      candidates.add(pooled(input, channels, outputs));
    }
    return candidates;
  }

  /**
   * The paper's MNIST filter: 3x3 kernels, 6 and 16 of them; about 9.3 % of LeNet's forward pass.
   */
  public static NetworkSpec slimLenet(Shape input) {
    return slimLenet(input, 1);
  }

  private static NetworkSpec slimLenet(Shape input, int outputs) {
    return new NetworkBuilder("slim-lenet", input)
        .add("conv1", Conv2d.square(6, 3, 1, 1, true))
        .add("relu1", new Relu())
        .add("pool1", MaxPool2d.square(2))
        .add("conv2", Conv2d.square(16, 3, 1, 1, true))
        .add("relu2", new Relu())
        .add("pool2", MaxPool2d.square(2))
        .add("flatten", new Flatten())
        .add("fc", new Linear(outputs, true))
        .build();
  }

  /**
   * Pools the image's shorter side to at most 16 pixels first, then three 3x3 convolutions of c, 2c
   * and 4c channels.
   */
  static NetworkSpec pooled(Shape input, int channels) {
    return pooled(input, channels, 1);
  }

  static NetworkSpec pooled(Shape input, int channels, int outputs) {
    int side = Math.min(input.height(), input.width());
    int pool = (side + POOLED_SIDE - 1) / POOLED_SIDE;
    NetworkBuilder net = new NetworkBuilder("pooled-" + channels, input);
    if (pool > 1) {
      net.add("stem.pool", AveragePool2d.square(pool));
    }
    return net.add("conv1", Conv2d.square(channels, 3, 1, 1, true))
        .add("relu1", new Relu())
        .add("conv2", Conv2d.square(2 * channels, 3, 2, 1, true))
        .add("relu2", new Relu())
        .add("conv3", Conv2d.square(4 * channels, 3, 2, 1, true))
        .add("relu3", new Relu())
        .add("pool", new GlobalAveragePool())
        .add("fc", new Linear(outputs, true))
        .build();
  }
}
