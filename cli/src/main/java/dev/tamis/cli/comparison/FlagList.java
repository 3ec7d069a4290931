package dev.tamis.cli.comparison;

import dev.tamis.cli.run.SettingException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Flags with their values, in which a later one replaces an earlier one of the same name. */
final class FlagList {
  /** May be given once a layer. */
  private static final Set<String> REPEATABLE = Set.of("--keep-channels-in", "--freeze");

  private final List<String> names = new ArrayList<>();
  private final List<String> values = new ArrayList<>();

  /**
   * Adds flags as a command line has them: {@code --name value} or {@code --name=value}.
   *
   * @throws SettingException if a flag has no value or a value no flag
   */
  FlagList add(List<String> words) {
    for (int i = 0; i < words.size(); i++) {
      String word = words.get(i);
      int equals = word.indexOf('=');
      if (!word.startsWith("--")) {
        throw new SettingException("'" + word + "' is not a flag of 'tamis train'");
      }
      if (equals > 0) {
        put(word.substring(0, equals), word.substring(equals + 1));
      } else if (i + 1 < words.size()) {
        put(word, words.get(++i));
      } else {
        throw new SettingException(word + " needs a value");
      }
    }
    return this;
  }

  private void put(String name, String value) {
    int at = REPEATABLE.contains(name) ? -1 : names.indexOf(name);
    if (at >= 0) {
      values.set(at, value);
    } else {
      names.add(name);
      values.add(value);
    }
  }

  List<String> words() {
    List<String> words = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      words.add(names.get(i));
      words.add(values.get(i));
    }
    return List.copyOf(words);
  }
}
