package dev.tamis.stream;

/**
 * Ids of the instances of a mini-batch, and nothing else of it: who holds one can recognise
 * instances, but ask for no label.
 */
@FunctionalInterface
public interface InstanceIds {

  /**
   * The id that the stream gave an instance.
   *
   * @param n number in the mini-batch
   */
  long id(int n);
}
