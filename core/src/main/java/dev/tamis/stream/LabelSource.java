package dev.tamis.stream;

/** Knows labels; asked only for instances that are trained on, audited or evaluated. */
@FunctionalInterface
public interface LabelSource {

  /**
   * The label of an instance.
   *
   * @param id as the stream gave it
   * @return 0 to classes - 1
   */
  int label(long id);
}
