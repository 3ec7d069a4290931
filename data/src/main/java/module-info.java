/** Data sets on disk, and the streams made from them. */
module dev.tamis.data {
  requires transitive dev.tamis.core;
  requires static java.desktop;
  requires static org.jspecify;
}
