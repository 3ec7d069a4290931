package dev.tamis.device;

import dev.tamis.layer.BatchNorm2d;
import dev.tamis.layer.ComputeResources;
import dev.tamis.layer.Conv2d;
import dev.tamis.layer.Flatten;
import dev.tamis.layer.Linear;
import dev.tamis.layer.MaxPool2d;
import dev.tamis.layer.Relu;
import dev.tamis.loss.LossScale;
import dev.tamis.network.BackwardPlan;
import dev.tamis.network.Network;
import dev.tamis.network.NetworkBuilder;
import dev.tamis.network.NetworkSpec;
import dev.tamis.optimizer.LearningRateSchedule;
import dev.tamis.optimizer.Sgd;
import dev.tamis.random.SeededGenerator;
import dev.tamis.selection.KeepAll;
import dev.tamis.stream.MiniBatch;
import dev.tamis.tensor.Shape;
import dev.tamis.training.Trainer;
import dev.tamis.training.TrainerSettings;
import java.util.function.ToIntFunction;

/**
 * Noisy images of four classes, each a blob in a quarter of its own; in a drifted world the blobs
 * are dark and each in the next quarter. A network that was trained on the first world knows
 * nothing of the second.
 */
final class SyntheticWorld {
  static final int CLASSES = 4;
  static final Shape SHAPE = new Shape(12, 12, 1);
  static final NetworkSpec SPEC =
      new NetworkBuilder("device", SHAPE)
          .add("conv1", Conv2d.square(16, 5, 1, 2, true))
          .add("relu1", new Relu())
          .add("pool1", MaxPool2d.square(2))
          .add("conv2", Conv2d.square(32, 5, 1, 2, true))
          .add("relu2", new Relu())
          .add("pool2", MaxPool2d.square(2))
          .add("flatten", new Flatten())
          .add("fc", new Linear(CLASSES, true))
          .build();

  /** One whose batch norms have running statistics. */
  static final NetworkSpec NORMALISED =
      new NetworkBuilder("normalised", SHAPE)
          .add("conv1", Conv2d.square(16, 5, 1, 2, false))
          .add("norm1", new BatchNorm2d())
          .add("relu1", new Relu())
          .add("pool1", MaxPool2d.square(2))
          .add("conv2", Conv2d.square(32, 5, 1, 2, false))
          .add("norm2", new BatchNorm2d())
          .add("relu2", new Relu())
          .add("pool2", MaxPool2d.square(2))
          .add("flatten", new Flatten())
          .add("fc", new Linear(CLASSES, true))
          .build();

  private static final int HALF = 6;
  private static final double NOISE = 0.8;
  private static final int STEPS = 150;
  private static final int BATCH = 16;

  private final SeededGenerator random;

  SyntheticWorld(long seed) {
    random = SeededGenerator.split(seed, "synthetic world");
  }

  int label() {
    return random.nextInt(CLASSES);
  }

  float[] image(int label, boolean drifted) {
    float[] image = new float[SHAPE.size()];
    draw(label, drifted, image, 0);
    return image;
  }

  private void draw(int label, boolean drifted, float[] destination, int offset) {
    int quarter = drifted ? (label + 1) % CLASSES : label;
    for (int y = 0; y < 2 * HALF; y++) {
      for (int x = 0; x < 2 * HALF; x++) {
        boolean inside = y / HALF == quarter / 2 && x / HALF == quarter % 2;
        double blob = inside ? drifted ? -1 : 1 : 0;
        destination[offset + y * 2 * HALF + x] = (float) (blob + NOISE * random.nextGaussian());
      }
    }
  }

  /** Share of so many images that a predictor gets right. */
  static double accuracy(ToIntFunction<float[]> predictor, boolean drifted, int count) {
    SyntheticWorld world = new SyntheticWorld(999);
    int right = 0;
    for (int n = 0; n < count; n++) {
      int label = world.label();
      right += predictor.applyAsInt(world.image(label, drifted)) == label ? 1 : 0;
    }
    return (double) right / count;
  }

  /** A network trained on the first world. */
  static Network shipped(ComputeResources resources) {
    return shipped(SPEC, resources);
  }

  /** The same of another spec. */
  static Network shipped(NetworkSpec spec, ComputeResources resources) {
    Network network = new Network(spec, resources, new SeededGenerator(1));
    SyntheticWorld world = new SyntheticWorld(1);
    int[] labels = new int[BATCH];
    MiniBatch batch = new MiniBatch(SHAPE, CLASSES, BATCH, id -> labels[(int) id]);
    BackwardPlan plan = BackwardPlan.all(spec);
    Trainer trainer =
        new Trainer(
            network,
            new TrainerSettings(
                BATCH,
                plan,
                new Sgd(spec, plan, 0.9, 0),
                LearningRateSchedule.constant(0.01),
                LossScale.MEAN_OVER_KEPT,
                new KeepAll(BATCH),
                null),
            batch);
    for (int step = 0; step < STEPS; step++) {
      batch.clear();
      for (int n = 0; n < BATCH; n++) {
        labels[n] = world.label();
        int at = batch.append(n);
        world.draw(labels[n], false, batch.images().data(), at);
      }
      trainer.step(batch);
    }
    return network;
  }
}
