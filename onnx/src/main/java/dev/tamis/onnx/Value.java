package dev.tamis.onnx;

/** What a name in the file's graph stands for. */
sealed interface Value permits Constant, Feature, PaddedFeature, ActivatedFeature {}
