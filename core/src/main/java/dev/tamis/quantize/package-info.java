/** How many bits the values of a network have while it is trained, and how they are rounded. */
@NullMarked
package dev.tamis.quantize;

import org.jspecify.annotations.NullMarked;
