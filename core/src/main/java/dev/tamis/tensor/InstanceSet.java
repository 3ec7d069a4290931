package dev.tamis.tensor;

/** The chosen instances of an offered mini-batch, ascending. */
public final class InstanceSet extends IndexSet {

  /**
   * An empty set.
   *
   * @param capacity how many there are to choose from at the most
   */
  public InstanceSet(int capacity) {
    super(capacity);
  }

  /** A set that has chosen all of {@code total}. */
  public static InstanceSet all(int total) {
    InstanceSet set = new InstanceSet(total);
    set.selectAll();
    return set;
  }

  /**
   * A set of the given indices out of {@code total}.
   *
   * @throws IllegalArgumentException if they are not ascending, or out of range
   */
  public static InstanceSet of(int total, int... indices) {
    InstanceSet set = new InstanceSet(total);
    for (int index : indices) {
      set.append(index);
    }
    return set;
  }
}
