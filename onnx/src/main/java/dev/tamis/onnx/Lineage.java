package dev.tamis.onnx;

import java.util.Map;
import java.util.TreeMap;

/**
 * Where a network comes from and what was spent on it, as an exported file says it.
 *
 * @param sourceSha256 hash of the file that training started from, 64 hexadecimal digits; empty if
 *     it started from scratch
 * @param libraryVersion version of Tamis that wrote the file; empty if unknown
 * @param instancesSeen instances offered to training since the source
 * @param computationMacs multiply-accumulates spent since the source, all phases together
 */
public record Lineage(
    String sourceSha256, String libraryVersion, long instancesSeen, long computationMacs) {

  /** As metadata of a file. */
  public Map<String, String> toProperties() {
    Map<String, String> map = new TreeMap<>();
    map.put("tamis.sourceSha256", sourceSha256);
    map.put("tamis.libraryVersion", libraryVersion);
    map.put("tamis.instancesSeen", Long.toString(instancesSeen));
    map.put("tamis.computationMacs", Long.toString(computationMacs));
    return map;
  }
}
