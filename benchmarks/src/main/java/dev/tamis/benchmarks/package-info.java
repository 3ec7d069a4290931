/**
 * Training steps side by side with other libraries, and how long Tamis takes to reach its speed.
 */
@NullMarked
package dev.tamis.benchmarks;

import org.jspecify.annotations.NullMarked;
