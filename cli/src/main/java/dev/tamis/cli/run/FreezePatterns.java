package dev.tamis.cli.run;

import dev.tamis.network.BackwardPlan;
import dev.tamis.network.NetworkSpec;
import dev.tamis.network.NodeSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** What {@code --freeze} says: names of layers, where * is any text and ? any one character. */
final class FreezePatterns {
  private final List<String> texts;
  private final List<Pattern> patterns = new ArrayList<>();

  FreezePatterns(List<String> texts) {
    this.texts = List.copyOf(texts);
    for (String text : texts) {
      StringBuilder regex = new StringBuilder();
      for (int k = 0; k < text.length(); k++) {
        char c = text.charAt(k);
        regex.append(c == '*' ? ".*" : c == '?' ? "." : Pattern.quote(String.valueOf(c)));
      }
      patterns.add(Pattern.compile(regex.toString(), Pattern.DOTALL));
    }
  }

  private boolean trains(String name) {
    return patterns.stream().noneMatch(pattern -> pattern.matcher(name).matches());
  }

  /**
   * What is trained of a network.
   *
   * @throws SettingException if a pattern is of no layer with weights, or all are frozen
   */
  BackwardPlan plan(NetworkSpec spec) {
    BackwardPlan all = BackwardPlan.all(spec);
    for (int k = 0; k < patterns.size(); k++) {
      Pattern pattern = patterns.get(k);
      boolean found = false;
      for (int i = 0; i < spec.nodes().size(); i++) {
        NodeSpec node = spec.nodes().get(i);
        found |= all.trains(i) && pattern.matcher(node.name()).matches();
      }
      if (!found) {
        throw new SettingException(
            "--freeze '"
                + texts.get(k)
                + "' is the name of no layer with weights in "
                + spec.name()
                + "; 'tamis inspect' shows their names, and * stands for any text");
      }
    }
    BackwardPlan plan = BackwardPlan.training(spec, this::trains);
    if (!plan.trainsAny()) {
      throw new SettingException(
          "--freeze "
              + String.join(", ", texts)
              + " leaves nothing of "
              + spec.name()
              + " to train");
    }
    return plan;
  }
}
