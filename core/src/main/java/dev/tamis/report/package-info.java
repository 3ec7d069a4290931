/** Reports: records of numbers, and where they came from. */
@NullMarked
package dev.tamis.report;

import org.jspecify.annotations.NullMarked;
