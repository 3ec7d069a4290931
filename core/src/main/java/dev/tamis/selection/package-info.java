/** Early instance filters: which of the offered instances train the main network. */
@NullMarked
package dev.tamis.selection;

import org.jspecify.annotations.NullMarked;
