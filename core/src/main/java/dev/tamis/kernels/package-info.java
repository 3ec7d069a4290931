/**
 * The arithmetic: a facade that checks, an interface of products, the scalar specification and the
 * vector implementation held to it. Not exported.
 */
@NullMarked
package dev.tamis.kernels;

import org.jspecify.annotations.NullMarked;
