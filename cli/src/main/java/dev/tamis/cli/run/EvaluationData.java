package dev.tamis.cli.run;

import dev.tamis.data.Augmentation;
import dev.tamis.data.DataRoot;
import dev.tamis.data.DataSetCatalogue;
import dev.tamis.data.DataSetLoader;
import dev.tamis.data.FittedImages;
import dev.tamis.data.ImageSource;
import dev.tamis.data.LabelledImages;
import dev.tamis.data.Normalization;
import dev.tamis.data.Split;
import dev.tamis.network.NetworkSpec;
import dev.tamis.stream.LabelledSource;
import dev.tamis.tensor.Shape;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/** Images as a trained network wants them: of its size, with the numbers it gives to classes. */
public final class EvaluationData {
  private EvaluationData() {}

  /**
   * Loads images. A folder that does not tell training images from others is read whole.
   *
   * @throws SettingException if there is no such data set
   * @throws IOException if it is missing or invalid
   */
  public static LabelledImages load(String data, Split split, DataRoot root) throws IOException {
    SettingChecks.checkData(data);
    DataSetLoader loader = new DataSetLoader(root);
    return hasParts(data, loader) ? loader.load(data, split) : loader.loadWhole(Path.of(data));
  }

  /**
   * Whether test images are told from training images.
   *
   * @throws SettingException if there is no such data set
   */
  public static boolean hasParts(String data, DataRoot root) throws IOException {
    SettingChecks.checkData(data);
    return hasParts(data, new DataSetLoader(root));
  }

  private static boolean hasParts(String data, DataSetLoader loader) throws IOException {
    return DataSetCatalogue.find(data).isPresent() || loader.hasParts(Path.of(data));
  }

  /**
   * Fits images to a network, and reads them as it wants them.
   *
   * @param classNames of the network, in the order of its logits; empty if unknown
   * @param says told, in a sentence each, of what had to be done to the images
   * @throws UnsuitableDataException if the network cannot take such images or lacks a class
   */
  public static LabelledSource fit(
      LabelledImages images,
      NetworkSpec network,
      List<String> classNames,
      Normalization normalization,
      Consumer<String> says) {
    LabelledImages fitted = fit(images, network, classNames, says);
    return new ImageSource(fitted, normalization, Augmentation.none());
  }

  /**
   * Fits images to a network.
   *
   * @param classNames of the network, in the order of its logits; empty if unknown
   * @param says told, in a sentence each, of what had to be done to the images
   * @throws UnsuitableDataException if the network cannot take such images or lacks a class
   */
  public static LabelledImages fit(
      LabelledImages images, NetworkSpec network, List<String> classNames, Consumer<String> says) {
    Shape input = network.input();
    int classes = network.output().size();
    if (images.channels() != input.channels()) {
      throw new UnsuitableDataException(
          network.name()
              + " takes "
              + colour(input.channels())
              + " images, but those of "
              + images.name()
              + " are "
              + colour(images.channels())
              + ": give data of the kind it was trained on");
    }
    if (images.classCount() > classes) {
      throw new UnsuitableDataException(
          images.name()
              + " has "
              + images.classCount()
              + " classes, but the model knows "
              + classes
              + ": give data of the classes it was trained on");
    }
    try {
      return FittedImages.fit(
          images, input.height(), input.width(), input.channels(), classNames, says);
    } catch (IllegalArgumentException e) {
      throw new UnsuitableDataException(String.valueOf(e.getMessage()), e);
    }
  }

  private static String colour(int channels) {
    return switch (channels) {
      case 1 -> "grey";
      case 3 -> "RGB";
      default -> channels + "-channel";
    };
  }
}
