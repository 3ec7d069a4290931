package dev.tamis.data.drift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tamis.data.corruption.Corruption;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class DriftScheduleTest {

  @Test
  void readsSegmentsWithAllTheirParts() {
    DriftSchedule schedule =
        DriftSchedule.parse(
            "gaussian-noise:3@5000, fog:4+rotate:-22.5+burst:8+label-delay:100@300,"
                + "classes:0-2/7+long-tail:50+mix:0.1:usps+wrong-labels:0.05@20,"
                + "uniform+shuffled-labels+label-delay:never@7");
    assertThat(schedule.segments())
        .containsExactly(
            DriftSegment.clean(5000)
                .withTransform(new ImageTransform.Corrupted(Corruption.GAUSSIAN_NOISE, 3)),
            DriftSegment.clean(300)
                .withTransform(new ImageTransform.Corrupted(Corruption.FOG, 4))
                .withTransform(new ImageTransform.Rotated(-22.5))
                .withBursts(8)
                .withLabelDelay(100),
            DriftSegment.clean(20)
                .withPrior(new ClassPrior(List.of(0, 1, 2, 7), ClassPrior.Weighting.LONG_TAIL, 50))
                .withMixIn(new MixIn(0.1, new Novelty.OtherDataSet("usps")))
                .withLabelFaults(new LabelFaults(0.05, false)),
            DriftSegment.clean(7)
                .withPrior(new ClassPrior(List.of(), ClassPrior.Weighting.UNIFORM, 1))
                .withLabelFaults(new LabelFaults(0, true))
                .withLabelDelay(DriftSegment.NEVER));
    assertThat(schedule.length()).isEqualTo(5327);
    assertThat(schedule.mixedDataSets()).containsExactly("usps");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "clean@1",
        "jpeg:5+rotate:0.5@10,clean@2",
        "mix:0.25:rotate:60@9",
        "mix:1:classes:8/9@9",
        "mix:0.1:pixelate:2@9",
        "mix:0.1:some/folder@9",
        "classes:0-3/5/6/9+uniform+burst:3+wrong-labels:0.1+shuffled-labels+label-delay:5@4",
        "long-tail:100@4"
      })
  void theTextOfAScheduleIsReadAsTheSame(String text) {
    DriftSchedule schedule = DriftSchedule.parse(text);
    assertThat(schedule).hasToString(text);
    assertThat(DriftSchedule.parse(schedule.toString())).isEqualTo(schedule);
  }

  @Test
  void everyReadyMadeStreamCanBeRead() {
    assertThat(DriftSchedule.readyMade())
        .containsExactly(
            "bursts",
            "changing-corruptions",
            "iid",
            "long-tail",
            "novel-classes",
            "novel-rotated",
            "novel-usps",
            "poisoned",
            "whole-drift");
    for (String name : DriftSchedule.readyMade()) {
      DriftSchedule schedule = DriftSchedule.parse(name);
      assertThat(schedule.length()).as(name).isGreaterThanOrEqualTo(10_000);
      assertThat(DriftSchedule.parse(schedule.toString())).as(name).isEqualTo(schedule);
    }
  }

  @Test
  void readyMadeStreamsTakeFurtherPartsAndALength() {
    assertThat(DriftSchedule.parse("novel-usps+burst:8+wrong-labels:0.1@600"))
        .hasToString("mix:0.1:usps+burst:8+wrong-labels:0.1@600");
    assertThat(DriftSchedule.parse("poisoned+burst:4@100,fog:1@5"))
        .hasToString("burst:4@33,burst:4+shuffled-labels@33,burst:4@34,fog:1@5");
    assertThat(DriftSchedule.parse("bursts+burst:2")).hasToString("burst:2@10000");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "clean@5,fog:9@5|Stream segment 2 ('fog:9@5'): severity 9 is not in 1..5; write fog:3 for a"
            + " middle one.",
        "fog@5|Stream segment 1 ('fog@5'): fog needs a value; write fog:3.",
        "fog:x@5|Stream segment 1 ('fog:x@5'): the severity 'x' is no whole number; write fog:3,"
            + " for example.",
        "clean|Stream segment 1 ('clean'): it is no ready-made stream (bursts,"
            + " changing-corruptions, iid, long-tail, novel-classes, novel-rotated, novel-usps,"
            + " poisoned, whole-drift) and has no length; write clean@5000 if it is a segment.",
        "fog:3|Stream segment 1 ('fog:3'): its length is missing; end it with @5000, for example.",
        "clean@0|Stream segment 1 ('clean@0'): the length 0 is below 1; write @5000 for 5,000"
            + " instances.",
        "clean@many|Stream segment 1 ('clean@many'): the length 'many' is no whole number; write"
            + " @5000 for 5,000 instances.",
        "clean:2@5|Stream segment 1 ('clean:2@5'): clean takes no value; leave out ':2'.",
        "burst:2+burst:3@5|Stream segment 1 ('burst:2+burst:3@5'): it says burst twice; keep one.",
        "uniform+long-tail:9@5|Stream segment 1 ('uniform+long-tail:9@5'): uniform and long-tail"
            + " exclude each other; keep one.",
        "burst:0@5|Stream segment 1 ('burst:0@5'): the burst length 0 is below 1; write burst:8, or"
            + " nothing for no bursts.",
        "rotate:400@5|Stream segment 1 ('rotate:400@5'): the angle 400.0 is not in -360..360"
            + " degrees; write rotate:45, for example.",
        "mix:0.1@5|Stream segment 1 ('mix:0.1@5'): mix needs a share and what is mixed in; write"
            + " mix:0.1:usps, mix:0.1:rotate:60 or mix:0.1:classes:8/9.",
        "mix:10:usps@5|Stream segment 1 ('mix:10:usps@5'): the share 10.0 is not in (0,1]; write"
            + " 0.1 for a tenth.",
        "classes:5-3@5|Stream segment 1 ('classes:5-3@5'): '5-3' is no range of classes; write"
            + " classes:0-7, or classes:2/5/8.",
        "wrong-labels:2@5|Stream segment 1 ('wrong-labels:2@5'): the share of wrong labels 2.0 is"
            + " not in [0,1]; write 0.1 for a tenth.",
        "label-delay:-1@5|Stream segment 1 ('label-delay:-1@5'): the label delay -1 is negative;"
            + " write label-delay:100, or never.",
        "long-tail:0.5@5|Stream segment 1 ('long-tail:0.5@5'): the long tail's ratio must be at"
            + " least 1, not 0.5; 100 is usual.",
        "poisoned@2|Stream segment 1 ('poisoned@2'): the length 2 is too short for its 3 segments;"
            + " give at least 6 instances."
      })
  void errorsNameTheSegmentAndTheRemedy(String text, String message) {
    assertThatThrownBy(() -> DriftSchedule.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }

  @Test
  void unknownPartsListWhatThereIs() {
    assertThatThrownBy(() -> DriftSchedule.parse("clean@5,rain:3@5"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(
            "Stream segment 2 ('rain:3@5'): 'rain:3' is no part of a stream; parts are clean, ")
        .hasMessageContaining("gaussian-noise, shot-noise")
        .hasMessageEndingWith("jpeg).");
    assertThatThrownBy(() -> DriftSchedule.parse("clean@5,"))
        .hasMessageStartingWith("Stream segment 2 (''): ");
    assertThatThrownBy(() -> DriftSchedule.parse("clean@2000000000,clean@2000000000"))
        .hasMessage("A stream of 4000000000 instances is too long; 2,147,483,647 are the most.");
    assertThatThrownBy(() -> new DriftSchedule(List.of()))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(DriftSegment.clean(1).mixIn()).isEqualTo(Optional.empty());
  }
}
