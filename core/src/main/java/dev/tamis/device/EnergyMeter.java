package dev.tamis.device;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Energy that adaptation has used. A machine tells at most what all of it uses; of that, adaptation
 * is charged its share of the time. Where the machine tells nothing, the time spent computing is
 * charged at an assumed power, which is an estimate and called one.
 */
final class EnergyMeter implements AutoCloseable {
  private static final double MICRO = 1e-6;
  private static final double NANO = 1e-9;

  private final EnergySource source;
  private final List<Counter> counters;
  private final @Nullable Counter power;
  private final @Nullable Counter current;
  private final @Nullable Counter voltage;
  private final double assumedWatts;
  private double joules;
  private double busyBefore;
  private double wallBefore;

  private EnergyMeter(
      EnergySource source,
      List<Counter> counters,
      @Nullable Counter power,
      @Nullable Counter current,
      @Nullable Counter voltage,
      double assumedWatts) {
    this.source = source;
    this.counters = counters;
    this.power = power;
    this.current = current;
    this.voltage = voltage;
    this.assumedWatts = assumedWatts;
  }

  /**
   * The best meter that a machine has: its processor's counters, else its battery, else none.
   *
   * @param classes where the kernel lists its devices, {@code /sys/class}
   * @param assumedWatts while computing, where there is no meter
   */
  static EnergyMeter find(Path classes, double assumedWatts) {
    List<Counter> zones = new ArrayList<>();
    for (Path zone : list(classes.resolve("powercap"), "intel-rapl:[0-9]*")) {
      // Zones within a package have a second colon, and are counted in it.
      boolean whole = String.valueOf(zone.getFileName()).chars().filter(c -> c == ':').count() == 1;
      Counter counter = whole ? Counter.open(zone.resolve("energy_uj")) : null;
      if (counter != null) {
        counter.wrapsAt(Counter.readOnce(zone.resolve("max_energy_range_uj")));
        zones.add(counter);
      }
    }
    if (!zones.isEmpty()) {
      return new EnergyMeter(EnergySource.RAPL, zones, null, null, null, assumedWatts);
    }
    for (Path supply : list(classes.resolve("power_supply"), "*")) {
      if (!isBattery(supply)) {
        continue;
      }
      Counter power = Counter.open(supply.resolve("power_now"));
      Counter current = power == null ? Counter.open(supply.resolve("current_now")) : null;
      Counter voltage = power == null ? Counter.open(supply.resolve("voltage_now")) : null;
      if (power != null || (current != null && voltage != null)) {
        return new EnergyMeter(
            EnergySource.BATTERY, List.of(), power, current, voltage, assumedWatts);
      }
    }
    return new EnergyMeter(EnergySource.ESTIMATE, List.of(), null, null, null, assumedWatts);
  }

  private static boolean isBattery(Path supply) {
    try {
      return Files.readString(supply.resolve("type")).trim().equals("Battery");
    } catch (IOException e) {
      // A supply that does not say what it is is none that can be used.
      return false;
    }
  }

  private static List<Path> list(Path folder, String pattern) {
    List<Path> paths = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder, pattern)) {
      entries.forEach(paths::add);
    } catch (IOException e) {
      // Most machines have no such folder, which is an answer.
      return List.of();
    }
    Collections.sort(paths);
    return paths;
  }

  EnergySource source() {
    return source;
  }

  /** Used by adaptation so far. */
  double joules() {
    return joules;
  }

  /**
   * Charges what was used since the last call.
   *
   * @param busyNanos spent computing so far
   * @param wallNanos gone by so far
   */
  void update(double busyNanos, double wallNanos) {
    double busy = Math.max(0, busyNanos - busyBefore);
    double wall = Math.max(0, wallNanos - wallBefore);
    busyBefore = busyNanos;
    wallBefore = wallNanos;
    joules +=
        switch (source) {
          case RAPL -> machineJoules() * (wall == 0 ? 0 : Math.min(1, busy / wall));
          case BATTERY -> watts() * Math.min(busy, wall) * NANO;
          case ESTIMATE -> assumedWatts * busy * NANO;
        };
  }

  private double machineJoules() {
    double sum = 0;
    for (Counter counter : counters) {
      sum += counter.gone() * MICRO;
    }
    return sum;
  }

  private double watts() {
    if (power != null) {
      return Math.abs(power.read()) * MICRO;
    }
    return current == null || voltage == null
        ? 0
        : Math.abs(current.read()) * MICRO * voltage.read() * MICRO;
  }

  void saveState(DataOutput out) throws IOException {
    out.writeDouble(joules);
    out.writeDouble(busyBefore);
    out.writeDouble(wallBefore);
  }

  void restoreState(DataInput in) throws IOException {
    joules = in.readDouble();
    busyBefore = in.readDouble();
    wallBefore = in.readDouble();
    // What the machine used in between is nobody's.
    machineJoules();
  }

  @Override
  public void close() {
    counters.forEach(Counter::close);
    for (Counter counter : new @Nullable Counter[] {power, current, voltage}) {
      if (counter != null) {
        counter.close();
      }
    }
  }

  /** A number in a file of the kernel, read again and again without allocating. */
  private static final class Counter {
    private static final int LONGEST = 32;

    private final RandomAccessFile file;
    private final byte[] text = new byte[LONGEST];
    private long last;
    private long range;

    private Counter(RandomAccessFile file) {
      this.file = file;
      last = read();
    }

    static @Nullable Counter open(Path path) {
      try {
        return new Counter(new RandomAccessFile(path.toFile(), "r"));
      } catch (IOException e) {
        // Absent, or only an administrator may read it.
        return null;
      }
    }

    static long readOnce(Path path) {
      try {
        return Long.parseLong(Files.readString(path, StandardCharsets.US_ASCII).trim());
      } catch (IOException | NumberFormatException e) {
        // Then a counter that falls back counts nothing for once.
        return 0;
      }
    }

    void wrapsAt(long microjoules) {
      range = microjoules;
    }

    /** The number; the last one if there is none now. */
    long read() {
      int length;
      try {
        file.seek(0);
        length = file.read(text);
      } catch (IOException e) {
        return last;
      }
      long value = 0;
      boolean negative = false;
      boolean any = false;
      for (int i = 0; i < length; i++) {
        if (text[i] >= '0' && text[i] <= '9') {
          value = 10 * value + (text[i] - '0');
          any = true;
        } else if (text[i] == '-') {
          negative = true;
        }
      }
      return any ? (negative ? -value : value) : last;
    }

    /** By how much it has grown since it was asked the last time. */
    long gone() {
      long now = read();
      long grown = now >= last ? now - last : Math.max(0, now + range - last);
      last = now;
      return grown;
    }

    void close() {
      try {
        file.close();
      } catch (IOException e) {
        // It was only read.
      }
    }
  }
}
