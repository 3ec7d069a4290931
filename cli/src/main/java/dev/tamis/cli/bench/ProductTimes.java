package dev.tamis.cli.bench;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.tamis.layer.ComputeResources;
import dev.tamis.layer.ConvolutionLayer;
import dev.tamis.layer.LayerSpec;
import dev.tamis.layer.ParameterSpec;
import dev.tamis.network.NetworkSpec;
import dev.tamis.random.SeededGenerator;
import dev.tamis.sparsity.PrunableLayers;
import dev.tamis.tensor.ChannelSet;
import dev.tamis.tensor.ErrorMap;
import dev.tamis.tensor.FeatureMap;
import dev.tamis.tensor.ParameterBlock;
import dev.tamis.tensor.ParameterSlab;
import dev.tamis.tensor.Shape;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Times the three products of every distinct convolution and linear layer of a network. */
final class ProductTimes {
  private static final long LEAST_NANOS = 100_000_000L;
  private static final int LEAST_RUNS = 12;

  private final BenchSettings settings;
  private final ComputeResources resources;
  private final double peakGflops;
  private final JsonArray rows = new JsonArray();

  ProductTimes(BenchSettings settings, ComputeResources resources, double peakGflops) {
    this.settings = settings;
    this.resources = resources;
    this.peakGflops = peakGflops * settings.threads();
  }

  /** One object per layer, product and keep ratio. */
  JsonArray measure() {
    NetworkSpec spec = settings.spec();
    Map<List<Object>, List<Integer>> alike = new LinkedHashMap<>();
    for (int i = 0; i < spec.nodes().size(); i++) {
      if (spec.forwardMacs(i) > 0) {
        boolean first = spec.nodes().get(i).inputs().contains(NetworkSpec.IMAGES);
        List<Object> key = List.of(spec.layer(i), spec.inputShapes(i), first);
        alike.computeIfAbsent(key, k -> new ArrayList<>()).add(i);
      }
    }
    alike.values().forEach(this::measure);
    return rows;
  }

  private void measure(List<Integer> nodes) {
    int i = nodes.get(0);
    NetworkSpec spec = settings.spec();
    LayerSpec layer = spec.layer(i);
    List<Shape> inputs = spec.inputShapes(i);
    List<ParameterBlock> parameters = blocks(layer.parameters(inputs));
    List<ParameterBlock> gradients = blocks(layer.parameters(inputs));
    ConvolutionLayer products =
        (ConvolutionLayer) layer.bind(inputs, parameters, List.of(), resources);
    int instances = settings.batchSize();
    FeatureMap input = FeatureMap.allocate(inputs.get(0), instances);
    FeatureMap output = FeatureMap.allocate(spec.shapes().get(i), instances);
    ErrorMap outputError = ErrorMap.allocate(spec.shapes().get(i), instances);
    ErrorMap inputError = ErrorMap.allocate(inputs.get(0), instances);
    fill(input.data(), i);
    fill(outputError.data(), i);

    int channels = products.outputChannels();
    ChannelSet all = ChannelSet.all(channels);
    add(
        nodes,
        "forward",
        1,
        1,
        () -> {
          parameters.get(0).slab().markChanged();
          products.forward(input, output);
        });
    boolean propagates = !spec.nodes().get(i).inputs().contains(NetworkSpec.IMAGES);
    for (ChannelSet kept : keptSets(i, all)) {
      double share = (double) kept.count() / channels;
      double ratio = kept.count() == channels ? 1 : settings.channelKeepRatio();
      if (propagates) {
        add(
            nodes,
            "errorPropagation",
            ratio,
            share,
            () -> products.backwardError(outputError, kept, inputError, false));
      }
      add(
          nodes,
          "weightGradient",
          ratio,
          share,
          () -> products.backwardWeights(input, outputError, kept, gradients));
    }
  }

  private List<ChannelSet> keptSets(int i, ChannelSet all) {
    int count = StepUnderTest.pruner(settings).keptCount(i, all.count());
    if (count == all.count() || !PrunableLayers.isPrunable(settings.spec(), i)) {
      return List.of(all);
    }
    // Spread out, as a choice by importance is.
    ChannelSet spread = new ChannelSet(all.count());
    spread.reset(all.count());
    for (int k = 0; k < count; k++) {
      spread.append(k * all.count() / count);
    }
    return List.of(all, spread);
  }

  private void add(List<Integer> nodes, String product, double ratio, double share, Runnable work) {
    double nanos = fastest(work);
    double operations =
        2.0 * settings.spec().forwardMacs(nodes.get(0)) * settings.batchSize() * share;
    JsonObject row = new JsonObject();
    row.addProperty("layer", settings.spec().nodes().get(nodes.get(0)).name());
    row.addProperty("layersAlike", nodes.size());
    row.addProperty("product", product);
    row.addProperty("channelKeepRatio", ratio);
    row.addProperty("millis", nanos / 1e6);
    row.addProperty("gflops", operations / nanos);
    row.addProperty("shareOfPeakRatio", operations / nanos / peakGflops);
    rows.add(row);
  }

  private static double fastest(Runnable work) {
    long fastest = Long.MAX_VALUE;
    long begin = System.nanoTime();
    for (int run = 0; run < LEAST_RUNS || System.nanoTime() - begin < LEAST_NANOS; run++) {
      long start = System.nanoTime();
      work.run();
      fastest = Math.min(fastest, System.nanoTime() - start);
    }
    return Math.max(1, fastest);
  }

  private static List<ParameterBlock> blocks(List<ParameterSpec> specs) {
    List<ParameterBlock> blocks = new ArrayList<>();
    for (ParameterSpec spec : specs) {
      ParameterBlock block = new ParameterSlab(spec.length()).block(0, spec.length());
      fill(block.data(), spec.length());
      blocks.add(block);
    }
    return blocks;
  }

  private static void fill(float[] values, long seed) {
    SeededGenerator generator = SeededGenerator.split(seed, "bench.values");
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) generator.nextGaussian();
    }
  }
}
