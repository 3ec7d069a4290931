package dev.tamis.benchmarks.kernels;

import dev.tamis.layer.Conv2d;
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

/** The three products of the convolutions of ResNet-20, milliseconds a mini-batch. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class Convolutions {
  /** Side, channels in, channels out, kernel, stride. */
  @Param({
    "32-3-16-3-1",
    "32-16-16-3-1",
    "32-16-32-3-2",
    "16-32-32-3-1",
    "16-32-64-3-2",
    "8-64-64-3-1",
    "32-16-32-1-2"
  })
  String shape = "";

  /** Mini-batch. */
  @Param("128")
  int instances;

  /** Threads that compute. */
  @Param("1")
  int threads;

  /** Share of the error's channels that is propagated. */
  @Param("1.0")
  double keepChannels;

  private @Nullable BoundLayer layer;

  /** Makes the layer. */
  @Setup(Level.Trial)
  public void open() {
    String[] extents = shape.split("-", -1);
    int side = Integer.parseInt(extents[0]);
    int outputs = Integer.parseInt(extents[2]);
    int kernel = Integer.parseInt(extents[3]);
    Conv2d conv = Conv2d.square(outputs, kernel, Integer.parseInt(extents[4]), kernel / 2, false);
    int kept = (int) Math.max(1, Math.round(keepChannels * outputs));
    Shape input = new Shape(side, side, Integer.parseInt(extents[1]));
    layer = new BoundLayer(conv, input, instances, kept, threads);
  }

  /** Ends its threads. */
  @TearDown(Level.Trial)
  public void close() {
    BoundLayer.of(layer).close();
  }

  /** Forward product. */
  @Benchmark
  public FeatureMap forward() {
    return BoundLayer.of(layer).forward();
  }

  /** Error propagation. */
  @Benchmark
  public ErrorMap error() {
    return BoundLayer.of(layer).error();
  }

  /** Weight gradient. */
  @Benchmark
  public List<ParameterBlock> weights() {
    return BoundLayer.of(layer).weights();
  }
}
