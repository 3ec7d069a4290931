/** Checkpoints: versioned, checksummed, written so that the previous one survives any failure. */
@NullMarked
package dev.tamis.checkpoint;

import org.jspecify.annotations.NullMarked;
