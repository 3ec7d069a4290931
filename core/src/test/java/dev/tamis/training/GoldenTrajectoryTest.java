package dev.tamis.training;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tamis.layer.Add;
import dev.tamis.layer.BatchNorm2d;
import dev.tamis.layer.ComputeResources;
import dev.tamis.layer.Conv2d;
import dev.tamis.layer.Flatten;
import dev.tamis.layer.Linear;
import dev.tamis.layer.MaxPool2d;
import dev.tamis.layer.Relu;
import dev.tamis.loss.LossScale;
import dev.tamis.network.BackwardPlan;
import dev.tamis.network.Gradients;
import dev.tamis.network.Network;
import dev.tamis.network.NetworkBuilder;
import dev.tamis.network.NetworkSpec;
import dev.tamis.network.Parameters;
import dev.tamis.optimizer.LearningRateSchedule;
import dev.tamis.optimizer.Optimizer;
import dev.tamis.optimizer.Sgd;
import dev.tamis.random.SeededGenerator;
import dev.tamis.selection.KeepAll;
import dev.tamis.stream.MiniBatch;
import dev.tamis.tensor.ParameterBlock;
import dev.tamis.tensor.Shape;
import dev.tamis.testing.Values;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * Ten steps of a small residual network against the same in double precision; golden/make_golden.py
 * wrote the file and says what is in it.
 */
class GoldenTrajectoryTest {
  private static final int STEPS = 10;
  private static final int BATCHES = 4;
  private static final int CAPACITY = 5;
  private static final double TOLERANCE = 1e-4;
  private static final double FLOOR = 1e-2;
  private static final NetworkSpec SPEC =
      new NetworkBuilder("golden", new Shape(6, 6, 2))
          .add("conv1", Conv2d.square(4, 3, 1, 1, false))
          .add("norm1", new BatchNorm2d())
          .add("relu1", new Relu())
          .add("conv2", Conv2d.square(4, 3, 1, 1, true))
          .add("norm2", new BatchNorm2d())
          .add("add", new Add(), 4, 2)
          .add("relu2", new Relu())
          .add("pool", MaxPool2d.square(2))
          .add("flatten", new Flatten())
          .add("fc", new Linear(3, true))
          .build();

  /** Passes gradients on to SGD and remembers the last. */
  private static final class Watching implements Optimizer {
    private final Sgd sgd = new Sgd(SPEC, BackwardPlan.all(SPEC), 0.9, 0.01);
    private Gradients last = new Gradients(SPEC);

    @Override
    public void step(Parameters parameters, Gradients gradients, double learningRate) {
      last = gradients;
      sgd.step(parameters, gradients, learningRate);
    }

    @Override
    public long stateBytes() {
      return sgd.stateBytes();
    }

    @Override
    public void saveState(DataOutput out) throws IOException {
      sgd.saveState(out);
    }

    @Override
    public void restoreState(DataInput in) throws IOException {
      sgd.restoreState(in);
    }
  }

  @Test
  void tenStepsAreThoseOfDoublePrecision() throws IOException {
    Map<String, double[]> golden = read();
    try (ComputeResources resources = new ComputeResources(2)) {
      Network network = new Network(SPEC, resources, new SeededGenerator(0));
      Watching optimizer = new Watching();
      MiniBatch batch = batch(golden);
      Trainer trainer =
          new Trainer(
              network,
              new TrainerSettings(
                  CAPACITY,
                  BackwardPlan.all(SPEC),
                  optimizer,
                  LearningRateSchedule.stepwise(0.05, 0.5, 6),
                  LossScale.MEAN_OVER_KEPT,
                  new KeepAll(CAPACITY),
                  null),
              batch);
      load(golden, network.parameters());
      for (int t = 0; t < STEPS; t++) {
        offer(golden, t % BATCHES, batch);
        double[] lossSum = {trainer.step(batch).lossSum()};
        Values.assertClose("loss of step " + t, lossSum, golden.get("lossSum " + t), TOLERANCE, 0);
      }
      compare(golden, "gradient", optimizer.last::blocks);
      compare(golden, "final", network.parameters()::trained);
      compare(golden, "statistic", network.parameters()::statistics);
    }
  }

  private interface Blocks {
    List<ParameterBlock> of(int node);
  }

  private static void compare(Map<String, double[]> golden, String what, Blocks blocks) {
    int compared = 0;
    for (int i = 0; i < SPEC.nodes().size(); i++) {
      for (int b = 0; b < blocks.of(i).size(); b++) {
        ParameterBlock block = blocks.of(i).get(b);
        double[] actual = Values.doubles(block.data(), block.offset(), block.length());
        String name = what + " " + i + " " + b;
        Values.assertClose(
            name, actual, Objects.requireNonNull(golden.get(name)), TOLERANCE, FLOOR);
        compared++;
      }
    }
    long stored = golden.keySet().stream().filter(key -> key.startsWith(what + " ")).count();
    assertThat(compared).as(what).isEqualTo((int) stored).isPositive();
  }

  private static void load(Map<String, double[]> golden, Parameters parameters) {
    for (int i = 0; i < SPEC.nodes().size(); i++) {
      for (int b = 0; b < parameters.trained(i).size(); b++) {
        ParameterBlock block = parameters.trained(i).get(b);
        double[] values = Objects.requireNonNull(golden.get("initial " + i + " " + b));
        assertThat(values).hasSize(block.length());
        for (int k = 0; k < values.length; k++) {
          block.data()[block.offset() + k] = (float) values[k];
        }
      }
    }
    parameters.trained().markChanged();
  }

  /** Ids are 10 times the batch plus the place in it. */
  private static MiniBatch batch(Map<String, double[]> golden) {
    return new MiniBatch(
        SPEC.input(),
        3,
        CAPACITY,
        id -> (int) Objects.requireNonNull(golden.get("labels " + id / 10))[(int) (id % 10)]);
  }

  private static void offer(Map<String, double[]> golden, int number, MiniBatch batch) {
    double[] pixels = Objects.requireNonNull(golden.get("images " + number));
    int size = SPEC.input().size();
    batch.clear();
    for (int n = 0; n < pixels.length / size; n++) {
      int at = batch.append(10L * number + n);
      for (int k = 0; k < size; k++) {
        batch.images().data()[at + k] = (float) pixels[n * size + k];
      }
    }
  }

  private static Map<String, double[]> read() throws IOException {
    try (InputStream in =
        Objects.requireNonNull(
            GoldenTrajectoryTest.class.getResourceAsStream("golden/ten_steps.txt"))) {
      Map<String, double[]> golden = new TreeMap<>();
      for (String line : new String(in.readAllBytes(), StandardCharsets.US_ASCII).split("\n")) {
        String[] words = line.split(" ");
        int keys = List.of("images", "labels", "lossSum").contains(words[0]) ? 2 : 3;
        if (!words[0].equals("#")) {
          String key = String.join(" ", Arrays.copyOf(words, keys));
          double[] values =
              Arrays.stream(words).skip(keys).mapToDouble(Double::parseDouble).toArray();
          assertThat(golden.put(key, values)).as(key).isNull();
        }
      }
      return golden;
    }
  }
}
