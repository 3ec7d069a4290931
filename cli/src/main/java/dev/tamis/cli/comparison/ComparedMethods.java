package dev.tamis.cli.comparison;

import java.util.ArrayList;
import java.util.List;

/** Reads the methods of a comparison from what a user wrote. */
public final class ComparedMethods {
  private ComparedMethods() {}

  /**
   * The named methods, then the variants.
   *
   * @param names of known methods
   * @param variants each {@code NAME=METHOD FLAG VALUE ...}
   * @throws dev.tamis.cli.run.SettingException if one is unknown or not of that form
   */
  public static List<ComparedMethod> of(List<String> names, List<String> variants) {
    List<ComparedMethod> methods = new ArrayList<>();
    for (String name : names) {
      methods.add(ComparedMethod.named(name));
    }
    for (String variant : variants) {
      methods.add(ComparedMethod.variant(variant));
    }
    return methods;
  }
}
