package dev.tamis.data;

import java.nio.file.Path;

/**
 * An image file that could not be read and was left out.
 *
 * @param file which one
 * @param reason why, in a few words
 */
public record SkippedFile(Path file, String reason) {}
