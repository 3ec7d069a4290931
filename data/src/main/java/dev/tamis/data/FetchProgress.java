package dev.tamis.data;

/** Told, on the fetching thread, how far a download is. */
@FunctionalInterface
public interface FetchProgress {
  /**
   * More of a file has arrived.
   *
   * @param fileName which file
   * @param receivedBytes how much of it is here, what an earlier attempt left included
   * @param totalBytes how much it will be, or -1 if the host does not say
   */
  void received(String fileName, long receivedBytes, long totalBytes);
}
