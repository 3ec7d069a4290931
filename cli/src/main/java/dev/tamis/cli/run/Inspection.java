package dev.tamis.cli.run;

import com.google.gson.JsonArray;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import dev.tamis.cost.ComputeCost;
import dev.tamis.cost.MemoryCost;
import dev.tamis.cost.Phase;
import dev.tamis.data.DataSetCatalogue;
import dev.tamis.data.KnownDataSet;
import dev.tamis.layer.Activation;
import dev.tamis.layer.ComputeResources;
import dev.tamis.layer.LayerSpec;
import dev.tamis.layer.ParameterSpec;
import dev.tamis.network.BackwardPlan;
import dev.tamis.network.FusionPlan;
import dev.tamis.network.Network;
import dev.tamis.network.NetworkBits;
import dev.tamis.network.NetworkSpec;
import dev.tamis.network.Workspace;
import dev.tamis.selection.EarlyInstanceFilter;
import dev.tamis.sparsity.ErrorMapPruner;
import dev.tamis.sparsity.PrunableLayers;
import dev.tamis.stream.MiniBatch;
import dev.tamis.tensor.Shape;
import dev.tamis.training.ExpectedCost;
import dev.tamis.training.Trainer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What training a network would take, without data and without training it; its keys are a
 * contract.
 */
public final class Inspection {
  private static final String[] PRODUCTS = {"forward", "errorPropagation", "weightGradient"};

  private final TrainSettings settings;
  private final NetworkSpec spec;
  private final BackwardPlan plan;
  private final NetworkBits bits;

  private Inspection(TrainSettings settings, NetworkSpec spec) {
    this.settings = settings;
    this.spec = spec;
    this.plan = TrainerParts.plan(settings, spec);
    this.bits = NetworkBits.of(spec, settings.scheme());
  }

  /**
   * The settings that a model was, or a recipe is, trained by.
   *
   * @param target a recipe, a checkpoint, an ONNX file, or the folder of a run
   * @throws SettingException if it is none of them
   */
  public static TrainSettings settings(String target) throws IOException {
    if (Recipes.names().contains(target)) {
      return Recipes.settings(target);
    }
    Model model = requireModel(target);
    if (model.run().isPresent()) {
      return RunFolder.open(model.run().get()).settings();
    }
    String recipe = model.metadata().recipe();
    TrainSettings settings =
        Recipes.settings(Recipes.names().contains(recipe) ? recipe : Recipes.DEFAULT);
    settings.quantization = QuantizationSettings.of(model.scheme());
    return settings;
  }

  private static Model requireModel(String target) throws IOException {
    Path path = Path.of(target);
    if (!Files.exists(path)) {
      throw new SettingException(
          "'"
              + target
              + "' is neither a recipe nor a file or folder; recipes are "
              + String.join(", ", Recipes.names()));
    }
    return Model.read(path);
  }

  /**
   * Inspects.
   *
   * @param target a recipe, a checkpoint, an ONNX file, or the folder of a run
   * @param settings of the training to foretell
   * @param otherNetwork whether the settings name another network than the model's own
   */
  public static JsonObject of(String target, TrainSettings settings, boolean otherNetwork)
      throws IOException {
    SettingChecks.check(settings);
    NetworkSpec spec =
        otherNetwork || Recipes.names().contains(target)
            ? named(settings, target)
            : requireModel(target).spec();
    try (ComputeResources resources = new ComputeResources(settings.threads)) {
      return new Inspection(settings, spec).json(resources);
    } catch (IllegalArgumentException e) {
      throw new SettingException(String.valueOf(e.getMessage()), e);
    }
  }

  private static NetworkSpec named(TrainSettings settings, String target) throws IOException {
    @Nullable KnownDataSet data = DataSetCatalogue.find(settings.data).orElse(null);
    try {
      if (data == null) {
        NetworkSpec own = requireModel(target).spec();
        return Networks.withNorms(
            settings, Networks.named(settings.network, own.input(), own.output().size()));
      }
      Shape input = new Shape(data.height(), data.width(), data.channels());
      return Networks.withNorms(
          settings, Networks.named(settings.network, input, data.classNames().size()));
    } catch (IllegalArgumentException e) {
      throw new SettingException(String.valueOf(e.getMessage()), e);
    }
  }

  private JsonObject json(ComputeResources resources) {
    TrainerParts parts = new TrainerParts(settings, resources);
    int classes = spec.output().size();
    MiniBatch batch = new MiniBatch(spec.input(), classes, 1, id -> 0);
    Network network = parts.network(spec);
    Trainer trainer = parts.trainer(network, batch);
    MemoryCost memory = PlannedMemory.of(parts, network, batch).at(settings.offeredPerStep());
    JsonObject json = new JsonObject();
    json.addProperty("network", spec.name());
    json.addProperty("input", spec.input().toString());
    json.addProperty("classes", classes);
    json.addProperty("batchSize", settings.batchSize);
    json.addProperty("threads", settings.threads);
    json.addProperty("parameters", spec.parameterCount());
    json.add("macs", macs(spec.forwardMacs(), plan.errorMacs(), plan.weightMacs()));
    json.add("bits", Summary.bits(settings.scheme()));
    json.add("bitWeightedMacs", bitWeightedMacs());
    json.add("filter", JsonNull.INSTANCE);
    if (trainer.filter() instanceof EarlyInstanceFilter filter) {
      json.add("filter", filter(filter));
    }
    json.addProperty("peakBytes", memory.totalBytes());
    json.add("memory", Json.PRETTY.toJsonTree(memory));
    json.add("expected", expected(PlannedCost.perInstance(settings, spec)));
    ErrorMapPruner pruner = TrainerParts.pruner(settings, spec, 1);
    long[] savedBytes = Workspace.savedBytes(spec, plan, settings.scheme());
    JsonArray layers = new JsonArray();
    for (int i = 0; i < spec.nodes().size(); i++) {
      layers.add(layer(i, savedBytes[i], pruner));
    }
    json.add("layers", layers);
    return json;
  }

  private JsonObject filter(EarlyInstanceFilter filter) {
    JsonObject json = new JsonObject();
    json.addProperty("network", filter.network().name());
    json.addProperty("forwardMacs", filter.scoringMacs());
    json.addProperty("shareOfMainForwardRatio", (double) filter.scoringMacs() / spec.forwardMacs());
    return json;
  }

  private JsonObject expected(ExpectedCost cost) {
    JsonObject macs = new JsonObject();
    for (Phase phase : Phase.values()) {
      macs.addProperty(phase.key(), cost.macs(phase));
    }
    macs.addProperty("total", cost.totalMacs());
    macs.addProperty("dense", cost.denseMacs());
    JsonObject json = new JsonObject();
    json.addProperty("method", settings.method);
    json.addProperty("instanceKeepRatio", settings.instanceKeepRatio);
    json.addProperty("channelKeepRatio", settings.channelKeepRatio);
    json.add("macs", macs);
    json.addProperty("savingRatio", cost.savingRatio());
    return json;
  }

  private JsonObject layer(int i, long savedBytes, ErrorMapPruner pruner) {
    long forward = spec.forwardMacs(i);
    boolean propagates = plan.carriesError(spec.nodes().get(i).inputs().get(0));
    long parameters = 0;
    for (ParameterSpec parameter : spec.layer(i).parameters(spec.inputShapes(i))) {
      parameters += parameter.length();
    }
    Shape shape = spec.shapes().get(i);
    JsonArray output = new JsonArray();
    output.add(shape.height());
    output.add(shape.width());
    output.add(shape.channels());
    JsonObject json = new JsonObject();
    json.addProperty("name", spec.nodes().get(i).name());
    json.addProperty("kind", kind(i));
    json.add("outputShape", output);
    json.addProperty("parameters", parameters);
    json.add("macs", macs(forward, propagates ? forward : 0, plan.trains(i) ? forward : 0));
    json.add("bits", forward > 0 ? bits(i) : JsonNull.INSTANCE);
    json.add("bitWeightedMacs", bitWeightedMacs(i));
    json.addProperty("savedBytes", savedBytes);
    json.addProperty("joined", FusionPlan.of(spec).describe(i));
    json.addProperty("prunable", PrunableLayers.isPrunable(spec, i));
    json.addProperty("channels", shape.channels());
    json.addProperty(
        "keptChannels",
        forward > 0 && settings.prunes()
            ? pruner.keptCount(i, shape.channels())
            : shape.channels());
    return json;
  }

  private JsonObject bits(int i) {
    return Summary.bits(
        bits.weightBits(i),
        bits.activationBits(i),
        bits.errorBits(i),
        bits.weightGradientErrorBits(i));
  }

  private double weighted(long macs, int bitsOfOperands) {
    return (double) macs * bitsOfOperands / ComputeCost.FLOAT_BITS;
  }

  private JsonObject bitWeightedMacs(int i) {
    long forward = spec.forwardMacs(i);
    boolean propagates = plan.carriesError(spec.nodes().get(i).inputs().get(0));
    return bitWeightedMacs(
        weighted(forward, bits.forward(i)),
        propagates ? weighted(forward, bits.errorPropagation(i)) : 0,
        plan.trains(i) ? weighted(forward, bits.weightGradient(i)) : 0);
  }

  private JsonObject bitWeightedMacs() {
    double[] sums = new double[PRODUCTS.length];
    for (int i = 0; i < spec.nodes().size(); i++) {
      JsonObject node = bitWeightedMacs(i);
      for (int k = 0; k < PRODUCTS.length; k++) {
        sums[k] += node.get(PRODUCTS[k]).getAsDouble();
      }
    }
    return bitWeightedMacs(sums);
  }

  private static JsonObject bitWeightedMacs(double... products) {
    JsonObject json = new JsonObject();
    for (int k = 0; k < PRODUCTS.length; k++) {
      json.addProperty(PRODUCTS[k], products[k]);
    }
    return json;
  }

  private String kind(int i) {
    LayerSpec layer = spec.layer(i);
    Object named = layer instanceof Activation activation ? activation.function() : layer;
    String name = named.getClass().getSimpleName();
    return name.substring(0, 1).toLowerCase(Locale.ROOT) + name.substring(1);
  }

  private static JsonObject macs(long forward, long error, long weights) {
    JsonObject json = new JsonObject();
    json.addProperty("forward", forward);
    json.addProperty("errorPropagation", error);
    json.addProperty("weightGradient", weights);
    return json;
  }
}
