package dev.tamis.cli.bench;

import com.google.gson.JsonObject;
import dev.tamis.cli.run.Json;
import dev.tamis.cli.run.ProvenanceCollector;
import dev.tamis.layer.ComputeResources;
import java.io.IOException;
import java.util.Arrays;
import java.util.function.Consumer;

/** Measures a network's products and its whole training step on this machine. */
public final class Benchmark {
  private static final long WARM_NANOS = 3_000_000_000L;
  private static final long MOST_WARM_NANOS = 10_000_000_000L;
  private static final int WARM_STEPS = 8;
  private static final int QUIET_STEPS = 50;
  private static final int PEAK_RUNS = 400;
  private static final int PEAK_ROUNDS = 20_000;

  private Benchmark() {}

  /**
   * The measurements, keys as documented for {@code tamis bench --json}.
   *
   * @param progress told what is measured next
   * @throws IOException if the machine cannot be described
   * @throws IllegalArgumentException if the batch needs more than an array holds
   */
  public static JsonObject run(BenchSettings settings, Consumer<String> progress)
      throws IOException {
    try (ComputeResources resources = new ComputeResources(settings.threads())) {
      JsonObject json = new JsonObject();
      json.addProperty("network", settings.spec().name());
      json.addProperty("batchSize", settings.batchSize());
      json.addProperty("threads", settings.threads());
      json.addProperty("channelKeepRatio", settings.channelKeepRatio());
      json.addProperty("instanceKeepRatio", settings.instanceKeepRatio());
      json.addProperty("bits", settings.scheme().activationBits());
      json.addProperty("kernelSet", resources.kernelsName());
      json.addProperty("kernelSetReason", resources.kernelsReason());
      progress.accept("peak of one core");
      double peak = peakGflops(resources);
      json.addProperty("peakGflops", peak);
      progress.accept("products of each layer");
      json.add("kernels", new ProductTimes(settings, resources, peak).measure());
      progress.accept("whole steps");
      steps(settings, resources, json);
      json.add(
          "provenance",
          ProvenanceCollector.synthetic(
              settings.spec(),
              resources,
              StepUnderTest.SEED,
              settings.version(),
              settings.command()));
      return json;
    }
  }

  /** Best of several short runs on one core. */
  private static double peakGflops(ComputeResources resources) {
    float[] sink = new float[64];
    double best = 0;
    for (int run = 0; run < PEAK_RUNS; run++) {
      long start = System.nanoTime();
      long operations = resources.multiplyAdd(PEAK_ROUNDS, sink);
      best = Math.max(best, (double) operations / Math.max(1, System.nanoTime() - start));
    }
    return best;
  }

  private static void steps(BenchSettings settings, ComputeResources resources, JsonObject json) {
    StepUnderTest step = new StepUnderTest(settings, resources);
    StepUnderTest dense =
        settings.hasMethod() ? new StepUnderTest(settings.dense(), resources) : step;
    AllocationMeter meter = new AllocationMeter("tamis-worker");
    warm(step, dense, meter);
    long[] before = step.macs();
    long allocated = 0;
    for (int i = 0; i < settings.steps(); i++) {
      long bytes = meter.total();
      step.measure(i);
      allocated += meter.total() - bytes;
      if (dense != step) {
        dense.measure(i);
      }
    }
    long[] after = step.macs();
    json.add("step", times(step.millis()));
    json.addProperty("allocatedBytesPerStep", allocated / settings.steps());
    json.addProperty("plannedBytes", step.plannedBytes());
    if (dense != step) {
      json.add("denseStep", times(dense.millis()));
      json.addProperty("densePlannedBytes", dense.plannedBytes());
      json.addProperty("toDenseMinRatio", min(step.millis()) / min(dense.millis()));
      json.addProperty("toDenseMedianRatio", median(step.millis()) / median(dense.millis()));
      double wall = 1 - median(step.millis()) / median(dense.millis());
      double counted = 1 - (double) (after[0] - before[0]) / (after[1] - before[1]);
      json.addProperty("wallSavingRatio", wall);
      json.addProperty("countedSavingRatio", counted);
      json.add("wallToCountedRatio", Json.number(wall / counted));
    }
  }

  /**
   * Until the steps allocate nothing: what is not compiled yet boxes its vectors. At most {@link
   * #MOST_WARM_NANOS}, which large networks need without getting there.
   */
  private static void warm(StepUnderTest step, StepUnderTest dense, AllocationMeter meter) {
    long begin = System.nanoTime();
    long quiet = 0;
    for (int i = 0; quiet < QUIET_STEPS && System.nanoTime() - begin < MOST_WARM_NANOS; i++) {
      long bytes = meter.total();
      step.warm();
      boolean early = i < WARM_STEPS || System.nanoTime() - begin < WARM_NANOS;
      quiet = early || meter.total() > bytes ? 0 : quiet + 1;
      dense.warm();
    }
  }

  private static JsonObject times(double[] millis) {
    JsonObject json = new JsonObject();
    json.addProperty("minMillis", min(millis));
    json.addProperty("medianMillis", median(millis));
    return json;
  }

  private static double min(double[] values) {
    return Arrays.stream(values).min().orElseThrow();
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }
}
