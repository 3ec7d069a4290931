package dev.tamis.kernels;

/** Work that is split over what it writes: items from..to-1, each independent of the others. */
@FunctionalInterface
public interface RangeTask {

  /**
   * Does the items of one range.
   *
   * @param from first item
   * @param to one past the last item
   * @param scratch memory of the calling worker, contents undefined
   */
  void run(int from, int to, float[] scratch);
}
