package dev.tamis.selection;

import dev.tamis.cost.ComputeCost;
import dev.tamis.cost.Phase;
import dev.tamis.layer.ComputeResources;
import dev.tamis.network.BackwardCost;
import dev.tamis.network.BackwardPlan;
import dev.tamis.network.ChannelSelector;
import dev.tamis.network.Gradients;
import dev.tamis.network.Network;
import dev.tamis.network.NetworkSpec;
import dev.tamis.network.Workspace;
import dev.tamis.optimizer.LearningRateSchedule;
import dev.tamis.optimizer.Sgd;
import dev.tamis.random.SeededGenerator;
import dev.tamis.tensor.ErrorMap;
import dev.tamis.tensor.FeatureMap;
import dev.tamis.tensor.InstanceSet;
import dev.tamis.tensor.Shape;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * The filter's own small network: one score per image, trained on the instances whose loss became
 * known.
 */
final class FilterLearner {
  private final FilterScoring scoring;
  private final Network network;
  private final Workspace workspace;
  private final Gradients gradients;
  private final Sgd optimizer;
  private final LearningRateSchedule schedule;
  private final FilterInput input;
  private final FeatureMap images;
  private final ErrorMap error;
  private final InstanceSet places;
  private final float[] scores;
  private final long forwardMacs;

  /** What the network read last: it must not change until the network has learnt from it. */
  private FeatureMap read;

  private long steps;

  FilterLearner(
      FilterTraining training,
      FilterScoring scoring,
      Shape image,
      FilterInput input,
      ComputeResources resources,
      int capacity,
      long seed) {
    NetworkSpec spec = training.network();
    if (!spec.input().equals(input.shape())) {
      throw new IllegalArgumentException(
          "the filter's network takes " + spec.input() + ", but is to read " + input.shape());
    }
    if (spec.output().size() != scoring.outputs()) {
      throw new IllegalArgumentException(
          "filter network "
              + spec.name()
              + " has "
              + spec.output().size()
              + " outputs, not "
              + scoring.outputs());
    }
    this.scoring = scoring;
    BackwardPlan plan = BackwardPlan.all(spec);
    SeededGenerator generator = SeededGenerator.split(seed, "filter.initialization");
    network = new Network(spec, resources, generator, training.scheme());
    workspace = network.trainingWorkspace(plan, capacity);
    gradients = new Gradients(spec);
    optimizer = new Sgd(spec, plan, training.momentum(), training.weightDecay());
    schedule = training.learningRate();
    images = FeatureMap.allocate(image, capacity);
    this.input = input;
    read = images;
    error = ErrorMap.allocate(spec.output(), capacity);
    places = new InstanceSet(capacity);
    scores = new float[capacity];
    forwardMacs = spec.forwardMacs();
  }

  /** Multiply-accumulates of scoring one image. */
  long scoringMacs() {
    return input.macs() + forwardMacs;
  }

  Network network() {
    return network;
  }

  NetworkSpec spec() {
    return network.spec();
  }

  /** Scores by number among the offered. */
  float[] scores() {
    return scores;
  }

  ErrorMap error() {
    return error;
  }

  /** Scores the instances that are looked at. */
  void score(FeatureMap offered, InstanceSet looked, ComputeCost cost) {
    if (looked.count() == 0) {
      return;
    }
    if (!looked.isAll()) {
      gather(offered, looked);
    }
    note(forward(looked.isAll() ? offered : images, cost), looked);
  }

  /** Prepares learning from some of the instances that were looked at. */
  void retain(FeatureMap offered, InstanceSet looked, InstanceSet lessons) {
    error.resize(lessons.count());
    InstanceSet rows = looked.isAll() ? lessons : places(looked, lessons);
    if (read == offered) {
      gather(offered, lessons);
      read = images;
    } else {
      read.compact(rows);
    }
    network.retain(workspace, rows, read);
  }

  /** Where the lessons are among those that were looked at. */
  private InstanceSet places(InstanceSet looked, InstanceSet lessons) {
    places.reset(looked.count());
    for (int k = 0; k < looked.count(); k++) {
      if (lessons.contains(looked.get(k))) {
        places.append(k);
      }
    }
    return places;
  }

  /** Scores the lessons alone, and prepares learning from them. */
  void scoreLessons(FeatureMap offered, InstanceSet lessons, ComputeCost cost) {
    error.resize(lessons.count());
    gather(offered, lessons);
    note(forward(images, cost), lessons);
  }

  private void note(FeatureMap logits, InstanceSet instances) {
    for (int k = 0; k < instances.count(); k++) {
      scores[instances.get(k)] = scoring.score(logits, k, instances.get(k));
    }
  }

  private FeatureMap forward(FeatureMap from, ComputeCost cost) {
    read = input.of(from, cost);
    long start = System.nanoTime();
    FeatureMap logits = network.forward(read, workspace);
    int instances = from.instances();
    cost.add(
        Phase.FILTER_FORWARD,
        forwardMacs * instances,
        network.bits().forwardBitMacs() * instances,
        System.nanoTime() - start);
    return logits;
  }

  private void gather(FeatureMap offered, InstanceSet instances) {
    images.resize(instances.count());
    for (int k = 0; k < instances.count(); k++) {
      System.arraycopy(
          offered.data(),
          offered.offset(instances.get(k)),
          images.data(),
          images.offset(k),
          offered.shape().size());
    }
  }

  /** One step from the error that was written for the lessons. */
  void learn(ComputeCost cost) {
    long start = System.nanoTime();
    network.atStep(steps);
    network.backward(error, ChannelSelector.ALL, workspace, gradients);
    optimizer.step(network.parameters(), gradients, schedule.at(steps));
    steps++;
    BackwardCost backward = workspace.backwardCost();
    cost.add(
        Phase.FILTER_BACKWARD,
        backward.totalMacs(),
        backward.errorBitMacs() + backward.weightBitMacs(),
        System.nanoTime() - start);
  }

  long bytes() {
    long parameters = 2 * network.spec().parameterCount() * Float.BYTES;
    return parameters
        + optimizer.stateBytes()
        + workspace.bytes()
        + input.bytes()
        + network.packedBytes()
        + scoring.bytes()
        + (long) images.data().length * Float.BYTES;
  }

  void saveState(DataOutput out) throws IOException {
    network.parameters().saveState(out);
    optimizer.saveState(out);
    out.writeLong(steps);
    if (network.scheme().isQuantized()) {
      out.writeLong(network.roundingSeed());
    }
  }

  void restoreState(DataInput in) throws IOException {
    network.parameters().restoreState(in);
    optimizer.restoreState(in);
    steps = in.readLong();
    if (network.scheme().isQuantized()) {
      network.roundingSeed(in.readLong());
    }
  }
}
