package dev.tamis.cli.run;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/** Trainings that are known by name. */
public final class Recipes {
  /** The one that runs on the data that ships. */
  public static final String DEFAULT = "lenet-fashion";

  private static final Map<String, Consumer<TrainSettings>> RECIPES = new LinkedHashMap<>();

  static {
    RECIPES.put("lenet-fashion", Recipes::lenetFashion);
    RECIPES.put("lenet-mnist", Recipes::lenetMnist);
    for (String data : new String[] {"cifar10", "cifar100"}) {
      for (String network :
          new String[] {"resnet8", "resnet20", "resnet74", "resnet110", "vgg16"}) {
        RECIPES.put(network + "-" + data, settings -> cifar(settings, network, data));
      }
    }
  }

  private Recipes() {}

  /** All names. */
  public static Set<String> names() {
    return Collections.unmodifiableSet(RECIPES.keySet());
  }

  /**
   * The settings of a recipe.
   *
   * @throws SettingException if there is none of that name
   */
  public static TrainSettings settings(String recipe) {
    Consumer<TrainSettings> filler = RECIPES.get(recipe);
    if (filler == null) {
      throw new SettingException(
          "there is no recipe '" + recipe + "'; there are " + String.join(", ", names()));
    }
    TrainSettings settings = new TrainSettings();
    settings.recipe = recipe;
    filler.accept(settings);
    return settings;
  }

  /** Ten epochs of the 12,000 images that ship. */
  private static void lenetFashion(TrainSettings settings) {
    settings.network = "lenet";
    settings.data = "fashion-slice";
    settings.batchSize = 64;
    settings.iterations = 1880;
    settings.learningRate = 0.01;
    settings.learningRateSchedule = "linear";
    settings.momentum = 0.9;
    settings.testEverySteps = 188;
    settings.reportEverySteps = 47;
  }

  /** The paper's setting: batch 64, 18.7k iterations, rate 0.01, momentum 0.5, no decay. */
  private static void lenetMnist(TrainSettings settings) {
    settings.network = "lenet";
    settings.data = "mnist";
    settings.batchSize = 64;
    settings.iterations = 18_700;
    settings.learningRate = 0.01;
    settings.momentum = 0.5;
    settings.instanceKeepRatio = 0.28;
    settings.testEverySteps = 1870;
    settings.reportEverySteps = 187;
    settings.checkpointEverySteps = 1870;
  }

  /** He et al. 2016 as the paper: 64k iterations of 128, rate 0.1 divided by ten at 32k and 48k. */
  private static void cifar(TrainSettings settings, String network, String data) {
    settings.network = network;
    settings.data = data;
    settings.batchSize = 128;
    settings.iterations = 64_000;
    settings.learningRate = 0.1;
    settings.learningRateSchedule = "step";
    settings.momentum = 0.9;
    settings.weightDecay = 1e-4;
    settings.augmentation = "crop-flip";
    // Decision 15: what measured best there where images come again, and pruning costs accuracy.
    settings.method = "filter";
    settings.filter = "stale-loss";
    settings.minimumKept = 16;
    settings.testEverySteps = 3910;
    settings.reportEverySteps = 391;
    settings.checkpointEverySteps = 391;
  }
}
