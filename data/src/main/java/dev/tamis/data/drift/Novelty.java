package dev.tamis.data.drift;

import java.util.List;

/** What is new in a part of a segment. */
public sealed interface Novelty permits ImageTransform, Novelty.OtherDataSet, Novelty.OtherClasses {

  /** As the textual form of a schedule says it. */
  String text();

  /**
   * Images of another data set with the same classes.
   *
   * @param name what it is called, or the path of its folder
   */
  record OtherDataSet(String name) implements Novelty {
    @Override
    public String text() {
      return name;
    }
  }

  /**
   * Images of classes that the rest of the segment does not show.
   *
   * @param classes their numbers
   */
  record OtherClasses(List<Integer> classes) implements Novelty {
    /** Copies the list. */
    public OtherClasses {
      classes = List.copyOf(classes);
    }

    @Override
    public String text() {
      return "classes:" + ClassPrior.listed(classes);
    }
  }
}
