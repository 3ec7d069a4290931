package dev.tamis.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.tamis.tensor.InstanceSet;
import dev.tamis.tensor.Shape;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DropoutTest {
  private static final Shape MAP = new Shape(8, 8, 16);
  private static final int INSTANCES = 5;

  private static LayerBench ones(float ratio, boolean training, ComputeResources resources) {
    LayerBench bench = new LayerBench(new Dropout(ratio), INSTANCES, training, resources, MAP);
    Arrays.fill(bench.inputs.get(0).data(), 1f);
    Arrays.fill(bench.outputError.data(), 1f);
    return bench;
  }

  @ParameterizedTest
  @ValueSource(floats = {0f, 0.1f, 0.5f, 0.9f})
  void aShareIsDroppedAndTheRestMakesUpForIt(float ratio) {
    try (ComputeResources resources = new ComputeResources(1)) {
      LayerBench bench = ones(ratio, true, resources);
      bench.pass.noise(17);
      bench.forward();

      int dropped = 0;
      for (float value : bench.output.data()) {
        assertThat(value).isIn(0f, 1f / (1f - ratio));
        dropped += value == 0f ? 1 : 0;
      }
      int count = bench.output.data().length;
      double deviation = Math.sqrt(ratio * (1 - ratio) / count);
      assertThat((double) dropped / count).isCloseTo(ratio, within(4 * deviation + 1e-12));
    }
  }

  @Test
  void errorsGoWhereValuesWent() {
    try (ComputeResources resources = new ComputeResources(1)) {
      LayerBench bench = ones(0.5f, true, resources);
      bench.pass.noise(3);
      bench.forward();
      bench.backward();

      assertThat(bench.inputErrors.get(0).data()).containsExactly(bench.output.data());
    }
  }

  @Test
  void anotherPassDropsOtherValuesAndTheSameOneTheSame() {
    try (ComputeResources resources = new ComputeResources(1)) {
      LayerBench bench = ones(0.5f, true, resources);
      bench.pass.noise(1);
      bench.forward();
      float[] first = bench.output.data().clone();
      bench.pass.noise(Long.MIN_VALUE);
      bench.forward();
      assertThat(bench.output.data()).isNotEqualTo(first);
      bench.pass.noise(1);
      bench.forward();
      assertThat(bench.output.data()).containsExactly(first);
    }
  }

  @Test
  void threadsDropTheSameValues() {
    try (ComputeResources one = new ComputeResources(1);
        ComputeResources three = new ComputeResources(3)) {
      LayerBench a = ones(0.3f, true, one);
      LayerBench b = ones(0.3f, true, three);
      a.forward();
      b.forward();

      assertThat(b.output.data()).containsExactly(a.output.data());
    }
  }

  @Test
  void retainedInstancesKeepWhatWasDroppedOfThem() {
    try (ComputeResources resources = new ComputeResources(1)) {
      LayerBench bench = ones(0.5f, true, resources);
      bench.forward();
      InstanceSet retained = new InstanceSet(INSTANCES);
      retained.append(1);
      retained.append(4);
      bench.pass.retained(retained);
      bench.outputError.resize(2);
      bench.inputErrors.get(0).resize(2);
      bench.backward();

      int size = MAP.size();
      float[] errors = bench.inputErrors.get(0).data();
      float[] outputs = bench.output.data();
      assertThat(Arrays.copyOfRange(errors, 0, size))
          .containsExactly(Arrays.copyOfRange(outputs, size, 2 * size));
      assertThat(Arrays.copyOfRange(errors, size, 2 * size))
          .containsExactly(Arrays.copyOfRange(outputs, 4 * size, 5 * size));
    }
  }

  @Test
  void inferenceDropsNothing() {
    try (ComputeResources resources = new ComputeResources(1)) {
      LayerBench bench = ones(0.9f, false, resources);
      bench.forward();

      assertThat(bench.output.data()).containsOnly(1f);
    }
  }

  @ParameterizedTest
  @ValueSource(floats = {-0.1f, 1f, Float.NaN})
  void ratioOutOfRangeIsRefused(float ratio) {
    assertThatThrownBy(() -> new Dropout(ratio))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("[0,1)");
  }
}
