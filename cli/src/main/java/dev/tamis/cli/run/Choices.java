package dev.tamis.cli.run;

import java.util.List;

/** Settings that are one of a few words. */
final class Choices {
  private Choices() {}

  static void check(TrainSettings settings) {
    require("--method", settings.method, "dense", "filter", "prune", "filter+prune");
    require("--filter", settings.filter, "budgeted", "paper", "random", "none");
    require(
        "--learning-rate-schedule",
        settings.learningRateSchedule,
        "constant",
        "step",
        "cosine",
        "linear");
    require("--loss-scale", settings.lossScale, "kept", "offered", "inverse-probability");
    require("--augmentation", settings.augmentation, "none", "crop-flip");
    require(
        "--channel-importance",
        settings.channelImportance,
        "product",
        "sum",
        "paper",
        "error",
        "random");
  }

  private static void require(String flag, String value, String... choices) {
    if (!List.of(choices).contains(value)) {
      throw new IllegalArgumentException(
          flag + " '" + value + "' is unknown; it is one of " + String.join(", ", choices));
    }
  }
}
