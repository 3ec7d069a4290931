package dev.tamis.cli;

import java.util.List;

/** What classes are called: by the model's names, by number where it has none. */
final class ClassNames {
  private final List<String> names;
  private final int classes;

  ClassNames(List<String> names, int classes) {
    this.names = List.copyOf(names);
    this.classes = classes;
  }

  int count() {
    return classes;
  }

  String of(int label) {
    return names.size() == classes ? names.get(label) : Integer.toString(label);
  }
}
