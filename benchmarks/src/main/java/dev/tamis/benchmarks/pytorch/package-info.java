/** PyTorch, through DJL, as one side of a comparison. */
@NullMarked
package dev.tamis.benchmarks.pytorch;

import org.jspecify.annotations.NullMarked;
