package dev.tamis.report;

/**
 * Where a result comes from: enough to run it again.
 *
 * @param version of Tamis
 * @param network name of the main network
 * @param networkSha256 of its encoded spec
 * @param data name of the data set
 * @param dataSha256 of the training images and labels as read
 * @param seed of everything random
 * @param kernels "vector" or "scalar"
 * @param kernelsReason why
 * @param threads that computed
 * @param jdk vendor and version
 * @param os name, version, architecture
 * @param cpu model, where it can be told
 * @param startedAt ISO-8601, UTC
 * @param command as typed
 */
public record Provenance(
    String version,
    String network,
    String networkSha256,
    String data,
    String dataSha256,
    long seed,
    String kernels,
    String kernelsReason,
    int threads,
    String jdk,
    String os,
    String cpu,
    String startedAt,
    String command) {}
