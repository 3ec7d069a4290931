package dev.tamis.device;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.Percentage;
import jdk.jfr.StackTrace;

/**
 * Events for the JDK's flight recorder. One object per kind is filled and committed again and
 * again, and only while it is recorded: otherwise an event is a look at a flag.
 */
final class FlightEvents implements DeviceEvents {
  private final TrainingStep step = new TrainingStep();
  private final Judgement judgement = new Judgement();
  private final WeightsServed served = new WeightsServed();
  private final RolledBack rolledBack = new RolledBack();
  private final DriftSeen driftSeen = new DriftSeen();
  private final BudgetDecided decided = new BudgetDecided();

  // A recording may begin in the middle of what an event measures.
  private boolean stepBegan;
  private boolean judgementBegan;

  @Override
  public void beginStep() {
    stepBegan = step.isEnabled();
    if (stepBegan) {
      step.begin();
    }
  }

  @Override
  public void endStep(long number, int instances, int replayed, double loss) {
    if (stepBegan) {
      step.end();
      step.step = number;
      step.instances = instances;
      step.replayed = replayed;
      step.loss = loss;
      step.commit();
    }
  }

  @Override
  public void beginJudgement() {
    judgementBegan = judgement.isEnabled();
    if (judgementBegan) {
      judgement.begin();
    }
  }

  @Override
  public void endJudgement(int heldOut, int servedRight, int trainedRight, Trial.Verdict verdict) {
    if (judgementBegan) {
      judgement.end();
      judgement.heldOut = heldOut;
      judgement.servedRight = servedRight;
      judgement.trainedRight = trainedRight;
      judgement.verdict = verdict.name();
      judgement.commit();
    }
  }

  @Override
  public void serve(long version) {
    if (served.isEnabled()) {
      now(served);
      served.version = version;
      served.commit();
    }
  }

  @Override
  public void rollBack(long number, RollBack reason) {
    if (rolledBack.isEnabled()) {
      now(rolledBack);
      rolledBack.step = number;
      rolledBack.reason = reason.name();
      rolledBack.commit();
    }
  }

  @Override
  public void drift(long offered, boolean adwin, boolean pageHinkley, double accuracyRatio) {
    if (driftSeen.isEnabled()) {
      now(driftSeen);
      driftSeen.offered = offered;
      driftSeen.adwin = adwin;
      driftSeen.pageHinkley = pageHinkley;
      driftSeen.accuracyRatio = accuracyRatio;
      driftSeen.commit();
    }
  }

  @Override
  public void decide(
      long offered,
      double instanceKeepRatio,
      double channelKeepRatio,
      BudgetDecision.Reason reason) {
    if (decided.isEnabled()) {
      now(decided);
      decided.offered = offered;
      decided.instanceKeepRatio = instanceKeepRatio;
      decided.channelKeepRatio = channelKeepRatio;
      decided.reason = reason.name();
      decided.commit();
    }
  }

  /** An event that was committed before keeps its time unless it gets a new one. */
  private static void now(Event event) {
    event.begin();
    event.end();
  }

  @Name("dev.tamis.TrainingStep")
  @Label("Training Step")
  @Category({"Tamis", "Device"})
  @Description("The deployed network was trained on a mini-batch")
  @StackTrace(false)
  static final class TrainingStep extends Event {
    @Label("Step")
    @Description("Counts from 1")
    long step;

    @Label("Instances")
    @Description("In the mini-batch, replayed ones included")
    int instances;

    @Label("Replayed")
    @Description("Of these, from the replay memory")
    int replayed;

    @Label("Loss")
    @Description("Mean over the mini-batch; NaN if training diverged")
    double loss;
  }

  @Name("dev.tamis.Judgement")
  @Label("Judgement")
  @Category({"Tamis", "Device"})
  @Description("The trained weights met the served ones on the held-out instances")
  @StackTrace(false)
  static final class Judgement extends Event {
    @Label("Held Out")
    @Description("Instances that judged")
    int heldOut;

    @Label("Served Right")
    @Description("Of these, those that the served weights get right")
    int servedRight;

    @Label("Trained Right")
    @Description("Of these, those that the trained weights get right")
    int trainedRight;

    @Label("Verdict")
    @Description("SERVE, BLOCK, CONTINUE or ROLL_BACK")
    String verdict = "";
  }

  @Name("dev.tamis.WeightsServed")
  @Label("Weights Served")
  @Category({"Tamis", "Device"})
  @Description("The trained weights replaced the served ones")
  @StackTrace(false)
  static final class WeightsServed extends Event {
    @Label("Version")
    @Description("As predictions name it: how often weights were exchanged")
    long version;
  }

  @Name("dev.tamis.RolledBack")
  @Label("Rolled Back")
  @Category({"Tamis", "Device"})
  @Description("What was learnt since the served weights was given up")
  @StackTrace(false)
  static final class RolledBack extends Event {
    @Label("Step")
    @Description("Training steps so far")
    long step;

    @Label("Reason")
    @Description("EXPLODED, LOST or BLOCKED")
    String reason = "";
  }

  @Name("dev.tamis.DriftSeen")
  @Label("Drift Seen")
  @Category({"Tamis", "Device"})
  @Description("The served network's errors have risen")
  @StackTrace(false)
  static final class DriftSeen extends Event {
    @Label("Offered")
    @Description("Instances so far")
    long offered;

    @Label("ADWIN")
    @Description("Whether ADWIN saw it")
    boolean adwin;

    @Label("Page-Hinkley")
    @Description("Whether the Page-Hinkley test saw it")
    boolean pageHinkley;

    @Label("Accuracy")
    @Description("Fading prequential accuracy of the served network")
    @Percentage
    double accuracyRatio;
  }

  @Name("dev.tamis.BudgetDecision")
  @Label("Budget Decision")
  @Category({"Tamis", "Device"})
  @Description("The keep ratios change")
  @StackTrace(false)
  static final class BudgetDecided extends Event {
    @Label("Offered")
    @Description("Instances so far")
    long offered;

    @Label("Instance Keep Ratio")
    @Percentage
    double instanceKeepRatio;

    @Label("Channel Keep Ratio")
    @Percentage
    double channelKeepRatio;

    @Label("Reason")
    @Description("COMPUTATION, TIME, DRIFT or CALM")
    String reason = "";
  }
}
