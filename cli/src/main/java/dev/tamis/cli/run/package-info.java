/** Putting a training together from settings, and the folder it leaves. */
@NullMarked
package dev.tamis.cli.run;

import org.jspecify.annotations.NullMarked;
