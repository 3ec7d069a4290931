package dev.tamis.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.tamis.testing.SavedStates;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EnergyMeterTest {
  private static final double SECOND = 1e9;

  @TempDir Path classes;

  private void write(String file, String text) throws IOException {
    Path path = classes.resolve(file);
    Files.createDirectories(path.getParent());
    Files.writeString(path, text);
  }

  private void package0(long microjoules) throws IOException {
    write("powercap/intel-rapl:0/energy_uj", microjoules + "\n");
  }

  @Test
  void withoutAMeterThePowerIsAssumed() {
    try (EnergyMeter meter = EnergyMeter.find(classes, 4)) {
      assertThat(meter.source()).isEqualTo(EnergySource.ESTIMATE);
      meter.update(2 * SECOND, 10 * SECOND);
      meter.update(2.5 * SECOND, 20 * SECOND);
      assertThat(meter.joules()).isCloseTo(10, within(1e-9));
    }
  }

  @Test
  void countersAreChargedByTheShareOfTheTime() throws IOException {
    package0(5_000_000);
    write("powercap/intel-rapl:0/max_energy_range_uj", "100000000\n");
    // A zone within the package, which has it already.
    write("powercap/intel-rapl:0:0/energy_uj", "1\n");
    write("powercap/intel-rapl:1/energy_uj", "0\n");
    write("power_supply/BAT0/type", "Battery\n");
    write("power_supply/BAT0/power_now", "9000000\n");
    try (EnergyMeter meter = EnergyMeter.find(classes, 4)) {
      assertThat(meter.source()).isEqualTo(EnergySource.RAPL);
      package0(45_000_000);
      write("powercap/intel-rapl:0:0/energy_uj", "70000000\n");
      write("powercap/intel-rapl:1/energy_uj", "20000000\n");
      meter.update(SECOND, 4 * SECOND);
      assertThat(meter.joules()).isCloseTo(60 / 4.0, within(1e-9));
      // Round the end of its range: 55 J to it, and 5 more.
      package0(5_000_000);
      meter.update(3 * SECOND, 6 * SECOND);
      assertThat(meter.joules()).isCloseTo(15 + 60, within(1e-9));
    }
  }

  @Test
  void aBatteryIsChargedWhileComputing() throws IOException {
    write("power_supply/AC/type", "Mains\n");
    write("power_supply/AC/power_now", "1\n");
    write("power_supply/BAT0/type", "Battery\n");
    write("power_supply/BAT0/current_now", "-500000\n");
    write("power_supply/BAT0/voltage_now", "12000000\n");
    try (EnergyMeter meter = EnergyMeter.find(classes, 4)) {
      assertThat(meter.source()).isEqualTo(EnergySource.BATTERY);
      meter.update(2 * SECOND, 10 * SECOND);
      assertThat(meter.joules()).isCloseTo(12, within(1e-9));
    }
  }

  @Test
  void whatTheMachineUsedWhileNothingRanIsNobodys() throws IOException {
    package0(1_000_000);
    byte[] saved;
    try (EnergyMeter meter = EnergyMeter.find(classes, 4)) {
      package0(3_000_000);
      meter.update(SECOND, SECOND);
      saved = SavedStates.bytes(meter::saveState);
    }
    try (EnergyMeter meter = EnergyMeter.find(classes, 4)) {
      package0(50_000_000);
      meter.restoreState(SavedStates.reader(saved));
      package0(51_000_000);
      meter.update(2 * SECOND, 2 * SECOND);
      assertThat(meter.joules()).isCloseTo(3, within(1e-9));
    }
  }

  @Test
  void aDamagedMeterCountsNothing() throws IOException {
    write("powercap/intel-rapl:0/energy_uj", "no number\n");
    try (EnergyMeter meter = EnergyMeter.find(classes, 4)) {
      meter.update(SECOND, SECOND);
      assertThat(meter.joules()).isZero();
    }
  }
}
