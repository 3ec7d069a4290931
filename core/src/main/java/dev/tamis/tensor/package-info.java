/** Shapes and the typed views of memory that everything else passes around. */
@NullMarked
package dev.tamis.tensor;

import org.jspecify.annotations.NullMarked;
