package dev.tamis.cli.run;

import dev.tamis.network.NetworkSpec;
import dev.tamis.network.NetworkZoo;
import dev.tamis.tensor.Shape;

/** Networks by the names that recipes and flags use. */
public final class Networks {
  private Networks() {}

  /**
   * The network of a name.
   *
   * @throws IllegalArgumentException if there is none, or it cannot take such images
   */
  public static NetworkSpec named(String name, Shape input, int classes) {
    if (name.equals("lenet")) {
      return NetworkZoo.lenet(input, classes);
    }
    if (name.equals("lenet5")) {
      return NetworkZoo.lenet5(input, classes);
    }
    if (name.matches("resnet\\d{1,4}")) {
      return NetworkZoo.resnet(Integer.parseInt(name.substring(6)), input, classes);
    }
    throw new IllegalArgumentException(
        "there is no network '" + name + "'; there are lenet, lenet5 and resnet8, resnet20 ...");
  }
}
