package dev.tamis.testing;

import dev.tamis.layer.Activation;
import dev.tamis.layer.ActivationFunction;
import dev.tamis.layer.Add;
import dev.tamis.layer.AveragePool2d;
import dev.tamis.layer.BatchNorm2d;
import dev.tamis.layer.ChannelAffine;
import dev.tamis.layer.Concat;
import dev.tamis.layer.Conv2d;
import dev.tamis.layer.Dropout;
import dev.tamis.layer.Flatten;
import dev.tamis.layer.GlobalAveragePool;
import dev.tamis.layer.LayerSpec;
import dev.tamis.layer.Linear;
import dev.tamis.layer.MaxPool2d;
import dev.tamis.layer.Multiply;
import dev.tamis.layer.Relu;
import dev.tamis.network.Network;
import dev.tamis.network.NetworkBuilder;
import dev.tamis.network.NetworkSpec;
import dev.tamis.network.Parameters;
import dev.tamis.random.SeededGenerator;
import dev.tamis.tensor.ParameterBlock;
import dev.tamis.tensor.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** Small networks of random shape: fan-outs, sums of a node with itself, every kind of layer. */
public final class RandomNetworks {
  private static final int CLASSES = 3;

  private final SeededGenerator random;
  private final NetworkBuilder net;
  private final List<Shape> shapes = new ArrayList<>();
  private final List<Boolean> read = new ArrayList<>();
  private final Shape images;

  private RandomNetworks(SeededGenerator random) {
    this.random = random;
    this.images = new Shape(between(4, 6), between(4, 6), between(1, 4));
    this.net = new NetworkBuilder("random", images);
  }

  /** A network of {@code layers} random nodes and what it takes to join all their ends. */
  public static NetworkSpec dag(SeededGenerator random, int layers) {
    RandomNetworks making = new RandomNetworks(random);
    for (int i = 0; i < layers; i++) {
      making.addRandomNode();
    }
    return making.join();
  }

  /** Gives all trained values and running statistics random values, biases included. */
  public static void randomize(Network network, SeededGenerator random) {
    Parameters parameters = network.parameters();
    for (int i = 0; i < network.spec().nodes().size(); i++) {
      if (network.spec().layer(i) instanceof BatchNorm2d) {
        fill(parameters.trained(i).get(0), random, 0.5, 1.5);
        fill(parameters.trained(i).get(1), random, -0.5, 0.5);
        fill(parameters.statistics(i).get(0), random, -0.5, 0.5);
        fill(parameters.statistics(i).get(1), random, 0.5, 2);
      } else if (network.spec().layer(i) instanceof ChannelAffine) {
        fill(parameters.statistics(i).get(0), random, 0.5, 1.5);
        fill(parameters.statistics(i).get(1), random, -0.5, 0.5);
      } else if (parameters.trained(i).size() > 1) {
        fill(parameters.trained(i).get(1), random, -0.5, 0.5);
      }
    }
    parameters.trained().markChanged();
    parameters.statistics().markChanged();
  }

  private static void fill(ParameterBlock block, SeededGenerator random, double low, double high) {
    for (int k = 0; k < block.length(); k++) {
      block.data()[block.offset() + k] = (float) random.nextDouble(low, high);
    }
  }

  private int between(int low, int high) {
    return low + random.nextInt(high - low + 1);
  }

  private Shape shape(int node) {
    return node == NetworkSpec.IMAGES ? images : shapes.get(node);
  }

  /** Mostly the newest node, sometimes any. */
  private int anyNode() {
    return random.nextInt(3) > 0 ? net.last() : random.nextInt(net.last() + 2) - 1;
  }

  private void addRandomNode() {
    int from = anyNode();
    Shape input = shape(from);
    if (random.nextInt(5) == 0) {
      addLayerOfOtherModels(from);
      return;
    }
    switch (random.nextInt(input.pixels() == 1 ? 6 : 12)) {
      case 0 -> add(new Relu(), from);
      case 1 -> add(new BatchNorm2d(0.1f, 0.3f), from);
      case 2 -> add(new Add(), from, sameShape(input));
      case 3 -> add(new Relu(), from);
      case 4 -> add(new Flatten(), from);
      case 5 -> {
        if (input.pixels() == 1) {
          add(new Linear(between(1, 5), random.nextBoolean()), from);
        } else {
          add(new GlobalAveragePool(), from);
        }
      }
      case 6 -> add(pool(input, true), from);
      case 7 -> add(pool(input, false), from);
      case 8 -> add(Conv2d.square(input.channels(), 3, 1, 1, random.nextBoolean()), from);
      default -> add(convolution(input), from);
    }
  }

  private void addLayerOfOtherModels(int from) {
    Shape input = shape(from);
    switch (random.nextInt(6)) {
      case 0 -> add(new Activation(function()), from);
      case 1 -> add(new Multiply(), from, sameShape(input));
      case 2 -> {
        int gate = any(s -> s.pixels() == 1 && s.channels() == input.channels(), from);
        boolean first = random.nextBoolean();
        add(new Multiply(), first ? gate : from, first ? from : gate);
      }
      case 3 -> add(new ChannelAffine(), from);
      case 4 -> add(new Dropout(0), from);
      default -> {
        int[] joined = new int[between(2, 3)];
        for (int k = 0; k < joined.length; k++) {
          joined[k] =
              any(
                  other -> other.height() == input.height() && other.width() == input.width(),
                  from);
        }
        add(new Concat(joined.length), joined);
      }
    }
  }

  private ActivationFunction function() {
    return switch (random.nextInt(5)) {
      case 0 -> new ActivationFunction.LeakyRelu(random.nextFloat());
      case 1 -> new ActivationFunction.Clip(random.nextFloat() - 1, random.nextFloat());
      case 2 -> new ActivationFunction.Sigmoid();
      case 3 -> new ActivationFunction.HardSigmoid(random.nextFloat() + 0.1f, 0.5f);
      default -> new ActivationFunction.HardSwish();
    };
  }

  private int sameShape(Shape shape) {
    return any(shape::equals, NetworkSpec.IMAGES);
  }

  /** A node of such a shape, the images among them; {@code otherwise} if there is none. */
  private int any(Predicate<Shape> fits, int otherwise) {
    List<Integer> candidates = new ArrayList<>();
    for (int node = NetworkSpec.IMAGES; node <= net.last(); node++) {
      if (fits.test(shape(node))) {
        candidates.add(node);
      }
    }
    return candidates.isEmpty() ? otherwise : candidates.get(random.nextInt(candidates.size()));
  }

  private LayerSpec pool(Shape input, boolean max) {
    int kh = between(1, Math.min(3, input.height()));
    int kw = between(1, Math.min(3, input.width()));
    int sh = between(1, 2);
    int sw = between(1, 2);
    int top = random.nextInt(kh);
    int left = random.nextInt(kw);
    int bottom = random.nextInt(kh);
    int right = random.nextInt(kw);
    return max
        ? new MaxPool2d(kh, kw, sh, sw, top, left, bottom, right)
        : new AveragePool2d(kh, kw, sh, sw, top, left, bottom, right, random.nextBoolean());
  }

  private LayerSpec convolution(Shape input) {
    int groups = random.nextInt(3) == 0 ? input.channels() : 1;
    return new Conv2d(
        groups * (groups > 1 ? between(1, 2) : between(1, 6)),
        between(1, Math.min(3, input.height())),
        between(1, Math.min(3, input.width())),
        between(1, 2),
        between(1, 2),
        random.nextInt(2),
        random.nextInt(2),
        random.nextInt(2),
        random.nextInt(2),
        groups,
        random.nextBoolean());
  }

  private int add(LayerSpec layer, int... inputs) {
    List<Shape> from = new ArrayList<>();
    for (int input : inputs) {
      from.add(shape(input));
      if (input != NetworkSpec.IMAGES) {
        read.set(input, true);
      }
    }
    net.add("n" + shapes.size(), layer, inputs);
    shapes.add(layer.outputShape(from));
    read.add(false);
    return net.last();
  }

  private NetworkSpec join() {
    int joined = NetworkSpec.IMAGES;
    for (int node = 0, end = shapes.size(); node < end; node++) {
      if (!read.get(node)) {
        int vector = node;
        if (shape(node).pixels() > 1) {
          vector = add(random.nextBoolean() ? new Flatten() : new GlobalAveragePool(), node);
        }
        int head = add(new Linear(CLASSES, random.nextBoolean()), vector);
        joined = joined == NetworkSpec.IMAGES ? head : add(new Add(), joined, head);
      }
    }
    return net.build();
  }
}
