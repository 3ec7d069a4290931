/** The training step and the loop around it. */
@NullMarked
package dev.tamis.training;

import org.jspecify.annotations.NullMarked;
