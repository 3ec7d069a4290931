package dev.tamis.data.corruption;

/** What a corruption does to a picture. */
@FunctionalInterface
interface Effect {

  /**
   * The corrupted picture; the given one may be changed, too.
   *
   * @param level severity - 1, so an index of published parameters
   */
  Picture apply(Picture picture, int level, Draws draws);
}
