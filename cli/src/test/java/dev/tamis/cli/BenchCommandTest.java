package dev.tamis.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BenchCommandTest {

  @Test
  void jsonHasTheKeysOfTheContract() {
    Tamis.Result result = bench("lenet5", "--keep-channels", 0.5, "--keep-instances", 0.5).ends(0);
    JsonObject json = result.object();

    assertThat(json.keySet())
        .contains(
            "network",
            "batchSize",
            "threads",
            "kernelSet",
            "kernelSetReason",
            "peakGflops",
            "kernels",
            "step",
            "allocatedBytesPerStep",
            "denseStep",
            "wallSavingRatio",
            "countedSavingRatio",
            "provenance");
    assertThat(json.getAsJsonObject("step").keySet()).contains("minMillis", "medianMillis");
    assertThat(json.get("peakGflops").getAsDouble()).isPositive();
    assertThat(json.getAsJsonObject("provenance").get("command").getAsString())
        .startsWith("tamis bench --network lenet5");
    assertThat(result.err()).contains("whole steps");
  }

  @Test
  void listsDenseAndPrunedProductsOfEachGeometry() {
    JsonObject json = bench("lenet5", "--keep-channels", 0.5).ends(0).object();
    List<String> rows = new ArrayList<>();
    for (JsonElement element : json.getAsJsonArray("kernels")) {
      JsonObject row = element.getAsJsonObject();
      rows.add(
          row.get("layer").getAsString()
              + " "
              + row.get("product").getAsString()
              + " "
              + row.get("channelKeepRatio").getAsDouble());
      assertThat(row.get("gflops").getAsDouble()).isPositive();
      assertThat(row.get("shareOfPeakRatio").getAsDouble()).isBetween(0.0, 1.5);
    }

    assertThat(rows)
        .doesNotHaveDuplicates()
        .contains(
            "conv2 forward 1.0",
            "conv2 errorPropagation 1.0",
            "conv2 errorPropagation 0.5",
            "conv2 weightGradient 1.0",
            "conv2 weightGradient 0.5")
        .doesNotContain("conv1 errorPropagation 1.0");
  }

  /**
   * As users run it, in a JVM of its own: what other tests did to this one's profiles stays out.
   */
  @Test
  void aSteadyDenseStepAllocatesNothing() throws IOException {
    Process process = Tamis.start(null, arguments("lenet"));
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    JsonObject json = JsonParser.parseString(out).getAsJsonObject();

    assertThat(json.get("allocatedBytesPerStep").getAsLong()).isZero();
    assertThat(json.has("denseStep")).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "--network, alexnet",
    "--batch-size, 0",
    "--threads, 0",
    "--steps, 0",
    "--keep-channels, 0",
    "--keep-channels, 1.5",
    "--keep-instances, 0",
    "--keep-instances, NaN"
  })
  void aMistakeIsNamed(String flag, String value) {
    Tamis.Result result = Tamis.run("bench", flag, value, "--json").ends(2);

    assertThat(result.err()).contains(flag).contains(value);
    assertThat(result.out()).isEmpty();
  }

  private static Tamis.Result bench(String network, Object... more) {
    return Tamis.run(arguments(network, more));
  }

  private static Object[] arguments(String network, Object... more) {
    List<Object> arguments =
        new ArrayList<>(List.of("bench", "--network", network, "--batch-size", 4));
    arguments.addAll(List.of("--threads", 1, "--steps", 5, "--json"));
    arguments.addAll(List.of(more));
    return arguments.toArray();
  }
}
