package dev.tamis.benchmarks.pytorch;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractBlock;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.Blocks;
import ai.djl.nn.LambdaBlock;
import ai.djl.nn.Parameter;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.core.Linear;
import ai.djl.nn.norm.BatchNorm;
import ai.djl.nn.pooling.Pool;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import dev.tamis.layer.Add;
import dev.tamis.layer.BatchNorm2d;
import dev.tamis.layer.Flatten;
import dev.tamis.layer.GlobalAveragePool;
import dev.tamis.layer.LayerSpec;
import dev.tamis.layer.MaxPool2d;
import dev.tamis.layer.Relu;
import dev.tamis.network.NetworkSpec;
import dev.tamis.network.NodeSpec;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A spec as DJL blocks, node by node; data is [instance][channel][row][column]. */
final class DjlNetwork extends AbstractBlock {
  private final NetworkSpec spec;
  private final List<Block> blocks = new ArrayList<>();

  @SuppressWarnings("this-escape") // DJL's way of registering children
  DjlNetwork(NetworkSpec spec) {
    this.spec = spec;
    for (NodeSpec node : spec.nodes()) {
      blocks.add(addChildBlock(node.name(), block(node.layer())));
    }
  }

  private static Block block(LayerSpec layer) {
    return switch (layer) {
      case dev.tamis.layer.Conv2d conv -> convolution(conv);
      case dev.tamis.layer.Linear linear ->
          Linear.builder().setUnits(linear.outputFeatures()).optBias(linear.bias()).build();
      case BatchNorm2d norm -> BatchNorm.builder().optEpsilon(norm.epsilon()).build();
      case Relu relu -> Activation.reluBlock();
      case MaxPool2d pool -> maxPool(pool);
      case GlobalAveragePool pool -> Pool.globalAvgPool2dBlock();
      case Flatten flatten -> Blocks.batchFlattenBlock();
      case Add add -> new LambdaBlock(inputs -> new NDList(inputs.get(0).add(inputs.get(1))));
      default -> throw new IllegalArgumentException("not translated: " + layer);
    };
  }

  private static Block convolution(dev.tamis.layer.Conv2d conv) {
    if (conv.padTop() != conv.padBottom() || conv.padLeft() != conv.padRight()) {
      throw new IllegalArgumentException("not translated: padding that differs from side to side");
    }
    return Conv2d.builder()
        .setKernelShape(new Shape(conv.kernelHeight(), conv.kernelWidth()))
        .setFilters(conv.outputChannels())
        .optStride(new Shape(conv.strideHeight(), conv.strideWidth()))
        .optPadding(new Shape(conv.padTop(), conv.padLeft()))
        .optGroups(conv.groups())
        .optBias(conv.bias())
        .build();
  }

  private static Block maxPool(MaxPool2d pool) {
    return Pool.maxPool2dBlock(
        new Shape(pool.kernelHeight(), pool.kernelWidth()),
        new Shape(pool.strideHeight(), pool.strideWidth()),
        new Shape(pool.padTop(), pool.padLeft()));
  }

  /** Trained values: running statistics are parameters to DJL, too, but not trained. */
  long trainedCount() {
    long count = 0;
    for (Parameter parameter : getParameters().values()) {
      if (parameter.requiresGradient()) {
        count += parameter.getShape().size();
      }
    }
    return count;
  }

  @Override
  protected NDList forwardInternal(
      ParameterStore store,
      NDList images,
      boolean training,
      @Nullable PairList<String, Object> options) {
    NDArray[] outputs = new NDArray[blocks.size()];
    for (int i = 0; i < outputs.length; i++) {
      NDList inputs = new NDList(2);
      for (int from : spec.nodes().get(i).inputs()) {
        inputs.add(from == NetworkSpec.IMAGES ? images.head() : outputs[from]);
      }
      outputs[i] = blocks.get(i).forward(store, inputs, training, options).head();
    }
    return new NDList(outputs[outputs.length - 1]);
  }

  @Override
  protected void initializeChildBlocks(NDManager manager, DataType dataType, Shape... images) {
    for (int i = 0; i < blocks.size(); i++) {
      blocks.get(i).initialize(manager, dataType, inputShapes(i, images[0]));
    }
  }

  private Shape[] inputShapes(int i, Shape images) {
    long instances = images.get(0);
    return spec.nodes().get(i).inputs().stream()
        .map(
            from -> from == NetworkSpec.IMAGES ? images : shape(instances, spec.shapes().get(from)))
        .toArray(Shape[]::new);
  }

  private static Shape shape(long instances, dev.tamis.tensor.Shape shape) {
    return shape.pixels() == 1
        ? new Shape(instances, shape.channels())
        : new Shape(instances, shape.channels(), shape.height(), shape.width());
  }

  @Override
  public Shape[] getOutputShapes(Shape[] images) {
    return new Shape[] {shape(images[0].get(0), spec.output())};
  }
}
