package dev.tamis.onnx;

import java.util.Map;
import java.util.TreeMap;

/**
 * How a network is seen from outside, so that a file is written back as it was read: the names of
 * its ends, what is applied to the logits, the names inside, and the file's own metadata.
 *
 * @param inputName name of the images
 * @param channelsLast whether the file takes images as N x H x W x C and transposes them itself
 * @param outputName name of the result
 * @param outputActivation what the file applies to the logits
 * @param nodes by name of a node of the network, what the file calls it
 * @param properties metadata of the file, by key
 */
public record OnnxSignature(
    String inputName,
    boolean channelsLast,
    String outputName,
    OutputActivation outputActivation,
    Map<String, OnnxNames> nodes,
    Map<String, String> properties) {
  private static final String PREFIX = "onnx.";
  private static final String INPUT = PREFIX + "input";
  private static final String CHANNELS_LAST = PREFIX + "channelsLast";
  private static final String OUTPUT = PREFIX + "output";
  private static final String ACTIVATION = PREFIX + "outputActivation";
  private static final String NODE = PREFIX + "node.";
  private static final String PROPERTY = PREFIX + "property.";

  /** Copies the maps. */
  public OnnxSignature {
    nodes = Map.copyOf(nodes);
    properties = Map.copyOf(properties);
  }

  /** Images "input", logits "output", names of the network's nodes, no metadata. */
  public static OnnxSignature defaults() {
    return new OnnxSignature("input", false, "output", OutputActivation.NONE, Map.of(), Map.of());
  }

  /** The same with further metadata; a key that exists gets the new value. */
  public OnnxSignature withProperties(Map<String, String> more) {
    Map<String, String> all = new TreeMap<>(properties);
    all.putAll(more);
    return new OnnxSignature(inputName, channelsLast, outputName, outputActivation, nodes, all);
  }

  /**
   * As strings by name, all of which start with "onnx.": to be stored in a checkpoint's metadata.
   */
  public Map<String, String> toMap() {
    Map<String, String> map = new TreeMap<>();
    map.put(INPUT, inputName);
    map.put(CHANNELS_LAST, Boolean.toString(channelsLast));
    map.put(OUTPUT, outputName);
    map.put(ACTIVATION, outputActivation.key());
    nodes.forEach((name, names) -> map.put(NODE + name, names.toText()));
    properties.forEach((key, value) -> map.put(PROPERTY + key, value));
    return map;
  }

  /** From what {@link #toMap} gave; other entries are ignored, missing ones have their defaults. */
  public static OnnxSignature fromMap(Map<String, String> map) {
    OnnxSignature defaults = defaults();
    Map<String, OnnxNames> nodes = new TreeMap<>();
    Map<String, String> properties = new TreeMap<>();
    map.forEach(
        (key, value) -> {
          if (key.startsWith(NODE)) {
            nodes.put(key.substring(NODE.length()), OnnxNames.ofText(value));
          } else if (key.startsWith(PROPERTY)) {
            properties.put(key.substring(PROPERTY.length()), value);
          }
        });
    return new OnnxSignature(
        map.getOrDefault(INPUT, defaults.inputName),
        Boolean.parseBoolean(map.get(CHANNELS_LAST)),
        map.getOrDefault(OUTPUT, defaults.outputName),
        OutputActivation.ofKey(map.getOrDefault(ACTIVATION, "")),
        nodes,
        properties);
  }
}
