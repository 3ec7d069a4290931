/**
 * Networks: static graphs of layers with parameters, gradients and planned memory that are separate
 * things.
 */
@NullMarked
package dev.tamis.network;

import org.jspecify.annotations.NullMarked;
