package dev.tamis.training;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tamis.cost.ComputeCost;
import dev.tamis.cost.Phase;
import dev.tamis.network.NetworkBits;
import dev.tamis.quantize.QuantizationScheme;
import dev.tamis.training.SmallTraining.Filter;
import org.junit.jupiter.api.Test;

class GradientQualityTest {
  private static final long SEED = 5;
  private static final int BATCH = 32;

  private static GradientQuality quality(QuantizationScheme scheme) {
    try (SmallTraining training = new SmallTraining(1, BATCH, Filter.NONE, null, scheme, SEED)) {
      training.steps(3);
      float[] statistics = training.network.parameters().statistics().data().clone();
      training.batch.fetchLabels();
      GradientQuality quality = GradientQuality.of(training.network, training.batch);
      assertThat(training.network.parameters().statistics().data()).isEqualTo(statistics);
      return quality;
    }
  }

  @Test
  void eightBitsAreNearFloatsButNotTheSame() {
    GradientQuality quality = quality(QuantizationScheme.bits(8));

    assertThat(quality.instances()).isEqualTo(BATCH);
    assertThat(quality.layers().stream().map(GradientQuality.Layer::name))
        .containsExactly("conv1", "conv2", "fc1", "fc2");
    for (GradientQuality.Layer layer : quality.layers()) {
      assertThat(layer.cosine()).as("%s, seed %d", layer, SEED).isBetween(0.9, 1 - 1e-9);
    }
  }

  @Test
  void fewerBitsAreFartherAway() {
    double eight = quality(QuantizationScheme.bits(8)).layers().get(0).cosine();
    double four = quality(QuantizationScheme.bits(4)).layers().get(0).cosine();

    assertThat(four).as("seed %d", SEED).isLessThan(eight);
  }

  /** All but fc2 multiply 8 x 8 bits, and 8 x 16 for weight gradients. */
  @Test
  void ledgerIsTheClosedFormOfBits() {
    QuantizationScheme scheme = QuantizationScheme.bits(8);
    try (SmallTraining training = new SmallTraining(1, BATCH, Filter.NONE, null, scheme, SEED)) {
      training.steps(5);
      ComputeCost cost = training.trainer.cost();
      long offered = training.trainer.offeredCount();
      int last = SmallTraining.MAIN.nodes().size() - 1;
      long fc2 = SmallTraining.MAIN.forwardMacs(last);
      long rest = SmallTraining.MAIN.forwardMacs() - fc2;
      long first = SmallTraining.MAIN.forwardMacs(0);

      assertThat(cost.bitWeightedMacs(Phase.MAIN_FORWARD)).isEqualTo(offered * (fc2 + rest / 16.0));
      assertThat(cost.bitWeightedMacs(Phase.ERROR_PROPAGATION))
          .isEqualTo(offered * (fc2 + (rest - first) / 16.0));
      assertThat(cost.bitWeightedMacs(Phase.WEIGHT_GRADIENT))
          .isEqualTo(offered * (fc2 + rest / 8.0));
      assertThat(cost.totalMacs()).isEqualTo(cost.denseMacs());
      NetworkBits bits = NetworkBits.of(SmallTraining.MAIN, scheme);
      assertThat(bits.quantizes(0)).isTrue();
      assertThat(bits.quantizes(last)).isFalse();
    }
  }
}
