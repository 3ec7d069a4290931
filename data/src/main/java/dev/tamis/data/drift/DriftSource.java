package dev.tamis.data.drift;

import dev.tamis.data.Augmentation;
import dev.tamis.data.FittedImages;
import dev.tamis.data.LabelledImages;
import dev.tamis.data.Normalization;
import dev.tamis.random.SeededGenerator;
import dev.tamis.stream.LabelledSource;
import dev.tamis.tensor.Shape;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/**
 * The instances of a generated stream: the id of each is its place. Their order, images, labels and
 * corruptions follow from one seed, and each can be read again.
 *
 * <p>Images are drawn without replacement; where a stream is longer than its data set they come
 * again. The labels it tells as a label source are the given ones, which may be wrong, at once;
 * {@link #instance} says when they are known. Not for several threads at a time.
 */
public final class DriftSource implements LabelledSource {
  /** As bursts of near-duplicates in trainings. */
  private static final Augmentation JITTER = Augmentation.jitter(2, 0.1);

  private static final long GAMMA = 0x9E3779B97F4A7C15L;

  private final DriftSchedule schedule;
  private final LabelledImages base;
  private final Normalization normalization;
  private final DriftPlan plan;
  private final long imageSeed;
  private final byte[] scratch;

  private DriftSource(
      DriftSchedule schedule,
      LabelledImages base,
      Normalization normalization,
      DriftPlan plan,
      long seed) {
    this.schedule = schedule;
    this.base = base;
    this.normalization = normalization;
    this.plan = plan;
    this.imageSeed = SeededGenerator.split(seed, "drift.transforms").nextLong();
    this.scratch = new byte[base.valuesPerImage()];
  }

  /**
   * Makes the instances of a stream.
   *
   * @param schedule what the stream shows
   * @param images of the size, colour and classes that the model takes (see {@link FittedImages})
   * @param others the sets of {@link DriftSchedule#mixedDataSets} by name; fitted to the images
   * @param normalization as the model wants it
   * @param seed everything random follows from it
   * @param says told in one sentence each what had to be done to the other sets, and whether images
   *     come more than once
   * @throws IllegalArgumentException if a set is missing or does not fit, or a segment asks for
   *     classes that have no image
   */
  public static DriftSource of(
      DriftSchedule schedule,
      LabelledImages images,
      Map<String, LabelledImages> others,
      Normalization normalization,
      long seed,
      Consumer<String> says) {
    if (!normalization.fits(images.channels())) {
      throw new IllegalArgumentException(
          "Input mean and std do not fit the "
              + images.channels()
              + " channels of "
              + images.name()
              + "; give one of each for every channel.");
    }
    Map<String, LabelledImages> fitted = new LinkedHashMap<>();
    for (String name : schedule.mixedDataSets()) {
      LabelledImages other = others.get(name);
      if (other != null) {
        fitted.put(
            name,
            FittedImages.fit(
                other,
                images.height(),
                images.width(),
                images.channels(),
                images.classNames(),
                says));
      }
    }
    DriftPlan plan = new DriftPlan(schedule, images, fitted, seed);
    if (plan.repeatedDraws() > 0) {
      says.accept(
          "the stream is longer than its images: %d times an image comes again"
              .formatted(plan.repeatedDraws()));
    }
    return new DriftSource(schedule, images, normalization, plan, seed);
  }

  @Override
  public Shape shape() {
    return new Shape(base.height(), base.width(), base.channels());
  }

  @Override
  public int classes() {
    return base.classCount();
  }

  @Override
  public int count() {
    return plan.length();
  }

  /** The label that is given for an instance; it may be wrong. */
  @Override
  public int label(long id) {
    return plan.givenLabel(checked(id));
  }

  /** The schedule. */
  public DriftSchedule schedule() {
    return schedule;
  }

  /**
   * What is known of an instance.
   *
   * @param id 0 to count - 1
   * @throws IndexOutOfBoundsException if there is no such instance
   */
  public DriftInstance instance(long id) {
    int n = checked(id);
    DriftSegment segment = plan.segment(n);
    boolean novel = plan.isMixedIn(n) || !segment.transforms().isEmpty();
    long delay = segment.labelDelay();
    long knownAt = delay > DriftSegment.NEVER - id ? DriftSegment.NEVER : id + delay;
    return new DriftInstance(
        id, plan.segmentOf(n), novel, plan.trueLabel(n), plan.givenLabel(n), knownAt);
  }

  /** A number that other schedules, seeds and data hardly share. */
  int fingerprint() {
    return 31 * (31 * schedule.toString().hashCode() + Long.hashCode(imageSeed))
        + plan.fingerprint();
  }

  private int checked(long id) {
    return Math.toIntExact(Objects.checkIndex(id, (long) plan.length()));
  }

  /**
   * Writes an instance's image, transformed and normalised.
   *
   * @param random not used: the stream's seed decides
   */
  @Override
  public void read(int index, RandomGenerator random, float[] destination, int offset) {
    int id = checked(index);
    DriftSegment segment = plan.segment(id);
    LabelledImages set = plan.set(id);
    long seed = imageSeed + id * GAMMA;
    Augmentation variation = segment.burstLength() > 1 ? JITTER : Augmentation.none();
    variation.copyPixels(
        set, plan.image(id), SeededGenerator.split(seed, "jitter"), destination, offset);
    Optional<ImageTransform> novelty =
        plan.isMixedIn(id)
            ? segment
                .mixIn()
                .map(MixIn::novelty)
                .filter(ImageTransform.class::isInstance)
                .map(ImageTransform.class::cast)
            : Optional.empty();
    transform(novelty, segment.transforms(), seed, destination, offset);
    normalization.apply(destination, offset, base.valuesPerImage());
  }

  private void transform(
      Optional<ImageTransform> first,
      List<ImageTransform> then,
      long seed,
      float[] destination,
      int offset) {
    if (first.isEmpty() && then.isEmpty()) {
      return;
    }
    for (int i = 0; i < scratch.length; i++) {
      scratch[i] = (byte) Math.round(destination[offset + i]);
    }
    byte[] pixels = scratch;
    if (first.isPresent()) {
      pixels = first.get().apply(pixels, base.height(), base.width(), base.channels(), seed);
    }
    for (ImageTransform transform : then) {
      pixels = transform.apply(pixels, base.height(), base.width(), base.channels(), seed);
    }
    for (int i = 0; i < scratch.length; i++) {
      destination[offset + i] = pixels[i] & 0xff;
    }
  }
}
