package dev.tamis.device;

import dev.tamis.report.FalseDropEstimate;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** What {@link Adaptation} counts. */
final class DeviceCounters {
  long offered;
  long kept;
  long labelsAsked;
  long trained;
  long replayed;
  long heldOut;
  long unlabelled;
  long badLabels;
  long rejected;
  long uncertain;
  long audited;
  long auditedWrong;
  long steps;
  long evaluations;
  long swaps;
  long rollbacksExploded;
  long rollbacksLost;
  long blocked;
  long servedRight;
  long trainedRight;
  long judgedRows;
  long evaluationMacs;
  long evaluationNanos;
  long replayMacs;

  /** Id of the last instance from before the stream; these count down from -1. */
  long earlierId;

  DeviceReport.Instances instances(WaitingRoom waiting, long overflowed, String lastProblem) {
    return new DeviceReport.Instances(
        labelsAsked,
        kept,
        trained,
        replayed,
        heldOut,
        uncertain,
        waiting.count(),
        waiting.dropped(),
        unlabelled,
        badLabels,
        rejected,
        overflowed,
        lastProblem);
  }

  DeviceReport.Weights weights(int reservoirCount) {
    return new DeviceReport.Weights(
        steps,
        evaluations,
        swaps,
        rollbacksExploded,
        rollbacksLost,
        blocked,
        reservoirCount,
        (double) servedRight / judgedRows,
        (double) trainedRight / judgedRows);
  }

  FalseDropEstimate falseDrops() {
    return new FalseDropEstimate(auditedWrong, audited);
  }

  private long[] values() {
    return new long[] {
      offered,
      kept,
      labelsAsked,
      trained,
      replayed,
      heldOut,
      unlabelled,
      badLabels,
      rejected,
      uncertain,
      audited,
      auditedWrong,
      steps,
      evaluations,
      swaps,
      rollbacksExploded,
      rollbacksLost,
      blocked,
      servedRight,
      trainedRight,
      judgedRows,
      evaluationMacs,
      evaluationNanos,
      replayMacs,
      earlierId
    };
  }

  void saveState(DataOutput out) throws IOException {
    for (long value : values()) {
      out.writeLong(value);
    }
  }

  void restoreState(DataInput in) throws IOException {
    offered = in.readLong();
    kept = in.readLong();
    labelsAsked = in.readLong();
    trained = in.readLong();
    replayed = in.readLong();
    heldOut = in.readLong();
    unlabelled = in.readLong();
    badLabels = in.readLong();
    rejected = in.readLong();
    uncertain = in.readLong();
    audited = in.readLong();
    auditedWrong = in.readLong();
    steps = in.readLong();
    evaluations = in.readLong();
    swaps = in.readLong();
    rollbacksExploded = in.readLong();
    rollbacksLost = in.readLong();
    blocked = in.readLong();
    servedRight = in.readLong();
    trainedRight = in.readLong();
    judgedRows = in.readLong();
    evaluationMacs = in.readLong();
    evaluationNanos = in.readLong();
    replayMacs = in.readLong();
    earlierId = in.readLong();
  }
}
