package dev.tamis.tensor;

/** The chosen channels of an error map that are propagated (n' of n in the paper), ascending. */
public final class ChannelSet extends IndexSet {

  /**
   * An empty set.
   *
   * @param capacity how many there are to choose from at the most
   */
  public ChannelSet(int capacity) {
    super(capacity);
  }

  /** A set that has chosen all of {@code total}. */
  public static ChannelSet all(int total) {
    ChannelSet set = new ChannelSet(total);
    set.selectAll();
    return set;
  }

  /**
   * A set of the given indices out of {@code total}.
   *
   * @throws IllegalArgumentException if they are not ascending, or out of range
   */
  public static ChannelSet of(int total, int... indices) {
    ChannelSet set = new ChannelSet(total);
    for (int index : indices) {
      set.append(index);
    }
    return set;
  }
}
