/** Error map pruning: which channels of an error map are propagated. */
@NullMarked
package dev.tamis.sparsity;

import org.jspecify.annotations.NullMarked;
