/**
 * Turns the folder a run leaves behind into one self-contained HTML page.
 *
 * <p>Reading and drawing are apart: {@code RunFolder} and the records it is made of know JSON and
 * no HTML, the sections know HTML and no JSON. A number that is not known is {@code NaN} from the
 * file to the page, where it becomes a dash or a gap in a curve, never a zero.
 */
@NullMarked
package dev.tamis.cli.report;

import org.jspecify.annotations.NullMarked;
