package dev.tamis.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.fail;

import dev.tamis.layer.ComputeResources;
import dev.tamis.random.SeededGenerator;
import java.time.Duration;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;

/** Models with bytes changed at random: read, or refused by name; never anything else. */
final class MutationTest {
  private static final int ROUNDS = 20_000;

  static byte[] model() {
    return new TestGraph(5)
        .input(2, 6, 6)
        .conv("x", "c", 3, 2, 3)
        .norm("c", "n", 3)
        .node("Relu", "n", "r")
        .node("GlobalAveragePool", "r", "g")
        .conv("g", "h", 3, 3, 1)
        .node("Sigmoid", "h", "s")
        .node("Mul", "r,s", "m")
        .node("MaxPool", "m", "p", new GraphWriter.Attributes().numbers("kernel_shape", 2, 2))
        .integers("t", 0, -1)
        .node("Reshape", "p,t", "f")
        .gemm("f", "l", 2, 27)
        .node("Softmax", "l", "y")
        .output("y", 2);
  }

  @Test
  void survivesChangedBytes() {
    byte[] model = model();
    int read = 0;
    try (ComputeResources resources = new ComputeResources(1)) {
      for (int seed = 0; seed < ROUNDS; seed++) {
        byte[] mutant = mutated(model, seed);
        long start = System.nanoTime();
        read += reads(mutant, resources, seed) ? 1 : 0;
        assertThat(Duration.ofNanos(System.nanoTime() - start))
            .as("seed %s", seed)
            .isLessThan(Duration.ofSeconds(5));
      }
    }
    // Names and weights may change; most other changes must be noticed.
    assertThat(read).isBetween(ROUNDS / 100, ROUNDS / 10 * 9);
  }

  private static boolean reads(byte[] mutant, ComputeResources resources, int seed) {
    try {
      ImportedModel imported = OnnxImporter.read(mutant, "mutant.onnx");
      if (imported.spec().parameterCount() < 1 << 20) {
        imported.loadInto(imported.toNetwork(resources));
      }
      return true;
    } catch (OnnxException e) {
      assertThat(e).as("seed %s", seed).hasMessageNotContaining("null");
      return false;
    } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
      return fail("seed " + seed, e);
    }
  }

  private static byte[] mutated(byte[] model, int seed) {
    SeededGenerator generator = new SeededGenerator(seed);
    byte[] mutant = model.clone();
    int changes = 1 + generator.nextInt(4);
    for (int i = 0; i < changes; i++) {
      int at = generator.nextInt(mutant.length);
      switch (generator.nextInt(4)) {
        case 0 -> mutant[at] = (byte) generator.nextInt(256);
        case 1 -> mutant[at] ^= (byte) (1 << generator.nextInt(8));
        case 2 -> mutant[at] = (byte) 0xff;
        default -> {
          int from = generator.nextInt(mutant.length);
          int length = Math.min(mutant.length - Math.max(at, from), generator.nextInt(16));
          System.arraycopy(model, from, mutant, at, length);
        }
      }
    }
    return mutant;
  }

  @Test
  void theModelItselfIsRead() {
    Assertions.assertDoesNotThrow(() -> OnnxImporter.read(model(), "model.onnx"));
  }
}
