/** The command {@code tamis}: the only place that prints or exits. */
@NullMarked
package dev.tamis.cli;

import org.jspecify.annotations.NullMarked;
