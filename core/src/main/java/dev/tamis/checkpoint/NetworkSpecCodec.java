package dev.tamis.checkpoint;

import dev.tamis.layer.Activation;
import dev.tamis.layer.ActivationFunction;
import dev.tamis.layer.ActivationFunction.Clip;
import dev.tamis.layer.ActivationFunction.HardSigmoid;
import dev.tamis.layer.ActivationFunction.HardSwish;
import dev.tamis.layer.ActivationFunction.LeakyRelu;
import dev.tamis.layer.ActivationFunction.Sigmoid;
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
import dev.tamis.network.NetworkSpec;
import dev.tamis.network.NodeSpec;
import dev.tamis.tensor.Shape;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Network specs as bytes: names and integers, one node after the other. */
public final class NetworkSpecCodec {
  private static final int MAX_NODES = 100_000;
  private static final int MAX_INPUTS = 1000;

  private NetworkSpecCodec() {}

  /** Writes a spec. */
  public static void write(NetworkSpec spec, DataOutput out) throws IOException {
    out.writeUTF(spec.name());
    ints(out, spec.input().height(), spec.input().width(), spec.input().channels());
    out.writeInt(spec.nodes().size());
    for (NodeSpec node : spec.nodes()) {
      out.writeUTF(node.name());
      out.writeInt(node.inputs().size());
      for (int input : node.inputs()) {
        out.writeInt(input);
      }
      writeLayer(node.layer(), out);
    }
  }

  /**
   * Reads a spec.
   *
   * @throws IOException if it is not one
   */
  public static NetworkSpec read(DataInput in) throws IOException {
    try {
      String name = in.readUTF();
      Shape input = new Shape(in.readInt(), in.readInt(), in.readInt());
      int count = in.readInt();
      if (count < 1 || count > MAX_NODES) {
        throw new CheckpointException("the saved network claims " + count + " nodes");
      }
      List<NodeSpec> nodes = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        nodes.add(readNode(in));
      }
      return new NetworkSpec(name, input, nodes);
    } catch (IllegalArgumentException e) {
      throw new CheckpointException("the saved network is invalid: " + e.getMessage(), e);
    }
  }

  private static NodeSpec readNode(DataInput in) throws IOException {
    String name = in.readUTF();
    int count = in.readInt();
    if (count < 1 || count > MAX_INPUTS) {
      throw new CheckpointException("saved node " + name + " claims " + count + " inputs");
    }
    List<Integer> inputs = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      inputs.add(in.readInt());
    }
    return new NodeSpec(name, readLayer(in, count), inputs);
  }

  private static void writeLayer(LayerSpec layer, DataOutput out) throws IOException {
    if (layer instanceof Conv2d c) {
      out.writeUTF("conv2d");
      ints(out, c.outputChannels(), c.kernelHeight(), c.kernelWidth(), c.strideHeight());
      ints(out, c.strideWidth(), c.padTop(), c.padLeft(), c.padBottom(), c.padRight(), c.groups());
      out.writeBoolean(c.bias());
    } else if (layer instanceof Linear l) {
      out.writeUTF("linear");
      out.writeInt(l.outputFeatures());
      out.writeBoolean(l.bias());
    } else if (layer instanceof BatchNorm2d b) {
      out.writeUTF("batchNorm2d");
      out.writeFloat(b.epsilon());
      out.writeFloat(b.momentum());
    } else if (layer instanceof MaxPool2d p) {
      out.writeUTF("maxPool2d");
      ints(out, p.kernelHeight(), p.kernelWidth(), p.strideHeight(), p.strideWidth());
      ints(out, p.padTop(), p.padLeft(), p.padBottom(), p.padRight());
    } else if (layer instanceof AveragePool2d p) {
      out.writeUTF("averagePool2d");
      ints(out, p.kernelHeight(), p.kernelWidth(), p.strideHeight(), p.strideWidth());
      ints(out, p.padTop(), p.padLeft(), p.padBottom(), p.padRight());
      out.writeBoolean(p.countPadding());
    } else if (layer instanceof Relu) {
      out.writeUTF("relu");
    } else if (layer instanceof GlobalAveragePool) {
      out.writeUTF("globalAveragePool");
    } else if (layer instanceof Add) {
      out.writeUTF("add");
    } else if (layer instanceof Concat) {
      out.writeUTF("concat");
    } else if (layer instanceof Multiply) {
      out.writeUTF("multiply");
    } else if (layer instanceof Activation a) {
      writeActivation(a.function(), out);
    } else if (layer instanceof Dropout d) {
      out.writeUTF("dropout");
      out.writeFloat(d.ratio());
    } else if (layer instanceof ChannelAffine) {
      out.writeUTF("channelAffine");
    } else if (layer instanceof Flatten) {
      out.writeUTF("flatten");
    } else {
      throw new IllegalStateException("no encoding for layer " + layer);
    }
  }

  private static void writeActivation(ActivationFunction function, DataOutput out)
      throws IOException {
    if (function instanceof LeakyRelu f) {
      out.writeUTF("leakyRelu");
      out.writeFloat(f.slope());
    } else if (function instanceof Clip f) {
      out.writeUTF("clip");
      out.writeFloat(f.low());
      out.writeFloat(f.high());
    } else if (function instanceof HardSigmoid f) {
      out.writeUTF("hardSigmoid");
      out.writeFloat(f.factor());
      out.writeFloat(f.term());
    } else {
      out.writeUTF(function instanceof HardSwish ? "hardSwish" : "sigmoid");
    }
  }

  private static LayerSpec readLayer(DataInput in, int inputs) throws IOException {
    String type = in.readUTF();
    return switch (type) {
      case "conv2d" -> readConv2d(in);
      case "linear" -> new Linear(in.readInt(), in.readBoolean());
      case "batchNorm2d" -> new BatchNorm2d(in.readFloat(), in.readFloat());
      case "maxPool2d" -> {
        int[] v = ints(in, 8);
        yield new MaxPool2d(v[0], v[1], v[2], v[3], v[4], v[5], v[6], v[7]);
      }
      case "averagePool2d" -> {
        int[] v = ints(in, 8);
        boolean countPadding = in.readBoolean();
        yield new AveragePool2d(v[0], v[1], v[2], v[3], v[4], v[5], v[6], v[7], countPadding);
      }
      case "relu" -> new Relu();
      case "globalAveragePool" -> new GlobalAveragePool();
      case "add" -> new Add();
      case "concat" -> new Concat(inputs);
      case "multiply" -> new Multiply();
      case "leakyRelu" -> new Activation(new LeakyRelu(in.readFloat()));
      case "clip" -> new Activation(new Clip(in.readFloat(), in.readFloat()));
      case "sigmoid" -> new Activation(new Sigmoid());
      case "hardSigmoid" -> new Activation(new HardSigmoid(in.readFloat(), in.readFloat()));
      case "hardSwish" -> new Activation(new HardSwish());
      case "dropout" -> new Dropout(in.readFloat());
      case "channelAffine" -> new ChannelAffine();
      case "flatten" -> new Flatten();
      default ->
          throw new CheckpointException(
              "the saved network has a layer '" + type + "', unknown to this version of Tamis");
    };
  }

  private static Conv2d readConv2d(DataInput in) throws IOException {
    int[] v = ints(in, 10);
    boolean bias = in.readBoolean();
    return new Conv2d(v[0], v[1], v[2], v[3], v[4], v[5], v[6], v[7], v[8], v[9], bias);
  }

  private static void ints(DataOutput out, int... values) throws IOException {
    for (int value : values) {
      out.writeInt(value);
    }
  }

  private static int[] ints(DataInput in, int count) throws IOException {
    int[] values = new int[count];
    for (int i = 0; i < count; i++) {
      values[i] = in.readInt();
    }
    return values;
  }
}
