package dev.tamis.cli.run;

import dev.tamis.network.NetworkSpec;
import dev.tamis.network.NetworkZoo;
import dev.tamis.tensor.Shape;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Networks by the names that recipes and flags use. */
public final class Networks {
  /** For messages. */
  static final String NAMES =
      "lenet, lenet5, vgg16, mobilenetv1 and resnet8, resnet20 ... (6n + 2)";

  private static final Set<String> FIXED = Set.of("lenet", "lenet5", "vgg16", "mobilenetv1");

  private Networks() {}

  static boolean isKnown(String name) {
    return FIXED.contains(name) || depth(name) % 6 == 2;
  }

  /** Depth of a residual network; 0 if the name is not of one. */
  private static int depth(String name) {
    int depth = name.matches("resnet\\d{1,3}") ? Integer.parseInt(name.substring(6)) : 0;
    return depth >= 8 ? depth : 0;
  }

  /**
   * The network that settings name for data of such images: that of {@code --init}, else {@code
   * --network}.
   *
   * @param initial what {@code --init} says, read; null if it says nothing
   * @throws SettingException if there is none, or it has fewer outputs than the data classes
   * @throws IllegalArgumentException if it cannot take such images
   */
  public static NetworkSpec of(
      TrainSettings settings, @Nullable InitialModel initial, Shape input, int classes) {
    Integer outputs = settings.classes;
    if (outputs != null && outputs < classes) {
      throw new SettingException(
          "--classes is " + outputs + ", but " + settings.data + " has " + classes);
    }
    return initial != null
        ? initial.spec()
        : named(settings.network, input, outputs == null ? classes : outputs);
  }

  /**
   * The network of a name.
   *
   * @throws SettingException if there is none
   * @throws IllegalArgumentException if it cannot take such images
   */
  public static NetworkSpec named(String name, Shape input, int classes) {
    if (!isKnown(name)) {
      throw new SettingException("--network '" + name + "' is unknown; there are " + NAMES);
    }
    return switch (name) {
      case "lenet" -> NetworkZoo.lenet(input, classes);
      case "lenet5" -> NetworkZoo.lenet5(input, classes);
      case "vgg16" -> NetworkZoo.vgg16(input, classes);
      case "mobilenetv1" -> NetworkZoo.mobilenetV1(input, classes);
      default -> NetworkZoo.resnet(depth(name), input, classes);
    };
  }
}
