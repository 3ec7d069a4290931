/**
 * Layers: {@link dev.tamis.layer.LayerSpec specs} say what a layer is, {@link dev.tamis.layer.Layer
 * layers} compute it. Layers take data, never policies: a pruned backward pass is a {@link
 * dev.tamis.tensor.ChannelSet}.
 */
@NullMarked
package dev.tamis.layer;

import org.jspecify.annotations.NullMarked;
