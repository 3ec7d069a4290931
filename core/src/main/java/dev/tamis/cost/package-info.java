/** What training costs: multiply-accumulates, time and bytes, never mixed. */
@NullMarked
package dev.tamis.cost;

import org.jspecify.annotations.NullMarked;
