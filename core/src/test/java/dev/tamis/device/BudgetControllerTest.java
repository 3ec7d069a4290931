package dev.tamis.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.tamis.testing.SavedStates;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class BudgetControllerTest {
  private static final AdaptationConfig CONFIG =
      AdaptationConfig.defaults().withInstanceKeepRatio(0.2);
  private static final double FIXED_MACS = 5;
  private static final double TRAIN_MACS = 300;

  /** A device that spends what the ratios say, in lumps of mini-batches. */
  private static final class Device {
    final BudgetController controller;
    final EnergyMeter meter = EnergyMeter.find(Path.of("no such folder"), 3);
    final double nanosPerInstance;
    final double nanosPerMac;
    long offered;
    long kept;
    double macs;
    double due;
    double credit;

    Device(BudgetController controller, double nanosPerInstance, double nanosPerMac) {
      this.controller = controller;
      this.nanosPerInstance = nanosPerInstance;
      this.nanosPerMac = nanosPerMac;
    }

    void run(int instances) {
      for (int n = 0; n < instances; n++) {
        offered++;
        macs += FIXED_MACS;
        credit += controller.instanceKeepRatio();
        if (credit >= 1) {
          credit--;
          kept++;
          due += TRAIN_MACS * (1 + 2 * controller.channelKeepRatio()) / 3;
        }
        if (kept % 32 == 0) {
          macs += due;
          due = 0;
        }
        controller.update(
            offered, kept, macs, macs * nanosPerMac, offered * nanosPerInstance, meter);
      }
    }
  }

  @Test
  void withoutABudgetNothingMoves() {
    Device device = new Device(new BudgetController(CONFIG, 400), 1, 1);
    device.run(10_000);
    assertThat(device.controller.instanceKeepRatio()).isEqualTo(0.2);
    assertThat(device.controller.decisionCount()).isZero();
  }

  @Test
  void macsPerInstanceAreKept() {
    ComputeBudget budget = ComputeBudget.UNLIMITED.withMacsPerInstance(30);
    Device device = new Device(new BudgetController(CONFIG.withBudget(budget), 400), 1, 1);
    device.run(30_000);
    assertThat(device.macs / device.offered).isCloseTo(30, within(1.5));
    assertThat(device.controller.channelKeepRatio()).isEqualTo(1);
    assertThat(device.controller.decisions())
        .isNotEmpty()
        .allMatch(d -> d.reason() == BudgetDecision.Reason.COMPUTATION);
  }

  @Test
  void macsPerHourAreKept() {
    // A tenth of a second per instance: 36,000 instances an hour.
    ComputeBudget budget = ComputeBudget.UNLIMITED.withMacsPerHour(36_000 * 20.0);
    Device device = new Device(new BudgetController(CONFIG.withBudget(budget), 400), 1e8, 1);
    device.run(36_000);
    assertThat(device.macs).isCloseTo(36_000 * 20.0, within(36_000.0));
  }

  @Test
  void theShareOfTimeIsKept() {
    ComputeBudget budget = ComputeBudget.UNLIMITED.withTimeShareRatio(0.1);
    Device device = new Device(new BudgetController(CONFIG.withBudget(budget), 400), 100, 0.5);
    device.run(30_000);
    assertThat(device.macs * 0.5 / (device.offered * 100.0)).isCloseTo(0.1, within(0.005));
    assertThat(device.controller.decisions())
        .isNotEmpty()
        .allMatch(d -> d.reason() == BudgetDecision.Reason.TIME);
  }

  @Test
  void thePowerIsKept() {
    // Computing all the time would draw 3 W.
    ComputeBudget budget = ComputeBudget.UNLIMITED.withWatts(0.3);
    Device device = new Device(new BudgetController(CONFIG.withBudget(budget), 400), 100, 0.5);
    device.run(30_000);
    double wallSeconds = device.offered * 100 * 1e-9;
    assertThat(device.meter.joules() / wallSeconds).isCloseTo(0.3, within(0.015));
    assertThat(device.controller.decisions())
        .isNotEmpty()
        .allMatch(d -> d.reason() == BudgetDecision.Reason.ENERGY);
  }

  @Test
  void aGenerousBudgetDoesNotRaiseTheRatio() {
    ComputeBudget budget = ComputeBudget.UNLIMITED.withMacsPerInstance(1e6);
    Device device = new Device(new BudgetController(CONFIG.withBudget(budget), 400), 1, 1);
    device.run(5000);
    assertThat(device.controller.instanceKeepRatio()).isEqualTo(0.2);
  }

  @Test
  void whereInstancesCannotGoLowerChannelsDo() {
    AdaptationConfig config =
        CONFIG
            .withMinimumInstanceKeepRatio(0.1)
            .withBudget(ComputeBudget.UNLIMITED.withMacsPerInstance(27));
    Device device = new Device(new BudgetController(config, 400), 1, 1);
    device.run(20_000);
    assertThat(device.controller.instanceKeepRatio()).isEqualTo(0.1);
    assertThat(device.controller.channelKeepRatio()).isBetween(0.4, 0.95);
    assertThat(device.macs / device.offered).isCloseTo(27, within(1.5));
  }

  @Test
  void driftOpensTheRatioAndCalmClosesIt() throws IOException {
    BudgetController controller = new BudgetController(CONFIG, 400);
    Device device = new Device(controller, 1, 1);
    device.run(100);
    controller.drift(100);
    device.run(1);
    assertThat(controller.instanceKeepRatio()).isEqualTo(0.4);
    assertThat(controller.isDrifting()).isTrue();
    BudgetController copy = new BudgetController(CONFIG, 400);
    copy.restoreState(SavedStates.reader(SavedStates.bytes(controller::saveState)));
    assertThat(copy.instanceKeepRatio()).isEqualTo(0.4);
    device.run(1000);
    assertThat(controller.instanceKeepRatio()).isEqualTo(0.2);
    assertThat(controller.decisions())
        .extracting(BudgetDecision::reason)
        .containsExactly(BudgetDecision.Reason.DRIFT, BudgetDecision.Reason.CALM);
    assertThat(copy.decisions()).isEqualTo(controller.decisions().subList(0, 1));
  }
}
