/**
 * Data sets on disk, image folders, augmentation, corruptions, streams that drift, watched folders,
 * and the slice of Fashion-MNIST that ships.
 */
module dev.tamis.data {
  requires transitive dev.tamis.core;
  requires static java.desktop;
  requires static org.jspecify;

  exports dev.tamis.data;
  exports dev.tamis.data.corruption;
  exports dev.tamis.data.drift;
}
