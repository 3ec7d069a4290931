package dev.tamis.benchmarks;

import picocli.CommandLine.Option;

/** Flags that say what is computed. */
final class TaskFlags {
  @Option(
      names = "--network",
      required = true,
      description = "lenet, vgg16, mobilenetv1 or resnet8, resnet20 ... resnet110.")
  private String network = "";

  @Option(names = "--batch-size", defaultValue = "128", description = "Instances per step.")
  private int batchSize;

  @Option(names = "--threads", defaultValue = "1", description = "Threads of each library.")
  private int threads;

  @Option(names = "--seed", defaultValue = "1", description = "Of images, labels and weights.")
  private long seed;

  @Option(
      names = "--keep-channels",
      defaultValue = "1",
      description = "Share of channels that error map pruning keeps; adds a sparse side.")
  private double keepChannels;

  @Option(
      names = "--keep-instances",
      defaultValue = "1",
      description = "Share of instances that the early filter keeps; adds a sparse side.")
  private double keepInstances;

  Task task() {
    return new Task(network, batchSize, threads, seed, keepChannels, keepInstances);
  }
}
