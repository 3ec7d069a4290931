package dev.tamis.cli.adapt;

import dev.tamis.cli.run.EvaluationData;
import dev.tamis.cli.run.SettingException;
import dev.tamis.data.DataRoot;
import dev.tamis.data.LabelledImages;
import dev.tamis.data.Normalization;
import dev.tamis.data.Split;
import dev.tamis.data.ValidationSplit;
import dev.tamis.data.drift.DriftSchedule;
import dev.tamis.data.drift.DriftSource;
import dev.tamis.network.NetworkSpec;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The images of an adaptation: a generated stream draws from training images, tests use test
 * images.
 */
final class AdaptData {
  /** As in trainings: the same images are left out for every seed. */
  private static final long VALIDATION_SEED = 1;

  private static final long TUNING_SEED = 2;

  /** A stream of test images differs from that of training images in its random numbers, too. */
  private static final long TEST_SEED = 1_000_003;

  private final String name;
  private final DataRoot root;
  private final Normalization normalization;
  private final Consumer<String> says;
  private final boolean tuning;
  private final LabelledImages streamed;
  private final LabelledImages others;
  private final @Nullable LabelledImages test;

  /**
   * Loads images.
   *
   * @param name a known data set or a folder
   * @param validationImages as {@code --validation-images}
   * @param tuning whether test images are not touched: one half of what is streamed is tested on
   * @param says told in one sentence each what had to be done to them
   * @throws IOException if they are missing or invalid
   */
  AdaptData(
      String name,
      int validationImages,
      boolean tuning,
      DataRoot root,
      NetworkSpec spec,
      List<String> classNames,
      Normalization normalization,
      Consumer<String> says)
      throws IOException {
    this.name = name;
    this.root = root;
    this.tuning = tuning;
    this.normalization = normalization;
    this.says = says;
    LabelledImages whole = EvaluationData.load(name, Split.TRAIN, root);
    // Cut as the training cut them, before they are made to fit.
    ValidationSplit split = validationImages > 0 ? cut(whole, validationImages) : null;
    LabelledImages unseen = split == null ? whole : split.validation();
    LabelledImages seen = split == null ? whole : split.training();
    streamed =
        EvaluationData.fit(tuning ? half(unseen).training() : unseen, spec, classNames, says);
    others = EvaluationData.fit(seen, spec, classNames, sentence -> {});
    LabelledImages tested = tested(whole, unseen);
    test = tested == null ? null : EvaluationData.fit(tested, spec, classNames, sentence -> {});
  }

  private @Nullable LabelledImages tested(LabelledImages whole, LabelledImages unseen)
      throws IOException {
    if (tuning) {
      return half(unseen).validation();
    }
    if (EvaluationData.hasParts(name, root)) {
      return EvaluationData.load(name, Split.TEST, root);
    }
    says.accept(whole.name() + " does not tell test images from others: nothing is tested");
    return null;
  }

  private static ValidationSplit half(LabelledImages images) {
    return ValidationSplit.of(images, Math.max(1, images.count() / 2), TUNING_SEED);
  }

  private static ValidationSplit cut(LabelledImages images, int count) {
    try {
      return ValidationSplit.of(images, count, VALIDATION_SEED);
    } catch (IllegalArgumentException e) {
      throw new SettingException("--validation-images: " + e.getMessage(), e);
    }
  }

  String name() {
    return name;
  }

  /** What a stream draws from. */
  LabelledImages streamed() {
    return streamed;
  }

  /** What the model may have been trained on: to be remembered. */
  LabelledImages others() {
    return others;
  }

  /** Test images as they are; null if there are none. */
  @Nullable LabelledImages test() {
    return test;
  }

  Normalization normalization() {
    return normalization;
  }

  /**
   * The stream.
   *
   * @throws SettingException if the images do not have what it shows
   */
  DriftSource stream(DriftSchedule schedule, long seed) throws IOException {
    return source(schedule, streamed, false, seed, says);
  }

  /** The same of test images, in which nothing has been seen before; null if there are none. */
  @Nullable DriftSource testStream(DriftSchedule schedule, long seed) throws IOException {
    LabelledImages images = test;
    return images == null ? null : source(schedule, images, true, seed + TEST_SEED, sentence -> {});
  }

  private DriftSource source(
      DriftSchedule schedule,
      LabelledImages images,
      boolean forTest,
      long seed,
      Consumer<String> hears)
      throws IOException {
    Map<String, LabelledImages> mixed = new LinkedHashMap<>();
    for (String other : schedule.mixedDataSets()) {
      mixed.put(other, mixedIn(other, forTest));
    }
    try {
      return DriftSource.of(schedule, images, mixed, normalization, seed, hears);
    } catch (IllegalArgumentException e) {
      throw new SettingException("--stream: " + e.getMessage(), e);
    }
  }

  private LabelledImages mixedIn(String other, boolean forTest) throws IOException {
    if (!tuning) {
      return EvaluationData.load(other, forTest ? Split.TEST : Split.TRAIN, root);
    }
    ValidationSplit halves = half(EvaluationData.load(other, Split.TRAIN, root));
    return forTest ? halves.validation() : halves.training();
  }
}
