/**
 * Labelled images: reading them from files, knowing the usual data sets, fetching and verifying
 * them, and turning pixels into the values a network is fed.
 *
 * <p>Pixels are unsigned bytes (0..255), channels last: one image is rows of pixels of channels.
 * Bad files are refused with one sentence that names the file, the place in it and the remedy.
 */
@NullMarked
package dev.tamis.data;

import org.jspecify.annotations.NullMarked;
