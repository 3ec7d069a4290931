/** Single layers under JMH. */
@NullMarked
package dev.tamis.benchmarks.kernels;

import org.jspecify.annotations.NullMarked;
