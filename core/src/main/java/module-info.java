/** Trains CNNs on the device that runs them. */
module dev.tamis.core {
  requires static jdk.incubator.vector;
  requires static org.jspecify;
}
