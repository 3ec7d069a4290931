/** The method against its controls: many trainings in one folder, and what they add up to. */
@NullMarked
package dev.tamis.cli.comparison;

import org.jspecify.annotations.NullMarked;
