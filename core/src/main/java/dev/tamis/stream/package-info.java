/** Instances arriving in mini-batches, with labels that are asked for only when needed. */
@NullMarked
package dev.tamis.stream;

import org.jspecify.annotations.NullMarked;
