package dev.tamis.device;

import dev.tamis.layer.BatchNorm;
import dev.tamis.network.Network;
import dev.tamis.network.NetworkSpec;
import dev.tamis.network.Parameters;
import dev.tamis.network.Workspace;
import dev.tamis.tensor.ParameterBlock;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;

/**
 * Running statistics of batch norms that follow a stream, without labels. After a change of camera,
 * light or weather it is largely they that do not fit any more (Schneider et al. 2020, arXiv
 * 2006.16971; Nado et al. 2020, arXiv 2006.10963). Here they are measured in forward passes that
 * are made anyway, so that they cost no products, and what was measured fades.
 *
 * <p>What a network reads differs from its running statistics even where nothing has changed. So
 * these are moved by the difference to a reference: instances from before the stream, or else its
 * first {@value #REFERENCE_COUNT}; and of that only by what is no chance. Where the stream is like
 * the reference, nothing moves.
 */
public final class StreamStatistics {
  /** Instances of the stream that are the reference where none from before it is known. */
  static final int REFERENCE_COUNT = 256;

  /** Share of the newest instance. */
  private static final double RATE = 1.0 / 256;

  /** Times the distance that chance alone makes that is taken for chance. */
  private static final double CHANCE = 3;

  /** Instances between two changes of what is normalised by. */
  private static final int INTERVAL = 8;

  /** What an instance's mean, and its deviation, can be away from the usual, in deviations. */
  private static final double MOST_DEVIATIONS = 16;

  /** Keeps the ratio of two variances near 1 where a channel hardly varies. */
  private static final double VARIANCE_FLOOR = 1e-3;

  private final int[] means;
  private final int[] variances;
  private final float[] shipped;
  private final double[] reference;
  private final double[] fading;

  /** By channel, the variance of what an instance of the reference has as its mean. */
  private final double[] between;

  /** Where each norm's channels end. */
  private final int[] ends;

  private final float[] moments;
  private long referenceCount;
  private boolean referenceKnown;
  private long count;
  private boolean following = true;

  /** Statistics that begin as those of a network. */
  StreamStatistics(NetworkSpec spec, Parameters parameters) {
    shipped = parameters.statistics().data().clone();
    reference = new double[shipped.length];
    fading = new double[shipped.length];
    moments = new float[shipped.length];
    int channels = 0;
    for (int i = 0; i < spec.nodes().size(); i++) {
      channels += isNorm(spec, i) ? parameters.statistics(i).get(0).length() : 0;
    }
    means = new int[channels];
    variances = new int[channels];
    between = new double[channels];
    int at = 0;
    int norms = 0;
    int[] end = new int[spec.nodes().size()];
    for (int i = 0; i < spec.nodes().size(); i++) {
      if (isNorm(spec, i)) {
        List<ParameterBlock> blocks = parameters.statistics(i);
        for (int c = 0; c < blocks.get(0).length(); c++) {
          means[at] = blocks.get(0).offset() + c;
          variances[at++] = blocks.get(1).offset() + c;
        }
        end[norms++] = at;
      }
    }
    ends = Arrays.copyOf(end, norms);
  }

  private StreamStatistics(StreamStatistics other) {
    means = other.means;
    variances = other.variances;
    shipped = other.shipped.clone();
    reference = other.reference.clone();
    fading = other.reference.clone();
    between = other.between.clone();
    ends = other.ends;
    moments = new float[shipped.length];
    referenceCount = other.referenceCount;
    referenceKnown = other.referenceKnown;
    following = other.following;
  }

  private static boolean isNorm(NetworkSpec spec, int i) {
    return spec.layer(i) instanceof BatchNorm;
  }

  /** Whether a network has anything to follow a stream with. */
  static boolean concern(NetworkSpec spec) {
    return spec.nodes().stream().anyMatch(node -> node.layer() instanceof BatchNorm);
  }

  /** The same reference at the beginning of another stream. */
  StreamStatistics restarted() {
    return new StreamStatistics(this);
  }

  /** What the next call of {@link #refer} or {@link #add} is about; to be filled in before. */
  float[] moments() {
    return moments;
  }

  /** Instances of the reference were measured together. */
  void refer(int instances) {
    referenceCount += instances;
    double rate = (double) instances / referenceCount;
    for (int c = 0; c < means.length; c++) {
      double distance = moments[means[c]] - reference[means[c]];
      // Of means over several instances, each says less.
      between[c] = (1 - rate) * (between[c] + rate * distance * distance * instances);
    }
    move(reference, rate);
    System.arraycopy(reference, 0, fading, 0, fading.length);
  }

  /** The reference is complete, and the stream no part of it. */
  void endReference() {
    referenceKnown = true;
  }

  /**
   * Instances of the stream were measured together.
   *
   * @return whether {@link #write} writes something else now
   */
  boolean add(int instances) {
    if (!isFinite()) {
      // Values so large that they overflow on their way say nothing of the stream.
      return false;
    }
    count += instances;
    if (!referenceKnown) {
      refer(instances);
      referenceKnown = referenceCount >= REFERENCE_COUNT;
      return false;
    }
    bound();
    move(fading, 1 - Math.pow(1 - RATE, instances));
    return count % INTERVAL < instances;
  }

  private boolean isFinite() {
    float sum = 0;
    for (int c = 0; c < means.length; c++) {
      // Zero times a value is zero, unless the value is NaN or infinite.
      sum += moments[means[c]] * 0f + moments[variances[c]] * 0f;
    }
    return sum == 0f;
  }

  /** Bounds what a single odd instance can do, by what is usual in its norm. */
  private void bound() {
    int from = 0;
    for (int end : ends) {
      double usual = 0;
      for (int c = from; c < end; c++) {
        usual += fading[variances[c]] / (end - from);
      }
      for (int c = from; c < end; c++) {
        double variance = Math.max(usual, fading[variances[c]]);
        double most = MOST_DEVIATIONS * Math.sqrt(variance);
        double mean = fading[means[c]];
        moments[means[c]] = (float) Math.max(mean - most, Math.min(mean + most, moments[means[c]]));
        moments[variances[c]] =
            (float) Math.min(MOST_DEVIATIONS * MOST_DEVIATIONS * variance, moments[variances[c]]);
      }
      from = end;
    }
  }

  private void move(double[] average, double rate) {
    for (int c = 0; c < means.length; c++) {
      int mean = means[c];
      int variance = variances[c];
      double distance = moments[mean] - average[mean];
      average[mean] += rate * distance;
      average[variance] =
          (1 - rate) * (average[variance] + rate * distance * distance) + rate * moments[variance];
    }
  }

  /** Whether the stream is followed; otherwise the shipped statistics are written. */
  boolean following() {
    return following;
  }

  void following(boolean follows) {
    following = follows;
  }

  /** Forgets what the stream was like lately. */
  void restart() {
    System.arraycopy(reference, 0, fading, 0, fading.length);
  }

  /** Writes what is normalised by into the running statistics of a network. */
  void write(float[] statistics) {
    if (!following) {
      writeShipped(statistics);
      return;
    }
    int from = 0;
    for (int end : ends) {
      double share = changedShare(from, end);
      for (int c = from; c < end; c++) {
        int mean = means[c];
        int variance = variances[c];
        double floor = VARIANCE_FLOOR * shipped[variance] + Float.MIN_NORMAL;
        double ratio = (fading[variance] + floor) / (reference[variance] + floor);
        statistics[mean] = (float) (shipped[mean] + share * (fading[mean] - reference[mean]));
        statistics[variance] = (float) (shipped[variance] * (1 + share * (ratio - 1)));
      }
      from = end;
    }
  }

  /**
   * How much of a norm's distance from the reference is no chance: estimates are drawn back to what
   * they are expected to be by as much as chance explains (James and Stein 1961), so that nothing
   * moves while nothing changes.
   */
  private double changedShare(int from, int end) {
    double distance = 0;
    int channels = 0;
    for (int c = from; c < end; c++) {
      if (between[c] > 0) {
        double d = fading[means[c]] - reference[means[c]];
        distance += d * d / between[c];
        channels++;
      }
    }
    double chance = channels * (RATE / (2 - RATE) + 1.0 / referenceCount);
    return distance == 0 ? 0 : Math.max(0, 1 - CHANCE * chance / distance);
  }

  void writeShipped(float[] statistics) {
    for (int c = 0; c < means.length; c++) {
      statistics[means[c]] = shipped[means[c]];
      statistics[variances[c]] = shipped[variances[c]];
    }
  }

  /**
   * Normalises a network by these statistics.
   *
   * @param network of the spec they are of
   */
  public void begin(Network network) {
    write(network.parameters().statistics().data());
    network.parameters().statistics().markChanged();
  }

  /**
   * Follows the instances of a network's last forward pass: the next pass is normalised by what it
   * has read.
   *
   * @param network of the spec these statistics are of
   * @param workspace of the pass, an {@linkplain Network#observingWorkspace observing} one
   */
  public void follow(Network network, Workspace workspace) {
    network.moments(workspace, moments);
    if (add(workspace.instances())) {
      begin(network);
    }
  }

  long bytes() {
    return (long) shipped.length * (2 * Float.BYTES + 2 * Double.BYTES)
        + (long) means.length * (2 * Integer.BYTES + Double.BYTES);
  }

  void saveState(DataOutput out) throws IOException {
    out.writeInt(shipped.length);
    for (int i = 0; i < shipped.length; i++) {
      out.writeFloat(shipped[i]);
      out.writeDouble(reference[i]);
      out.writeDouble(fading[i]);
    }
    for (double value : between) {
      out.writeDouble(value);
    }
    out.writeLong(referenceCount);
    out.writeBoolean(referenceKnown);
    out.writeLong(count);
    out.writeBoolean(following);
  }

  void restoreState(DataInput in) throws IOException {
    int length = in.readInt();
    if (length != shipped.length) {
      throw new IOException(
          "the saved network has "
              + length
              + " running statistics where this one has "
              + shipped.length);
    }
    for (int i = 0; i < length; i++) {
      shipped[i] = in.readFloat();
      reference[i] = in.readDouble();
      fading[i] = in.readDouble();
    }
    for (int c = 0; c < between.length; c++) {
      between[c] = in.readDouble();
    }
    referenceCount = in.readLong();
    referenceKnown = in.readBoolean();
    count = in.readLong();
    following = in.readBoolean();
  }
}
