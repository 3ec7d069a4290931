/** Random numbers from named splits of one seed, with state that can be saved. */
@NullMarked
package dev.tamis.random;

import org.jspecify.annotations.NullMarked;
