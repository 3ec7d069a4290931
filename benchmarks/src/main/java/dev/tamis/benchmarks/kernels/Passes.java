package dev.tamis.benchmarks.kernels;

import dev.tamis.layer.Add;
import dev.tamis.layer.BatchNorm2d;
import dev.tamis.layer.GlobalAveragePool;
import dev.tamis.layer.LayerSpec;
import dev.tamis.layer.MaxPool2d;
import dev.tamis.layer.Relu;
import dev.tamis.tensor.ErrorMap;
import dev.tamis.tensor.FeatureMap;
import dev.tamis.tensor.ParameterBlock;
import dev.tamis.tensor.Shape;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** Layers that only pass over memory, at the shapes of ResNet-20, milliseconds a mini-batch. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class Passes {
  /** What passes. */
  @Param({"norm", "relu", "add", "maxPool", "globalPool"})
  String pass = "";

  /** Side and channels. */
  @Param({"32-16", "16-32", "8-64"})
  String shape = "";

  /** Mini-batch. */
  @Param("128")
  int instances;

  /** Threads that compute. */
  @Param("1")
  int threads;

  private @Nullable BoundLayer layer;

  /** Makes the layer. */
  @Setup(Level.Trial)
  public void open() {
    String[] extents = shape.split("-", -1);
    int side = Integer.parseInt(extents[0]);
    int channels = Integer.parseInt(extents[1]);
    Shape input = new Shape(side, side, channels);
    layer = new BoundLayer(spec(), input, instances, channels, threads);
  }

  private LayerSpec spec() {
    return switch (pass) {
      case "norm" -> new BatchNorm2d();
      case "relu" -> new Relu();
      case "add" -> new Add();
      case "maxPool" -> MaxPool2d.square(2);
      case "globalPool" -> new GlobalAveragePool();
      default -> throw new IllegalArgumentException("no pass is called " + pass);
    };
  }

  /** Ends its threads. */
  @TearDown(Level.Trial)
  public void close() {
    BoundLayer.of(layer).close();
  }

  /** Forward pass, in training. */
  @Benchmark
  public FeatureMap forward() {
    return BoundLayer.of(layer).forward();
  }

  /** Gradients where there are any, then the error of the input. */
  @Benchmark
  public ErrorMap backward() {
    List<ParameterBlock> gradients = BoundLayer.of(layer).weights();
    assert gradients.size() <= 2;
    return BoundLayer.of(layer).error();
  }
}
