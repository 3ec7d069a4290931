/** Losses: per-instance values and the error map they start. */
@NullMarked
package dev.tamis.loss;

import org.jspecify.annotations.NullMarked;
