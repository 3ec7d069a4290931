package dev.tamis.data.drift;

import java.util.List;

/**
 * How often each class is shown.
 *
 * @param classes numbers of those shown at all; empty for all
 * @param weighting how often each of them
 * @param ratio of the most to the least frequent class where they make a long tail, else 1
 */
public record ClassPrior(List<Integer> classes, Weighting weighting, double ratio) {

  /** As frequent as in the data set, all classes. */
  public static final ClassPrior NATURAL = new ClassPrior(List.of(), Weighting.NATURAL, 1);

  /** How often each class is shown. */
  public enum Weighting {
    /** As often as in the data set. */
    NATURAL,
    /** Each as often as any other. */
    UNIFORM,
    /** In a random order, each exponentially less often than the one before. */
    LONG_TAIL
  }

  /**
   * Copies the list and checks.
   *
   * @throws IllegalArgumentException if a class is negative, or the ratio below 1 or not finite
   */
  public ClassPrior {
    classes = classes.stream().distinct().sorted().toList();
    if (!classes.isEmpty() && classes.get(0) < 0) {
      throw new IllegalArgumentException(
          "class " + classes.get(0) + " is negative; they start at 0");
    }
    if (!(ratio >= 1) || Double.isInfinite(ratio)) {
      throw new IllegalArgumentException(
          "the long tail's ratio must be at least 1, not " + ratio + "; 100 is usual");
    }
  }

  ClassPrior ofClasses(List<Integer> newClasses) {
    return new ClassPrior(newClasses, weighting, ratio);
  }

  ClassPrior weighted(Weighting newWeighting, double newRatio) {
    return new ClassPrior(classes, newWeighting, newRatio);
  }

  /** Class numbers as text: runs as {@code 0-7}, separated by slashes. */
  static String listed(List<Integer> classes) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < classes.size(); i++) {
      int first = classes.get(i);
      int last = first;
      while (i + 1 < classes.size() && classes.get(i + 1) == last + 1) {
        last = classes.get(++i);
      }
      text.append(text.isEmpty() ? "" : "/").append(first);
      if (last > first) {
        text.append(last == first + 1 ? "/" : "-").append(last);
      }
    }
    return text.toString();
  }

  /** Its parts in the textual form of a schedule; empty for {@link #NATURAL}. */
  List<String> texts() {
    String shown = classes.isEmpty() ? "" : "classes:" + listed(classes);
    String weights =
        switch (weighting) {
          case NATURAL -> "";
          case UNIFORM -> "uniform";
          case LONG_TAIL -> "long-tail:" + ScheduleText.number(ratio);
        };
    return List.of(shown, weights).stream().filter(text -> !text.isEmpty()).toList();
  }
}
