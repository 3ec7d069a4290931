/**
 * What weather, lenses, sensors and compression do to images: the corruptions of CIFAR-10-C,
 * written from its paper, as functions from bytes to bytes.
 */
@NullMarked
package dev.tamis.data.corruption;

import org.jspecify.annotations.NullMarked;
