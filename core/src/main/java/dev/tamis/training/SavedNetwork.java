package dev.tamis.training;

import dev.tamis.checkpoint.Checkpoint;
import dev.tamis.checkpoint.CheckpointException;
import dev.tamis.checkpoint.NetworkSpecCodec;
import dev.tamis.checkpoint.SectionReader;
import dev.tamis.layer.ComputeResources;
import dev.tamis.network.Network;
import dev.tamis.network.NetworkSpec;
import dev.tamis.random.SeededGenerator;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The network that a training's checkpoint holds, without what the training itself needs. */
public final class SavedNetwork {
  private final Path file;
  private final Checkpoint checkpoint;
  private final NetworkSpec spec;
  private final Map<String, String> metadata;

  private SavedNetwork(
      Path file, Checkpoint checkpoint, NetworkSpec spec, Map<String, String> metadata) {
    this.file = file;
    this.checkpoint = checkpoint;
    this.spec = spec;
    this.metadata = metadata;
  }

  /**
   * Reads a checkpoint.
   *
   * @throws CheckpointException if it is missing, damaged, of a newer version or holds no network
   */
  public static SavedNetwork read(Path file) throws CheckpointException {
    Checkpoint checkpoint = Checkpoint.read(file);
    List<NetworkSpec> specs = new ArrayList<>();
    Map<String, String> metadata = new TreeMap<>();
    get(file, checkpoint, TrainingRun.SPEC_SECTION, in -> specs.add(NetworkSpecCodec.read(in)));
    get(file, checkpoint, TrainingRun.METADATA_SECTION, in -> metadata.putAll(Metadata.read(in)));
    return new SavedNetwork(file, checkpoint, specs.get(0), metadata);
  }

  /**
   * Writes a network without a training: a model file, which {@link #read} reads like a checkpoint.
   * The file is whole or, after a failure, what it was before.
   *
   * @param metadata what a user of the network must know, as strings by name
   * @throws CheckpointException if it cannot be written
   */
  public static void write(Network network, Map<String, String> metadata, Path file)
      throws IOException {
    Checkpoint checkpoint = new Checkpoint();
    put(checkpoint, network, metadata);
    checkpoint.write(file);
  }

  static void put(Checkpoint checkpoint, Network network, Map<String, String> metadata)
      throws IOException {
    checkpoint.put(TrainingRun.SPEC_SECTION, out -> NetworkSpecCodec.write(network.spec(), out));
    checkpoint.put(TrainingRun.PARAMETERS_SECTION, network.parameters()::saveState);
    checkpoint.put(TrainingRun.METADATA_SECTION, out -> Metadata.write(metadata, out));
  }

  private static void get(Path file, Checkpoint checkpoint, String section, SectionReader reader)
      throws CheckpointException {
    try {
      checkpoint.get(section, reader);
    } catch (IOException e) {
      throw new CheckpointException("cannot use checkpoint " + file + ": " + e.getMessage(), e);
    }
  }

  /** What the network is. */
  public NetworkSpec spec() {
    return spec;
  }

  /** What a user of the network must know, as strings by name. */
  public Map<String, String> metadata() {
    return Collections.unmodifiableMap(metadata);
  }

  /**
   * The network with its saved parameters and running statistics.
   *
   * @param resources what computes it
   * @throws CheckpointException if the saved parameters are not those of such a network
   */
  public Network network(ComputeResources resources) throws CheckpointException {
    Network network = new Network(spec, resources, new SeededGenerator(0));
    SectionReader reader = network.parameters()::restoreState;
    get(file, checkpoint, TrainingRun.PARAMETERS_SECTION, reader);
    return network;
  }
}
