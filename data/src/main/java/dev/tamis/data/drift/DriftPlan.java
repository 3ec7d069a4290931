package dev.tamis.data.drift;

import dev.tamis.data.LabelledImages;
import dev.tamis.random.SeededGenerator;
import java.util.Arrays;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Which image every instance of a stream shows, and which label it is given. */
final class DriftPlan {
  private final DriftSchedule schedule;
  private final Map<String, LabelledImages> others;
  private final LabelledImages base;
  private final int[] segmentStarts;
  private final int[] images;
  private final int[] givenLabels;
  private final BitSet mixedIn = new BitSet();

  private final ClassPool basePool;
  private final Map<String, ClassPool> otherPools = new LinkedHashMap<>();
  private final SeededGenerator order;
  private final SeededGenerator faults;
  private final int[] classRanks;

  /**
   * Plans a stream.
   *
   * @param others the sets that are mixed in, of the same classes
   * @throws IllegalArgumentException if a segment asks for classes that have no image
   */
  DriftPlan(
      DriftSchedule schedule, LabelledImages base, Map<String, LabelledImages> others, long seed) {
    this.schedule = schedule;
    this.base = base;
    this.others = others;
    basePool = new ClassPool(base, SeededGenerator.split(seed, "drift.images"));
    others.forEach(
        (name, set) ->
            otherPools.put(
                name, new ClassPool(set, SeededGenerator.split(seed, "drift.images." + name))));
    order = SeededGenerator.split(seed, "drift.order");
    faults = SeededGenerator.split(seed, "drift.labels");
    classRanks = new int[base.classCount()];
    Arrays.setAll(classRanks, label -> label);
    SeededGenerator.split(seed, "drift.classes").shuffle(classRanks, classRanks.length);
    images = new int[schedule.length()];
    givenLabels = new int[schedule.length()];
    segmentStarts = new int[schedule.segments().size()];
    for (int number = 1; number < segmentStarts.length; number++) {
      segmentStarts[number] =
          segmentStarts[number - 1] + schedule.segments().get(number - 1).length();
    }
    for (int number = 0; number < segmentStarts.length; number++) {
      DriftSegment segment = schedule.segments().get(number);
      try {
        drawImages(segment, segmentStarts[number]);
        giveLabels(segment, segmentStarts[number]);
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException(
            "Stream segment " + (number + 1) + " ('" + segment + "'): " + e.getMessage() + ".", e);
      }
    }
  }

  private void drawImages(DriftSegment segment, int start) {
    int burst = segment.burstLength();
    int bursts = (int) ((segment.length() + burst - 1L) / burst);
    BitSet newBursts = newBursts(segment.mixIn(), bursts);
    boolean[] allowed = allowed(basePool, segment.prior().classes());
    double[] weights = weights(segment.prior(), allowed);
    for (int number = 0; number < bursts; number++) {
      boolean isNew = newBursts.get(number);
      int image =
          isNew && !(segment.mixIn().orElseThrow().novelty() instanceof ImageTransform)
              ? drawNew(segment.mixIn().orElseThrow().novelty())
              : drawKnown(segment.prior(), allowed, weights);
      int from = start + number * burst;
      int to = (int) Math.min((long) from + burst, start + segment.length());
      Arrays.fill(images, from, to, image);
      mixedIn.set(from, to, isNew);
    }
  }

  /** Exactly the share of the bursts, drawn at random. */
  private BitSet newBursts(Optional<MixIn> mixIn, int bursts) {
    int count = mixIn.map(mix -> (int) Math.round(mix.ratio() * bursts)).orElse(0);
    return drawn(order, bursts, count);
  }

  private static BitSet drawn(SeededGenerator generator, int of, int count) {
    BitSet drawn = new BitSet();
    if (count > 0) {
      int[] places = new int[of];
      Arrays.setAll(places, i -> i);
      generator.shuffle(places, of);
      for (int i = 0; i < count; i++) {
        drawn.set(places[i]);
      }
    }
    return drawn;
  }

  private int drawKnown(ClassPrior prior, boolean[] allowed, double[] weights) {
    return prior.weighting() == ClassPrior.Weighting.NATURAL
        ? basePool.drawAny(allowed)
        : basePool.draw(weights);
  }

  private int drawNew(Novelty novelty) {
    if (novelty instanceof Novelty.OtherClasses other) {
      return basePool.drawAny(allowed(basePool, other.classes()));
    }
    ClassPool pool = otherPools.get(novelty.text());
    if (pool == null) {
      throw new IllegalArgumentException(
          "the data set " + novelty.text() + " was not given; load it and pass it on");
    }
    return pool.drawAny(allowed(pool, List.of()));
  }

  private static boolean[] allowed(ClassPool pool, List<Integer> classes) {
    boolean[] allowed = new boolean[pool.classes()];
    for (int label : classes) {
      if (label >= pool.classes() || pool.count(label) == 0) {
        throw new IllegalArgumentException(
            "there is no image of class "
                + label
                + " in "
                + pool.name()
                + "; name some of its classes, which are 0 to "
                + (pool.classes() - 1));
      }
      allowed[label] = true;
    }
    boolean any = false;
    for (int label = 0; label < allowed.length; label++) {
      allowed[label] |= classes.isEmpty() && pool.count(label) > 0;
      any |= allowed[label];
    }
    if (!any) {
      throw new IllegalArgumentException(pool.name() + " has no images; give a set that has some");
    }
    return allowed;
  }

  private double[] weights(ClassPrior prior, boolean[] allowed) {
    int shown = 0;
    for (boolean isShown : allowed) {
      shown += isShown ? 1 : 0;
    }
    double[] weights = new double[allowed.length];
    int rank = 0;
    for (int label : classRanks) {
      if (allowed[label]) {
        double exponent = shown == 1 ? 0 : -(double) rank / (shown - 1);
        weights[label] = StrictMath.pow(prior.ratio(), exponent);
        rank++;
      }
    }
    return weights;
  }

  private void giveLabels(DriftSegment segment, int start) {
    int length = segment.length();
    for (int id = start; id < start + length; id++) {
      givenLabels[id] = trueLabel(id);
    }
    if (segment.labelFaults().shuffled()) {
      int[] labels = Arrays.copyOfRange(givenLabels, start, start + length);
      faults.shuffle(labels, length);
      System.arraycopy(labels, 0, givenLabels, start, length);
    }
    int wrong = (int) Math.round(segment.labelFaults().wrongRatio() * length);
    if (wrong > 0 && base.classCount() < 2) {
      throw new IllegalArgumentException("with only one class no label can be wrong");
    }
    drawn(faults, length, wrong).stream()
        .forEach(
            place -> {
              int other = faults.nextInt(base.classCount() - 1);
              int right = trueLabel(start + place);
              givenLabels[start + place] = other < right ? other : other + 1;
            });
  }

  int length() {
    return images.length;
  }

  int segmentOf(int id) {
    int found = Arrays.binarySearch(segmentStarts, id);
    return found >= 0 ? found : -found - 2;
  }

  DriftSegment segment(int id) {
    return schedule.segments().get(segmentOf(id));
  }

  /** The set that instance {@code id} is from. */
  LabelledImages set(int id) {
    if (mixedIn.get(id)
        && segment(id).mixIn().orElseThrow().novelty() instanceof Novelty.OtherDataSet other) {
      LabelledImages set = others.get(other.name());
      if (set != null) {
        return set;
      }
    }
    return base;
  }

  /** The number of its image in {@link #set}. */
  int image(int id) {
    return images[id];
  }

  boolean isMixedIn(int id) {
    return mixedIn.get(id);
  }

  int trueLabel(int id) {
    return set(id).label(images[id]);
  }

  int givenLabel(int id) {
    return givenLabels[id];
  }

  /** A hash of which images are shown with which labels. */
  int fingerprint() {
    return 31 * Arrays.hashCode(images) + Arrays.hashCode(givenLabels);
  }

  /** How many images occur after they had occurred before, bursts counted once. */
  int repeatedDraws() {
    return basePool.repeatedDraws()
        + otherPools.values().stream().mapToInt(ClassPool::repeatedDraws).sum();
  }
}
