/**
 * Turns the results of methods and their controls, run at the same budgets, into a table and plots.
 *
 * <p>A number that is not known is {@code NaN} from the file to the page, where it becomes a dash
 * or no point at all, never a zero.
 */
@NullMarked
package dev.tamis.cli.comparison;

import org.jspecify.annotations.NullMarked;
