/**
 * Networks that others trained. {@link dev.tamis.onnx.OnnxImporter} reads a model file into the
 * same graph of layers that built-in networks have, {@link dev.tamis.onnx.OnnxExporter} writes it
 * back, {@link dev.tamis.onnx.Safetensors} moves weights alone.
 *
 * <p>A file is read as if it were hostile: nothing is allocated for a length that it merely claims,
 * and every refusal is an {@link dev.tamis.onnx.OnnxException} that names the file, the place and
 * the remedy.
 */
@NullMarked
package dev.tamis.onnx;

import org.jspecify.annotations.NullMarked;
