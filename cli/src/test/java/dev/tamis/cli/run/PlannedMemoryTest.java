package dev.tamis.cli.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tamis.cost.MemoryCost;
import dev.tamis.layer.ComputeResources;
import dev.tamis.network.Network;
import dev.tamis.stream.MiniBatch;
import dev.tamis.tensor.Shape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlannedMemoryTest {

  @ParameterizedTest
  @CsvSource({
    "lenet-fashion, lenet, 28, 1",
    "lenet-fashion, lenet5, 28, 1",
    "resnet8-cifar10, resnet8, 32, 3",
    "resnet20-cifar10, resnet20, 32, 3"
  })
  void isWhatATrainerHolds(String recipe, String networkName, int side, int channels) {
    TrainSettings settings = Recipes.settings(recipe);
    try (ComputeResources resources = new ComputeResources(2)) {
      TrainerParts parts = new TrainerParts(settings, resources);
      Network network =
          parts.network(Networks.named(networkName, new Shape(side, side, channels), 10));
      MiniBatch like = new MiniBatch(new Shape(side, side, channels), 10, 1, id -> 0);
      PlannedMemory planned = PlannedMemory.of(parts, network, like);

      for (int batchSize : new int[] {1, 7, 64}) {
        MemoryCost held = parts.trainer(network, like.sibling(batchSize)).memory();
        assertThat(planned.at(batchSize)).as("batch size %s", batchSize).isEqualTo(held);
        assertThat(planned.largestBatch(held.totalBytes())).isEqualTo(batchSize);
        assertThat(planned.largestBatch(held.totalBytes() - 1)).isEqualTo(batchSize - 1);
      }
    }
  }

  @Test
  void countsWhatNoMachineCouldHold() {
    try (ComputeResources resources = new ComputeResources(1)) {
      TrainerParts parts = new TrainerParts(Recipes.settings("lenet-fashion"), resources);
      Network network = parts.network(Networks.named("lenet", new Shape(28, 28, 1), 10));
      MiniBatch like = new MiniBatch(new Shape(28, 28, 1), 10, 1, id -> 0);

      assertThat(PlannedMemory.of(parts, network, like).at(1 << 20).totalBytes())
          .isGreaterThan(1L << 37);
    }
  }
}
