package dev.tamis.onnx;

import dev.tamis.layer.ComputeResources;
import dev.tamis.network.Network;
import dev.tamis.network.NetworkSpec;
import dev.tamis.random.SeededGenerator;
import java.util.List;
import java.util.Map;

/**
 * A network that was read from a file: what it is, its values, and what there is to say about it.
 * The values stay in the file's form until they are loaded.
 */
public final class ImportedModel {
  private final NetworkSpec spec;
  private final OnnxSignature signature;
  private final String sha256;
  private final List<String> notes;
  private final Map<String, NodeValues> values;
  private final Feature output;

  ImportedModel(
      NetworkSpec spec,
      OnnxSignature signature,
      String sha256,
      List<String> notes,
      Map<String, NodeValues> values,
      Feature output) {
    this.spec = spec;
    this.signature = signature;
    this.sha256 = sha256;
    this.notes = List.copyOf(notes);
    this.values = Map.copyOf(values);
    this.output = output;
  }

  /** The network, without a softmax that the file may end with. */
  public NetworkSpec spec() {
    return spec;
  }

  /** Names and metadata, for the way back. */
  public OnnxSignature signature() {
    return signature;
  }

  /** SHA-256 of the file, 64 hexadecimal digits. */
  public String sha256() {
    return sha256;
  }

  /** What a user should know, one sentence each: batch norms that were folded away, say. */
  public List<String> notes() {
    return notes;
  }

  /** The output, as the file sees it. */
  Feature output() {
    return output;
  }

  /**
   * The network with its values.
   *
   * @throws OnnxException if a value is not finite, or its external file has changed
   */
  public Network toNetwork(ComputeResources resources) throws OnnxException {
    Network network = new Network(spec, resources, new SeededGenerator(0));
    loadInto(network);
    return network;
  }

  /**
   * Loads the values into a network: into its nodes that have the name of one of this model's nodes
   * and take as many values. With a network of {@link #spec} that is all of them; of one whose last
   * layer was replaced, all others.
   *
   * @return names of the nodes with values that got none
   * @throws OnnxException if a value is not finite, or its external file has changed
   */
  public List<String> loadInto(Network network) throws OnnxException {
    return NodeValues.load(values, network);
  }
}
