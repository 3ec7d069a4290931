package dev.tamis.device;

import dev.tamis.sparsity.KeepRatioSchedule;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Moves the keep ratios. What is wanted is the configured ratio, more of it for some time after a
 * drift; what is affordable follows from what a kept instance has cost so far and from what is left
 * of the budget, to be used up or paid back over the next few thousand instances. Instances go
 * first; only where the least of them is too dear, channels go too.
 */
final class BudgetController {
  private static final int INTERVAL = 128;

  /** Offered instances over which a balance is levelled. */
  private static final double HORIZON = 2000;

  private static final double NANOS_PER_SECOND = 1e9;
  private static final double NANOS_PER_HOUR = 3600 * NANOS_PER_SECOND;
  private static final int REMEMBERED = 256;
  private static final BudgetDecision.Reason[] REASONS = BudgetDecision.Reason.values();

  /** Relative change below which nothing is decided. */
  private static final double NOTICEABLE = 0.02;

  private final AdaptationConfig config;
  private final double expectedMacs;
  private final long[] decidedAt = new long[REMEMBERED];
  private final double[] decidedInstances = new double[REMEMBERED];
  private final double[] decidedChannels = new double[REMEMBERED];
  private final int[] decidedReasons = new int[REMEMBERED];
  private long decisions;
  private double instanceKeepRatio;
  private double channelKeepRatio;
  private long driftUntil = Long.MIN_VALUE;
  private boolean drifting;
  private BudgetDecision.Reason lastReason = BudgetDecision.Reason.CALM;

  /**
   * A controller at the configured ratios.
   *
   * @param expectedMacs what a kept instance is expected to cost before any was trained on
   */
  BudgetController(AdaptationConfig config, double expectedMacs) {
    this.config = config;
    this.expectedMacs = expectedMacs;
    this.instanceKeepRatio = config.instanceKeepRatio();
    this.channelKeepRatio = config.channelKeepRatio();
  }

  double instanceKeepRatio() {
    return instanceKeepRatio;
  }

  double channelKeepRatio() {
    return channelKeepRatio;
  }

  /** The channels' ratio as it is at each step. */
  KeepRatioSchedule channels() {
    return step -> channelKeepRatio;
  }

  /** Drift was seen: the ratios open for some time. */
  void drift(long offered) {
    driftUntil = offered + config.driftInstances();
  }

  boolean isDrifting() {
    return drifting;
  }

  /**
   * Counts an offered instance; every so often the ratios are set anew.
   *
   * @param offered instances so far
   * @param kept of these
   * @param macs spent so far
   * @param busyNanos spent computing so far
   * @param wallNanos gone by so far
   * @param meter of what was used so far
   * @return whether they changed; why is in {@link #lastReason}
   */
  boolean update(
      long offered, long kept, double macs, double busyNanos, double wallNanos, EnergyMeter meter) {
    if (offered % INTERVAL == 0) {
      meter.update(busyNanos, wallNanos);
    }
    boolean drift = offered < driftUntil;
    boolean turned = drift != drifting;
    if (!turned && (offered % INTERVAL != 0 || config.budget().isUnlimited())) {
      return false;
    }
    drifting = drift;
    double wanted =
        drift
            ? Math.min(1, config.driftFactor() * config.instanceKeepRatio())
            : config.instanceKeepRatio();
    double byMacs = affordableByMacs(offered, kept, macs, wallNanos);
    double byTime = affordableByTime(offered, kept, macs, busyNanos, wallNanos);
    double byEnergy = affordableByEnergy(offered, kept, meter.joules(), wallNanos);
    double affordable = Math.min(Math.min(byMacs, byTime), byEnergy);
    double least = Math.min(config.minimumInstanceKeepRatio(), wanted);
    double instances = Math.max(least, Math.min(wanted, affordable));
    double channels =
        Math.max(
            Math.min(config.minimumChannelKeepRatio(), config.channelKeepRatio()),
            config.channelKeepRatio() * Math.min(1, affordable / least));
    return decide(offered, instances, channels, reason(turned, byMacs, byTime, byEnergy));
  }

  private BudgetDecision.Reason reason(
      boolean turned, double byMacs, double byTime, double byEnergy) {
    if (turned) {
      return drifting ? BudgetDecision.Reason.DRIFT : BudgetDecision.Reason.CALM;
    }
    if (byEnergy < Math.min(byMacs, byTime)) {
      return BudgetDecision.Reason.ENERGY;
    }
    return byTime < byMacs ? BudgetDecision.Reason.TIME : BudgetDecision.Reason.COMPUTATION;
  }

  private double affordableByMacs(long offered, long kept, double macs, double wallNanos) {
    double perKept = kept == 0 ? expectedMacs : macs / kept;
    double allowedPerInstance = config.budget().macsPerInstance();
    double byInstance =
        affordable(allowedPerInstance, allowedPerInstance * offered - macs, perKept);
    double allowed = config.budget().macsPerHour() * wallNanos / NANOS_PER_HOUR;
    double byHour =
        offered == 0 || Double.isInfinite(config.budget().macsPerHour())
            ? Double.POSITIVE_INFINITY
            : affordable(allowed / offered, allowed - macs, perKept);
    return Math.min(byInstance, byHour);
  }

  private double affordableByTime(
      long offered, long kept, double macs, double busyNanos, double wallNanos) {
    if (Double.isInfinite(config.budget().timeShareRatio()) || offered == 0 || macs == 0) {
      return Double.POSITIVE_INFINITY;
    }
    double perKept = kept == 0 ? expectedMacs * busyNanos / macs : busyNanos / kept;
    double allowed = config.budget().timeShareRatio() * wallNanos;
    return affordable(allowed / offered, allowed - busyNanos, perKept);
  }

  private double affordableByEnergy(long offered, long kept, double joules, double wallNanos) {
    if (Double.isInfinite(config.budget().watts()) || kept == 0 || joules == 0) {
      return Double.POSITIVE_INFINITY;
    }
    double allowed = config.budget().watts() * wallNanos / NANOS_PER_SECOND;
    return affordable(allowed / offered, allowed - joules, joules / kept);
  }

  /** The share that can be kept on an income per instance and a balance. */
  private static double affordable(double income, double balance, double perKept) {
    return Double.isInfinite(income)
        ? Double.POSITIVE_INFINITY
        : Math.max(0, (income + balance / HORIZON) / perKept);
  }

  private boolean decide(
      long offered, double instances, double channels, BudgetDecision.Reason reason) {
    boolean noticeable =
        Math.abs(instances - instanceKeepRatio) > NOTICEABLE * instanceKeepRatio
            || Math.abs(channels - channelKeepRatio) > NOTICEABLE * channelKeepRatio;
    if (!noticeable) {
      return false;
    }
    lastReason = reason;
    instanceKeepRatio = instances;
    channelKeepRatio = channels;
    int at = (int) (decisions++ % REMEMBERED);
    decidedAt[at] = offered;
    decidedInstances[at] = instances;
    decidedChannels[at] = channels;
    decidedReasons[at] = reason.ordinal();
    return true;
  }

  /** Why the ratios changed the last time. */
  BudgetDecision.Reason lastReason() {
    return lastReason;
  }

  /** How many changes there were. */
  long decisionCount() {
    return decisions;
  }

  /** The last 256 changes, in order. */
  List<BudgetDecision> decisions() {
    List<BudgetDecision> list = new ArrayList<>();
    for (long d = Math.max(0, decisions - REMEMBERED); d < decisions; d++) {
      int at = (int) (d % REMEMBERED);
      list.add(
          new BudgetDecision(
              decidedAt[at],
              decidedInstances[at],
              decidedChannels[at],
              REASONS[decidedReasons[at]]));
    }
    return List.copyOf(list);
  }

  void saveState(DataOutput out) throws IOException {
    out.writeDouble(instanceKeepRatio);
    out.writeDouble(channelKeepRatio);
    out.writeLong(driftUntil);
    out.writeBoolean(drifting);
    out.writeLong(decisions);
    for (int at = 0; at < Math.min(decisions, REMEMBERED); at++) {
      out.writeLong(decidedAt[at]);
      out.writeDouble(decidedInstances[at]);
      out.writeDouble(decidedChannels[at]);
      out.writeInt(decidedReasons[at]);
    }
  }

  void restoreState(DataInput in) throws IOException {
    instanceKeepRatio = in.readDouble();
    channelKeepRatio = in.readDouble();
    driftUntil = in.readLong();
    drifting = in.readBoolean();
    decisions = in.readLong();
    for (int at = 0; at < Math.min(decisions, REMEMBERED); at++) {
      decidedAt[at] = in.readLong();
      decidedInstances[at] = in.readDouble();
      decidedChannels[at] = in.readDouble();
      int reason = in.readInt();
      if (reason < 0 || reason >= REASONS.length) {
        throw new IOException("a saved decision has reason " + reason + ", which is unknown");
      }
      decidedReasons[at] = reason;
    }
  }
}
