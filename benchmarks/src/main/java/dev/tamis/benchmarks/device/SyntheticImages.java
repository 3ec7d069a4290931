package dev.tamis.benchmarks.device;

import dev.tamis.benchmarks.SyntheticBatch;
import dev.tamis.benchmarks.Task;
import dev.tamis.device.AdaptationConfig;
import dev.tamis.device.OnDeviceLearner;
import dev.tamis.layer.ComputeResources;
import dev.tamis.network.Network;
import dev.tamis.network.NetworkSpec;
import dev.tamis.random.SeededGenerator;
import dev.tamis.stream.LabelSource;
import dev.tamis.training.SavedNetwork;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;

/** Labelled images, made before anything is measured; a stream offers them again and again. */
final class SyntheticImages implements LabelSource {
  private final NetworkSpec spec;
  private final long seed;
  private final float[][] images;
  private final int[] labels;

  /**
   * Makes images.
   *
   * @param network a name that {@link Task} knows
   */
  SyntheticImages(String network, int count, long seed) {
    Task task = new Task(network, count, 1, seed, 1, 1);
    SyntheticBatch batch = new SyntheticBatch(task, 0);
    this.spec = task.spec();
    this.seed = seed;
    float[] all = batch.channelsLast();
    int size = spec.input().size();
    images = new float[count][];
    for (int n = 0; n < count; n++) {
      images[n] = Arrays.copyOfRange(all, n * size, (n + 1) * size);
    }
    labels = batch.labels();
  }

  float[] image(long id) {
    return images[(int) (id % images.length)];
  }

  @Override
  public int label(long id) {
    return labels[(int) (id % labels.length)];
  }

  /** A learner whose network has learnt nothing yet; as of a file, nothing else keeps that. */
  OnDeviceLearner learner(AdaptationConfig config) {
    try (ComputeResources temporary = new ComputeResources(1)) {
      return OnDeviceLearner.of(shipped(temporary), Map.of(), config);
    }
  }

  private Network shipped(ComputeResources resources) {
    return new Network(spec, resources, SeededGenerator.split(seed, "weights"));
  }

  /** The same, kept in a folder. */
  OnDeviceLearner learner(AdaptationConfig config, Path folder) throws IOException {
    Path model = folder.resolve("model.tamis");
    try (ComputeResources temporary = new ComputeResources(1)) {
      SavedNetwork.write(shipped(temporary), Map.of(), model);
    }
    return OnDeviceLearner.open(folder, model, config);
  }

  /** Bytes of all images. */
  long bytes() {
    return (long) images.length * spec.input().size() * Float.BYTES;
  }
}
