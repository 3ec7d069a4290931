/** A deployed network that keeps learning within a budget: predicts, adapts, rolls back. */
@NullMarked
package dev.tamis.device;

import org.jspecify.annotations.NullMarked;
