package dev.tamis.cli.run;

import dev.tamis.data.Augmentation;
import dev.tamis.data.LabelNoise;
import dev.tamis.data.LabelledImages;
import dev.tamis.data.LongTail;
import dev.tamis.stream.BurstStream;
import dev.tamis.stream.EpochStream;
import dev.tamis.stream.InstanceStream;
import dev.tamis.stream.LabelledSource;
import dev.tamis.stream.SinglePassStream;

/** What is made of the training images, and in which order they are offered. */
final class Scenario {
  static final String[] NAMES = {"balanced", "long-tail", "bursts", "single-pass", "label-noise"};

  private static final int JITTER_PIXELS = 2;
  private static final double JITTER_BRIGHTNESS = 0.1;
  private static final int PADDING = 4;

  private final TrainSettings settings;

  Scenario(TrainSettings settings) {
    this.settings = settings;
  }

  LabelledImages images(LabelledImages training) {
    return switch (settings.scenario) {
      case "long-tail" -> LongTail.of(training, settings.imbalanceRatio, settings.seed);
      case "label-noise" -> LabelNoise.of(training, settings.labelNoiseRatio, settings.seed);
      default -> training;
    };
  }

  /** Near-duplicates differ by a jitter; what the recipe augments would make them differ more. */
  Augmentation augmentation() {
    if (settings.scenario.equals("bursts")) {
      return Augmentation.jitter(JITTER_PIXELS, JITTER_BRIGHTNESS);
    }
    return settings.augmentation.equals("none")
        ? Augmentation.none()
        : Augmentation.randomCropAndFlip(PADDING);
  }

  InstanceStream stream(LabelledSource source) {
    return switch (settings.scenario) {
      case "bursts" -> new BurstStream(source, settings.burstLength, settings.seed);
      case "single-pass" -> new SinglePassStream(source, settings.seed);
      default -> new EpochStream(source, settings.seed);
    };
  }
}
