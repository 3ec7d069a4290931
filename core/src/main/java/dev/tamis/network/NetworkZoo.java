package dev.tamis.network;

import dev.tamis.layer.Add;
import dev.tamis.layer.BatchNorm2d;
import dev.tamis.layer.Conv2d;
import dev.tamis.layer.Flatten;
import dev.tamis.layer.GlobalAveragePool;
import dev.tamis.layer.Linear;
import dev.tamis.layer.MaxPool2d;
import dev.tamis.layer.Relu;
import dev.tamis.tensor.Shape;

/** Networks of the literature. */
public final class NetworkZoo {
  private static final int[] RESNET_CHANNELS = {16, 32, 64};

  /** Channels of the convolutions of each stage; a max pool halves the image after each. */
  private static final int[][] VGG16_STAGES = {
    {64, 64}, {128, 128}, {256, 256, 256}, {512, 512, 512}, {512, 512, 512}
  };

  private static final int MOBILENET_STEM = 32;

  /** Channels out of each block's 1x1 convolution. */
  private static final int[] MOBILENET_CHANNELS = {
    64, 128, 128, 256, 256, 512, 512, 512, 512, 512, 512, 1024, 1024
  };

  /** Stride of each block's depthwise convolution. */
  private static final int[] MOBILENET_STRIDES = {1, 2, 1, 2, 1, 2, 1, 1, 1, 1, 1, 2, 1};

  private NetworkZoo() {}

  /**
   * LeNet as the paper's figures imply it: 5x5 convolutions of 20 and 50, max pools, ReLUs, 500
   * features. About 2.29 M MACs forward on 28 x 28 x 1. The ReLUs stand behind the pools: the same
   * values, at a quarter of the elements.
   */
  public static NetworkSpec lenet(Shape input, int classes) {
    return new NetworkBuilder("lenet", input)
        .add("conv1", Conv2d.square(20, 5, 1, 0, true))
        .add("pool1", MaxPool2d.square(2))
        .add("relu1", new Relu())
        .add("conv2", Conv2d.square(50, 5, 1, 0, true))
        .add("pool2", MaxPool2d.square(2))
        .add("relu2", new Relu())
        .add("flatten", new Flatten())
        .add("fc1", new Linear(500, true))
        .add("relu3", new Relu())
        .add("fc2", new Linear(classes, true))
        .build();
  }

  /**
   * LeNet-5 (LeCun et al. 1998) with max pools and ReLU: 5x5 convolutions of 6 and 16, then 120 and
   * 84 features.
   */
  public static NetworkSpec lenet5(Shape input, int classes) {
    return new NetworkBuilder("lenet5", input)
        .add("conv1", Conv2d.square(6, 5, 1, 2, true))
        .add("relu1", new Relu())
        .add("pool1", MaxPool2d.square(2))
        .add("conv2", Conv2d.square(16, 5, 1, 0, true))
        .add("relu2", new Relu())
        .add("pool2", MaxPool2d.square(2))
        .add("flatten", new Flatten())
        .add("fc1", new Linear(120, true))
        .add("relu3", new Relu())
        .add("fc2", new Linear(84, true))
        .add("relu4", new Relu())
        .add("fc3", new Linear(classes, true))
        .build();
  }

  /**
   * Residual network for 32 x 32 images (He et al. 2016, section 4.2): a 3x3 convolution of 16,
   * three stages of 16, 32 and 64 channels, global average pool, one linear layer. Where the shape
   * changes the shortcut is a strided 1x1 convolution with batch norm (their option B), not zero
   * padding (option A): 0.1 % more computation.
   *
   * @param depth 6n + 2 with n >= 1: 8, 20, 32, 44, 56, 74, 110
   * @throws IllegalArgumentException if the depth is not of that form
   */
  public static NetworkSpec resnet(int depth, Shape input, int classes) {
    if (depth < 8 || (depth - 2) % 6 != 0) {
      throw new IllegalArgumentException(
          "a CIFAR ResNet has depth 6n + 2 (8, 20, 74, 110 ...), not " + depth);
    }
    int blocks = (depth - 2) / 6;
    NetworkBuilder net = new NetworkBuilder("resnet" + depth, input);
    net.add("stem.conv", Conv2d.square(RESNET_CHANNELS[0], 3, 1, 1, false))
        .add("stem.norm", new BatchNorm2d())
        .add("stem.relu", new Relu());
    for (int stage = 0; stage < RESNET_CHANNELS.length; stage++) {
      for (int block = 0; block < blocks; block++) {
        String name = "stage" + (stage + 1) + ".block" + (block + 1);
        residualBlock(net, name, RESNET_CHANNELS[stage], stage > 0 && block == 0);
      }
    }
    return net.add("pool", new GlobalAveragePool()).add("fc", new Linear(classes, true)).build();
  }

  private static void residualBlock(
      NetworkBuilder net, String name, int channels, boolean downsample) {
    int from = net.last();
    int stride = downsample ? 2 : 1;
    net.add(name + ".conv1", Conv2d.square(channels, 3, stride, 1, false))
        .add(name + ".norm1", new BatchNorm2d())
        .add(name + ".relu1", new Relu())
        .add(name + ".conv2", Conv2d.square(channels, 3, 1, 1, false))
        .add(name + ".norm2", new BatchNorm2d());
    int branch = net.last();
    int shortcut = from;
    if (downsample) {
      net.add(name + ".shortcut.conv", Conv2d.square(channels, 1, 2, 0, false), from)
          .add(name + ".shortcut.norm", new BatchNorm2d());
      shortcut = net.last();
    }
    net.add(name + ".add", new Add(), branch, shortcut).add(name + ".relu2", new Relu());
  }

  /**
   * VGG-16 (Simonyan, Zisserman 2015, configuration D) in its usual form for 32 x 32 images: the 13
   * 3x3 convolutions, each without bias but with batch norm, the five max pools, and one linear
   * layer in place of the three (Liu, Deng 2015 and others since). 313.2 M MACs forward on 32 x 32
   * x 3 with 10 classes.
   *
   * @throws IllegalArgumentException if the image has a side below 32
   */
  public static NetworkSpec vgg16(Shape input, int classes) {
    NetworkBuilder net = new NetworkBuilder("vgg16", input);
    for (int stage = 0; stage < VGG16_STAGES.length; stage++) {
      int[] channels = VGG16_STAGES[stage];
      for (int i = 0; i < channels.length; i++) {
        String name = "stage" + (stage + 1) + ".conv" + (i + 1);
        convNormRelu(net, name, Conv2d.square(channels[i], 3, 1, 1, false));
      }
      net.add("stage" + (stage + 1) + ".pool", MaxPool2d.square(2));
    }
    return net.add("flatten", new Flatten()).add("fc", new Linear(classes, true)).build();
  }

  /**
   * MobileNet (Howard et al. 2017, table 1, width 1) in its usual form for 32 x 32 images: the
   * stem's 3x3 convolution of 32 has stride 1, not 2; the depthwise convolutions keep their strides
   * (2 in blocks 2, 4, 6 and 12), so that 2 x 2 pixels reach the global average pool. 46.35 M MACs
   * forward on 32 x 32 x 3 with 10 classes.
   */
  public static NetworkSpec mobilenetV1(Shape input, int classes) {
    NetworkBuilder net = new NetworkBuilder("mobilenetv1", input);
    convNormRelu(net, "stem", Conv2d.square(MOBILENET_STEM, 3, 1, 1, false));
    int channels = MOBILENET_STEM;
    for (int block = 0; block < MOBILENET_CHANNELS.length; block++) {
      String name = "block" + (block + 1);
      convNormRelu(net, name + ".depthwise", depthwise(channels, MOBILENET_STRIDES[block]));
      channels = MOBILENET_CHANNELS[block];
      convNormRelu(net, name + ".pointwise", Conv2d.square(channels, 1, 1, 0, false));
    }
    return net.add("pool", new GlobalAveragePool()).add("fc", new Linear(classes, true)).build();
  }

  private static Conv2d depthwise(int channels, int stride) {
    return new Conv2d(channels, 3, 3, stride, stride, 1, 1, 1, 1, channels, false);
  }

  private static void convNormRelu(NetworkBuilder net, String name, Conv2d convolution) {
    net.add(name, convolution)
        .add(name + ".norm", new BatchNorm2d())
        .add(name + ".relu", new Relu());
  }
}
