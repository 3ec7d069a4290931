/** Tamis as one side of a comparison. */
@NullMarked
package dev.tamis.benchmarks.tamis;

import org.jspecify.annotations.NullMarked;
