/** Optimizers and learning rate schedules. */
@NullMarked
package dev.tamis.optimizer;

import org.jspecify.annotations.NullMarked;
