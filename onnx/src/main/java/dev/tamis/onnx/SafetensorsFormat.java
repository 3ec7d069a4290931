package dev.tamis.onnx;

import dev.tamis.network.Network;
import dev.tamis.network.NodeSpec;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The format: eight bytes of header length, a header in JSON, the tensors side by side. */
final class SafetensorsFormat {
  private static final String REMEDY = "; copy it again";

  /** The format allows 100 MB; a header of a thousand layers has some 500 KB. */
  private static final int LONGEST_HEADER = 16 << 20;

  /** PyTorch's counter of steps, which says nothing here. */
  private static final String COUNTER = ".num_batches_tracked";

  private SafetensorsFormat() {}

  static byte[] toBytes(Network network, Map<String, String> metadata) {
    StringBuilder header = new StringBuilder("{\"__metadata__\":{");
    String separator = "";
    for (Map.Entry<String, String> entry : new TreeMap<>(metadata).entrySet()) {
      header.append(separator).append(quoted(entry.getKey())).append(':');
      header.append(quoted(entry.getValue()));
      separator = ",";
    }
    header.append('}');
    ByteArrayOutputStream data = new ByteArrayOutputStream();
    for (NamedTensor tensor : NamedTensor.of(network)) {
      float[] values = tensor.toFile();
      header.append(',').append(quoted(name(network, tensor)));
      header.append(":{\"dtype\":\"F32\",\"shape\":").append(list(tensor.dims()));
      header.append(",\"data_offsets\":[").append(data.size()).append(',');
      header.append(data.size() + values.length * Float.BYTES).append("]}");
      ByteBuffer bytes = ByteBuffer.allocate(values.length * Float.BYTES).order(Slice.ORDER);
      bytes.asFloatBuffer().put(values);
      data.writeBytes(bytes.array());
    }
    header.append('}');
    byte[] text = header.toString().getBytes(StandardCharsets.UTF_8);
    // Padded with spaces, so that the tensors lie at multiples of eight.
    byte[] padded = Arrays.copyOf(text, (text.length + 7) / 8 * 8);
    Arrays.fill(padded, text.length, padded.length, (byte) ' ');
    ByteBuffer all =
        ByteBuffer.allocate(Long.BYTES + padded.length + data.size()).order(Slice.ORDER);
    return all.putLong(padded.length).put(padded).put(data.toByteArray()).array();
  }

  private static String name(Network network, NamedTensor tensor) {
    NodeSpec node = network.spec().nodes().get(tensor.node());
    return node.name() + "." + tensor.suffix();
  }

  private static String list(int[] dims) {
    return Arrays.toString(dims).replace(" ", "");
  }

  private static String quoted(String value) {
    StringBuilder text = new StringBuilder("\"");
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c == '"' || c == '\\') {
        text.append('\\').append(c);
      } else if (c < ' ') {
        text.append(String.format("\\u%04x", (int) c));
      } else {
        text.append(c);
      }
    }
    return text.append('"').toString();
  }

  static Map<String, String> load(Path file, Network network) throws OnnxException {
    return load(ModelFile.bytes(file), file.toString(), network);
  }

  static Map<String, String> load(byte[] bytes, String source, Network network)
      throws OnnxException {
    if (bytes.length < Long.BYTES) {
      throw new OnnxException(source + " has no header: it is no safetensors file");
    }
    long length = ByteBuffer.wrap(bytes).order(Slice.ORDER).getLong();
    if (length < 2 || length > LONGEST_HEADER || length > bytes.length - Long.BYTES) {
      throw new OnnxException(
          source
              + " claims a header of "
              + Long.toUnsignedString(length)
              + " bytes, but has "
              + bytes.length
              + " in all, and at most "
              + LONGEST_HEADER
              + " are read: it is no safetensors file, or was cut off");
    }
    SafetensorsHeader header = SafetensorsHeader.read(bytes, Long.BYTES, (int) length, source);
    int start = Long.BYTES + (int) length;
    Map<String, Tensor> tensors = tensors(header, bytes, start, source);
    fill(tensors, network, source);
    return header.metadata();
  }

  private static Map<String, Tensor> tensors(
      SafetensorsHeader header, byte[] bytes, int start, String source) throws OnnxException {
    List<Map.Entry<String, SafetensorsHeader.Entry>> sorted =
        new ArrayList<>(header.entries().entrySet());
    sorted.sort(
        Comparator.comparingLong(
                (Map.Entry<String, SafetensorsHeader.Entry> e) -> e.getValue().begin())
            .thenComparingLong(e -> e.getValue().end()));
    Map<String, Tensor> tensors = new HashMap<>();
    long end = 0;
    for (Map.Entry<String, SafetensorsHeader.Entry> named : sorted) {
      SafetensorsHeader.Entry entry = named.getValue();
      String where = source + ": tensor '" + named.getKey() + "'";
      if (entry.begin() != end
          || entry.end() < entry.begin()
          || entry.end() > bytes.length - start) {
        throw new OnnxException(
            where
                + " claims the bytes "
                + entry.begin()
                + " to "
                + entry.end()
                + ", which are not there, or leave a gap, or are another's"
                + REMEDY);
      }
      end = entry.end();
      if (!named.getKey().endsWith(COUNTER)) {
        tensors.put(named.getKey(), tensor(named.getKey(), entry, bytes, start, where));
      }
    }
    if (end != bytes.length - start) {
      throw new OnnxException(
          source + " has " + (bytes.length - start - end) + " bytes behind its tensors" + REMEDY);
    }
    return tensors;
  }

  private static Tensor tensor(
      String name, SafetensorsHeader.Entry entry, byte[] bytes, int start, String where)
      throws OnnxException {
    ElementType type =
        switch (entry.type()) {
          case "F32" -> ElementType.FLOAT;
          case "F64" -> ElementType.DOUBLE;
          default ->
              throw new OnnxException(
                  where
                      + " has elements of type '"
                      + entry.type()
                      + "', but weights must be F32 or F64: save the model in float32");
        };
    int[] dims = Dims.checked(entry.dims(), where);
    long needed = (long) Dims.size(dims) * type.bytes();
    if (needed != entry.end() - entry.begin()) {
      throw new OnnxException(
          where
              + " of "
              + Dims.text(dims)
              + " needs "
              + needed
              + " bytes, but has "
              + (entry.end() - entry.begin())
              + REMEDY);
    }
    Slice slice = new Slice(bytes, start + (int) entry.begin(), (int) needed);
    return new Tensor(name, type, dims, new TensorData.Inside(slice));
  }

  private static void fill(Map<String, Tensor> tensors, Network network, String source)
      throws OnnxException {
    List<NamedTensor> wanted = NamedTensor.of(network);
    List<float[]> values = new ArrayList<>();
    for (NamedTensor target : wanted) {
      String name = name(network, target);
      Tensor tensor = tensors.remove(name);
      if (tensor == null || !Arrays.equals(tensor.dims(), target.dims())) {
        throw new OnnxException(
            source
                + (tensor == null ? " lacks" : " has another shape of")
                + " the tensor '"
                + name
                + "' of "
                + Dims.text(target.dims())
                + (tensor == null ? "" : ", " + Dims.text(tensor.dims()))
                + ": it belongs to another network");
      }
      float[] own = target.fromFile(tensor.floats());
      NodeValues.requireFinite(own, name);
      values.add(own);
    }
    if (!tensors.isEmpty()) {
      throw new OnnxException(
          source
              + " has the tensor '"
              + new TreeMap<>(tensors).firstKey()
              + "', which the network "
              + network.spec().name()
              + " has no place for: it belongs to another network");
    }
    for (int i = 0; i < wanted.size(); i++) {
      float[] own = values.get(i);
      System.arraycopy(
          own, 0, wanted.get(i).block().data(), wanted.get(i).block().offset(), own.length);
    }
    network.parameters().trained().markChanged();
    network.parameters().statistics().markChanged();
  }
}
