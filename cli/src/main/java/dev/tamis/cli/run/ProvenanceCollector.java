package dev.tamis.cli.run;

import com.google.gson.JsonElement;
import dev.tamis.checkpoint.NetworkSpecCodec;
import dev.tamis.data.LabelledImages;
import dev.tamis.layer.ComputeResources;
import dev.tamis.network.NetworkSpec;
import dev.tamis.report.Provenance;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** Collects where a result comes from. */
public final class ProvenanceCollector {
  private static final Path CPU_INFO = Path.of("/proc/cpuinfo");

  private ProvenanceCollector() {}

  static JsonElement collect(TrainingSetup setup, String version, String command)
      throws IOException {
    TrainSettings settings = setup.settings();
    return collect(
        setup.network(),
        setup.resources(),
        settings.data,
        dataHash(setup.trainImages()),
        settings.seed,
        version,
        command);
  }

  /** Of a measurement on random images that follow from the seed: there is no data to hash. */
  public static JsonElement synthetic(
      NetworkSpec network, ComputeResources resources, long seed, String version, String command)
      throws IOException {
    return collect(network, resources, "synthetic", "", seed, version, command);
  }

  /** Of an adaptation to a stream of these images; none of a watched folder, whose data is open. */
  public static JsonElement stream(
      NetworkSpec network,
      ComputeResources resources,
      String stream,
      @Nullable LabelledImages images,
      long seed,
      String version,
      String command)
      throws IOException {
    String hash = images == null ? "" : dataHash(images);
    return collect(network, resources, stream, hash, seed, version, command);
  }

  private static JsonElement collect(
      NetworkSpec network,
      ComputeResources resources,
      String data,
      String dataSha256,
      long seed,
      String version,
      String command)
      throws IOException {
    Provenance provenance =
        new Provenance(
            version,
            network.name(),
            networkHash(network),
            data,
            dataSha256,
            seed,
            resources.kernelsName(),
            resources.kernelsReason(),
            resources.threads(),
            System.getProperty("java.vendor") + " " + Runtime.version(),
            property("os.name") + " " + property("os.version") + " " + property("os.arch"),
            cpu(),
            Instant.now().truncatedTo(ChronoUnit.SECONDS).toString(),
            command);
    return Json.PRETTY.toJsonTree(provenance);
  }

  private static String property(String name) {
    return System.getProperty(name, "unknown");
  }

  private static String networkHash(NetworkSpec spec) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    NetworkSpecCodec.write(spec, new DataOutputStream(bytes));
    return HexFormat.of().formatHex(sha256().digest(bytes.toByteArray()));
  }

  private static String dataHash(LabelledImages images) {
    MessageDigest digest = sha256();
    byte[] pixels = new byte[images.valuesPerImage()];
    for (int i = 0; i < images.count(); i++) {
      images.copyBytes(i, pixels, 0);
      digest.update(pixels);
      digest.update((byte) images.label(i));
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JVM has SHA-256", e);
    }
  }

  private static String cpu() throws IOException {
    if (Files.isReadable(CPU_INFO)) {
      for (String line : Files.readAllLines(CPU_INFO)) {
        if (line.startsWith("model name")) {
          return line.substring(line.indexOf(':') + 1).strip();
        }
      }
    }
    return property("os.arch");
  }
}
