package dev.tamis.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tamis.layer.ActivationFunction.Clip;
import dev.tamis.layer.ActivationFunction.HardSigmoid;
import dev.tamis.layer.ActivationFunction.HardSwish;
import dev.tamis.layer.ActivationFunction.LeakyRelu;
import dev.tamis.layer.ActivationFunction.Sigmoid;
import dev.tamis.tensor.Shape;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Values worked out by hand, and inputs that do not fit. */
class LayerShapesTest {

  private static float[] outputs(ActivationFunction function, float... values) {
    try (ComputeResources resources = new ComputeResources(1)) {
      LayerBench bench =
          new LayerBench(
              new Activation(function), 1, false, resources, Shape.vector(values.length));
      System.arraycopy(values, 0, bench.inputs.get(0).data(), 0, values.length);
      bench.forward();
      return bench.output.data();
    }
  }

  @Test
  void activationsAreWhatTheirFormulasSay() {
    assertThat(outputs(new LeakyRelu(0.25f), -4, 0, 3)).containsExactly(-1, 0, 3);
    assertThat(outputs(new Clip(0, 6), -1, 2, 7)).containsExactly(0, 2, 6);
    assertThat(outputs(new Clip(Float.NEGATIVE_INFINITY, 1), -1e30f, 2)).containsExactly(-1e30f, 1);
    assertThat(outputs(new Sigmoid(), 0, 1e4f, -1e4f)).containsExactly(0.5f, 1, 0);
    assertThat(outputs(new HardSigmoid(0.25f, 0.5f), -3, 1, 3)).containsExactly(0, 0.75f, 1);
    assertThat(outputs(new HardSwish(), -4, -3, 0, 3, 5)).containsExactly(-0f, -0f, 0, 3, 5);
  }

  @Test
  void functionsOutOfRangeAreRefused() {
    assertThatThrownBy(() -> new LeakyRelu(-1)).hasMessageContaining("-1");
    assertThatThrownBy(() -> new LeakyRelu(Float.NaN)).hasMessageContaining("NaN");
    assertThatThrownBy(() -> new Clip(6, 0)).hasMessageContaining("6.0 to 0.0");
    assertThatThrownBy(() -> new HardSigmoid(Float.NaN, 0)).hasMessageContaining("NaN");
  }

  @Test
  void channelsAreJoinedBehindEachOther() {
    try (ComputeResources resources = new ComputeResources(1)) {
      List<Shape> shapes = List.of(new Shape(1, 2, 1), new Shape(1, 2, 2));
      LayerBench bench = new LayerBench(new Concat(2), 1, true, resources, shapes);
      System.arraycopy(new float[] {1, 2}, 0, bench.inputs.get(0).data(), 0, 2);
      System.arraycopy(new float[] {3, 4, 5, 6}, 0, bench.inputs.get(1).data(), 0, 4);
      bench.forward();
      assertThat(bench.output.data()).containsExactly(1, 3, 4, 2, 5, 6);
      System.arraycopy(bench.output.data(), 0, bench.outputError.data(), 0, 6);
      bench.backward();
      assertThat(bench.inputErrors.get(0).data()).containsExactly(1, 2);
      assertThat(bench.inputErrors.get(1).data()).containsExactly(3, 4, 5, 6);
    }
  }

  @Test
  void aGateHoldsForAllPixelsOnEitherSide() {
    try (ComputeResources resources = new ComputeResources(1)) {
      for (boolean first : new boolean[] {true, false}) {
        Shape map = new Shape(1, 2, 2);
        Shape gate = Shape.vector(2);
        List<Shape> shapes = first ? List.of(gate, map) : List.of(map, gate);
        LayerBench bench = new LayerBench(new Multiply(), 1, true, resources, shapes);
        int g = first ? 0 : 1;
        System.arraycopy(new float[] {2, 3}, 0, bench.inputs.get(g).data(), 0, 2);
        System.arraycopy(new float[] {1, 2, 3, 4}, 0, bench.inputs.get(1 - g).data(), 0, 4);
        System.arraycopy(new float[] {1, 1, 1, 1}, 0, bench.outputError.data(), 0, 4);
        bench.forward();
        bench.backward();
        assertThat(bench.output.data()).containsExactly(2, 6, 6, 12);
        assertThat(bench.inputErrors.get(g).data()).containsExactly(4, 6);
        assertThat(bench.inputErrors.get(1 - g).data()).containsExactly(2, 3, 2, 3);
      }
    }
  }

  @Test
  void shapesThatDoNotFitAreNamed() {
    Shape map = new Shape(4, 4, 3);
    assertThatThrownBy(() -> new Concat(1)).hasMessageContaining("1 inputs");
    assertThatThrownBy(() -> new Concat(2).outputShape(List.of(map, new Shape(4, 3, 3))))
        .hasMessageContaining("4x4x3 and 4x3x3");
    assertThatThrownBy(() -> new Multiply().outputShape(List.of(map, new Shape(1, 1, 2))))
        .hasMessageContaining("4x4x3 by 1x1x2");
    assertThatThrownBy(() -> new Multiply().outputShape(List.of(map, new Shape(4, 1, 3))))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aPoolMayReachBeyondTheImageAsCeilModeDoes() {
    Shape image = new Shape(5, 5, 1);
    assertThat(new MaxPool2d(2, 2, 2, 2, 0, 0, 1, 1).outputShape(List.of(image)))
        .isEqualTo(new Shape(3, 3, 1));
    try (ComputeResources resources = new ComputeResources(1)) {
      LayerBench bench =
          new LayerBench(
              new AveragePool2d(2, 2, 2, 2, 0, 0, 1, 1, false), 1, false, resources, image);
      for (int k = 0; k < 25; k++) {
        bench.inputs.get(0).data()[k] = k;
      }
      bench.forward();
      assertThat(bench.output.data()).containsExactly(3, 5, 6.5f, 13, 15, 16.5f, 20.5f, 22.5f, 24);
    }
  }
}
