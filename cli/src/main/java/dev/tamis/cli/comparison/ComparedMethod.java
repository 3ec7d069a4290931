package dev.tamis.cli.comparison;

import dev.tamis.cli.run.SettingException;
import java.util.ArrayList;
import java.util.List;

/**
 * One line of a comparison: a name, what it adds to the flags of {@code tamis train}, and what is
 * turned to meet a budget.
 *
 * @param name in tables and names of folders
 * @param flags of {@code tamis train}
 * @param knob what meets a budget
 */
public record ComparedMethod(String name, List<String> flags, Knob knob) {

  /** What is turned until the expected computation is the budget. */
  public enum Knob {
    /** Nothing: it costs what it costs. */
    NONE,
    /** The share of instances that is kept. */
    INSTANCES,
    /** The length of the training, learning-rate schedule included. */
    SCHEDULE
  }

  /** The method, and the controls that it faces. */
  static final List<ComparedMethod> KNOWN =
      List.of(
          method(Comparison.BASELINE, Knob.NONE, "--method", "dense"),
          method("scheduled", Knob.SCHEDULE, "--method", "dense"),
          method(Comparison.CONTROL, Knob.INSTANCES, "--method", "filter", "--filter", "random"),
          method("ohem", Knob.SCHEDULE, "--method", "filter", "--filter", "ohem"),
          method("stale-loss", Knob.INSTANCES, "--method", "filter", "--filter", "stale-loss"),
          method("filter", Knob.INSTANCES, "--method", "filter", "--filter", "budgeted"),
          method(
              "filter+prune", Knob.INSTANCES, "--method", "filter+prune", "--filter", "budgeted"),
          method("random+prune", Knob.INSTANCES, "--method", "filter+prune", "--filter", "random"),
          method("prune", Knob.SCHEDULE, "--method", "prune"),
          method(
              "random-channels",
              Knob.SCHEDULE,
              "--method",
              "prune",
              "--channel-importance",
              "random"),
          method(
              "paper",
              Knob.NONE,
              "--method",
              "filter+prune",
              "--filter",
              "paper",
              "--channel-importance",
              "paper"));

  private static ComparedMethod method(String name, Knob knob, String... flags) {
    return new ComparedMethod(name, List.of(flags), knob);
  }

  /**
   * A method by its name.
   *
   * @throws SettingException if there is none
   */
  static ComparedMethod named(String name) {
    return KNOWN.stream()
        .filter(method -> method.name.equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new SettingException(
                    "--methods: '"
                        + name
                        + "' is unknown; there are "
                        + String.join(", ", KNOWN.stream().map(ComparedMethod::name).toList())
                        + ", and what --variant adds"));
  }

  /**
   * A method with other settings, as users write it: {@code NAME=METHOD FLAG...}.
   *
   * @throws SettingException if it is not of that form
   */
  static ComparedMethod variant(String text) {
    int equals = text.indexOf('=');
    List<String> words = List.of(text.substring(equals + 1).strip().split("\\s+"));
    String name = text.substring(0, Math.max(0, equals)).strip();
    if (!name.matches("[\\w+.-]+") || words.get(0).isEmpty()) {
      throw new SettingException(
          "--variant '"
              + text
              + "' is not of the form \"NAME=METHOD FLAG VALUE ...\", for example"
              + " \"entropy=filter+prune --filter-score entropy\"");
    }
    ComparedMethod base = named(words.get(0));
    List<String> flags = new ArrayList<>(base.flags);
    flags.addAll(words.subList(1, words.size()));
    return new ComparedMethod(name, List.copyOf(flags), base.knob);
  }
}
