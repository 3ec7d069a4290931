/**
 * Streams that drift, made of a data set: what a deployed network meets when its inputs move away
 * from what it was trained on, with everything known that an evaluation needs to know.
 */
@NullMarked
package dev.tamis.data.drift;

import org.jspecify.annotations.NullMarked;
