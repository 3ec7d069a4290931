package dev.tamis.benchmarks;

/**
 * One step as its JVM measured it.
 *
 * @param nanos wall-clock time of the whole step
 * @param loss mean loss in nats before the update
 * @param macs multiply-accumulates
 */
record StepResult(long nanos, double loss, long macs) {}
