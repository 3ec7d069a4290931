/** TensorFlow, through TensorFlow-Java, as one side of a comparison. */
@NullMarked
package dev.tamis.benchmarks.tensorflow;

import org.jspecify.annotations.NullMarked;
