package dev.tamis.data;

import java.util.List;
import java.util.function.Consumer;

/** Images made to fit what a model takes: size, colour, and the numbers of its classes. */
public final class FittedImages {
  private FittedImages() {}

  /**
   * Fits images to a model. Sizes are resized (bilinear), colour becomes grey or grey becomes RGB,
   * and classes get the model's numbers: by name where the model knows all of them, else by number.
   *
   * @param height rows the model takes
   * @param width columns the model takes
   * @param channels 1 for grey or 3 for RGB
   * @param classNames the model's classes in the order of its outputs; empty to keep those of the
   *     images
   * @param says told in one sentence each what had to be done
   * @return the images themselves if they fit
   * @throws IllegalArgumentException if there are classes that the model does not have, or the
   *     channels cannot be converted
   */
  public static LabelledImages fit(
      LabelledImages images,
      int height,
      int width,
      int channels,
      List<String> classNames,
      Consumer<String> says) {
    LabelledImages coloured = images.withChannels(channels);
    if (coloured != images) {
      says.accept(
          "images of %s are %s and are made %s as the model takes them"
              .formatted(images.name(), colour(images.channels()), colour(channels)));
    }
    LabelledImages resized = coloured.resizedTo(height, width);
    if (resized != coloured) {
      says.accept(
          "images of %s are %dx%d and are resized to the model's %dx%d"
              .formatted(images.name(), images.height(), images.width(), height, width));
    }
    return classNames.isEmpty() || classNames.equals(images.classNames())
        ? resized
        : renumbered(resized, classNames, says);
  }

  private static String colour(int channels) {
    return channels == 1 ? "grey" : "RGB";
  }

  private static LabelledImages renumbered(
      LabelledImages images, List<String> classNames, Consumer<String> says) {
    boolean byName = classNames.containsAll(images.classNames());
    if (!byName) {
      if (images.classCount() > classNames.size()) {
        throw new IllegalArgumentException(
            images.name()
                + " has "
                + images.classCount()
                + " classes, but the model knows "
                + classNames.size()
                + ": give data of the classes it was trained on");
      }
      says.accept(
          "classes of "
              + images.name()
              + " have other names than the model's; they are matched by number");
    }
    int[] labels = new int[images.count()];
    for (int n = 0; n < labels.length; n++) {
      int label = images.label(n);
      labels[n] = byName ? classNames.indexOf(images.classNames().get(label)) : label;
    }
    return images.withClasses(labels, classNames);
  }
}
