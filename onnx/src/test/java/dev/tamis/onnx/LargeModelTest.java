package dev.tamis.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.tamis.layer.ComputeResources;
import dev.tamis.network.Network;
import dev.tamis.network.NetworkSpec;
import dev.tamis.network.NetworkZoo;
import dev.tamis.random.SeededGenerator;
import dev.tamis.tensor.Shape;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A model of 10 MB and more is imported within a second, in memory near its size. */
final class LargeModelTest {
  private static final int KERNELS = 1160;
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  @TempDir Path folder;

  private Path model() throws Exception {
    TestGraph graph = new TestGraph(2).input(1, 4, 4);
    graph.conv("x", "a", KERNELS, 1, 1).node("Relu", "a", "r");
    graph.conv("r", "b", KERNELS, KERNELS, 1).node("Relu", "b", "s");
    graph.conv("s", "c", KERNELS, KERNELS, 1).node("GlobalAveragePool", "c", "g");
    graph.node("Flatten", "g", "f").gemm("f", "y", 10, KERNELS);
    return Files.write(folder.resolve("large.onnx"), graph.output("y", 10));
  }

  @Test
  void readingTakesLittleMoreThanTheFile() throws Exception {
    Path file = model();
    long size = Files.size(file);
    assertThat(size).isGreaterThan(10_000_000);
    OnnxImporter.read(file);

    long before = THREADS.getCurrentThreadAllocatedBytes();
    long start = System.nanoTime();
    ImportedModel model = OnnxImporter.read(file);
    Duration time = Duration.ofNanos(System.nanoTime() - start);
    long allocated = THREADS.getCurrentThreadAllocatedBytes() - before;

    assertThat(model.spec().parameterCount()).isGreaterThan(2_500_000);
    assertThat(allocated).isLessThan(size + size / 10);
    assertThat(time).isLessThan(Duration.ofSeconds(1));
  }

  @Test
  void loadingTakesTheNetworkAndOneTensorAtATime() throws Exception {
    ImportedModel model = OnnxImporter.read(model());
    try (ComputeResources resources = new ComputeResources(1)) {
      Network network = model.toNetwork(resources);
      long start = System.nanoTime();
      long before = THREADS.getCurrentThreadAllocatedBytes();
      assertThat(model.loadInto(network)).isEmpty();
      long allocated = THREADS.getCurrentThreadAllocatedBytes() - before;
      // The tensor as the file has it, and as the network does.
      assertThat(allocated).isLessThan(3 * Float.BYTES * model.spec().parameterCount());
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(1));
    }
  }

  @Test
  void networksOfTheZooComeBack() throws Exception {
    try (ComputeResources resources = new ComputeResources(1)) {
      Shape images = new Shape(32, 32, 3);
      for (NetworkSpec spec :
          List.of(
              NetworkZoo.lenet5(new Shape(28, 28, 1), 10),
              NetworkZoo.resnet(20, images, 10),
              NetworkZoo.resnet(8, images, 10).withRangeBatchNorm(),
              NetworkZoo.mobilenetV1(images, 100),
              NetworkZoo.vgg16(images, 10))) {
        String name = spec.name();
        Network network = new Network(spec, resources, new SeededGenerator(4));
        byte[] bytes = OnnxExporter.toBytes(network, OnnxSignature.defaults());
        OnnxChecker.check(bytes);
        ImportedModel back = OnnxImporter.read(bytes, name);
        assertThat(back.spec().output()).as(name).isEqualTo(network.spec().output());
        assertThat(back.toNetwork(resources).parameters().trained().data())
            .as(name)
            .isEqualTo(network.parameters().trained().data());
      }
    }
  }
}
