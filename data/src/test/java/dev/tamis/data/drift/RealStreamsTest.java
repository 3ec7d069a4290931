package dev.tamis.data.drift;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tamis.data.DataRoot;
import dev.tamis.data.DataSetCatalogue;
import dev.tamis.data.DataSetLoader;
import dev.tamis.data.LabelledImages;
import dev.tamis.data.Split;
import dev.tamis.stream.MiniBatch;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;

/** The ready-made streams on MNIST; skipped only where TAMIS_DATA does not say where it is. */
@EnabledIfEnvironmentVariable(named = "TAMIS_DATA", matches = ".+")
final class RealStreamsTest {

  @Test
  void everyReadyMadeStreamRunsThrough() throws IOException {
    DataSetLoader loader = new DataSetLoader(DataRoot.resolve(Optional.empty()));
    LabelledImages mnist = loader.load("mnist", Split.TRAIN);
    for (String name : DriftSchedule.readyMade()) {
      DriftSchedule schedule = DriftSchedule.parse(name + "@300");
      Map<String, LabelledImages> others = new HashMap<>();
      for (String other : schedule.mixedDataSets()) {
        others.put(other, loader.load(other, Split.TRAIN));
      }
      List<String> said = new ArrayList<>();
      DriftSource source =
          DriftSource.of(
              schedule,
              mnist,
              others,
              DataSetCatalogue.require("mnist").normalization(),
              1,
              said::add);
      DriftStream stream = new DriftStream(source);
      MiniBatch batch = stream.newBatch(64);
      int novel = 0;
      while (stream.next(batch)) {
        batch.requireFinite();
        batch.fetchLabels();
        for (int n = 0; n < batch.count(); n++) {
          novel += source.instance(batch.id(n)).novel() ? 1 : 0;
        }
      }
      assertThat(stream.position()).as(name).isEqualTo(300);
      int expected =
          switch (name) {
            case "novel-usps", "novel-rotated", "novel-classes" -> 30;
            case "changing-corruptions" -> 280;
            case "whole-drift" -> 300;
            default -> 0;
          };
      assertThat(novel).as(name).isEqualTo(expected);
      assertThat(said)
          .as(name)
          .isEqualTo(
              name.equals("novel-usps")
                  ? List.of("images of usps are 16x16 and are resized to the model's 28x28")
                  : List.of());
    }
  }
}
