/** Deeplearning4j as one side of a comparison. */
@NullMarked
package dev.tamis.benchmarks.dl4j;

import org.jspecify.annotations.NullMarked;
