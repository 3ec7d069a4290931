package dev.tamis.data.drift;

/**
 * What is known of an instance of a generated stream. A device knows the image, the id and, in
 * time, the given label; the rest is for evaluation.
 *
 * @param id its place in the stream, from 0
 * @param segment number of its segment, from 0
 * @param novel whether its image is unlike the data set's: transformed, or mixed in
 * @param trueLabel its class
 * @param givenLabel the label that is told, which may be wrong
 * @param labelKnownAt the label is known once the instance of this id has been offered: its own id
 *     for at once, {@link DriftSegment#NEVER} for never
 */
public record DriftInstance(
    long id, int segment, boolean novel, int trueLabel, int givenLabel, long labelKnownAt) {}
