/** Adapting a deployed model to a stream: what {@code tamis adapt} runs. */
@NullMarked
package dev.tamis.cli.adapt;

import org.jspecify.annotations.NullMarked;
