package dev.tamis.onnx;

import org.jspecify.annotations.Nullable;

/**
 * An end of the file's graph.
 *
 * @param name name
 * @param elementType number of the element type; 0 if the file does not say
 * @param dims extents, -1 for one that is open; null if the file does not say
 */
@SuppressWarnings("ArrayRecordComponent") // Compared by nobody.
record ValueInfo(String name, int elementType, long @Nullable [] dims) {}
