package dev.tamis.benchmarks;

/**
 * One step as its JVM measured it.
 *
 * @param nanos wall-clock time of the whole step
 * @param cpuNanos time of all the JVM's threads in it, the compilers' and those that only wait by
 *     spinning included
 * @param loss mean loss in nats before the update
 * @param macs multiply-accumulates
 */
record StepResult(long nanos, long cpuNanos, double loss, long macs) {}
