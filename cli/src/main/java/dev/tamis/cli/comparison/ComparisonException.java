package dev.tamis.cli.comparison;

import java.util.List;
import java.util.stream.Collectors;

/** Some runs of a comparison failed; the others are finished and kept. */
public final class ComparisonException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  ComparisonException(List<Outcome> failed, List<String> untrainable) {
    super(
        failed.size()
            + " of the runs failed (the others are kept; the same command tries these again): "
            + failed.stream().map(Outcome::line).collect(Collectors.joining("; "))
            + untrainable.stream().map(text -> "; " + text).collect(Collectors.joining()));
    for (Outcome outcome : failed) {
      if (outcome.failure() != null) {
        addSuppressed(outcome.failure());
      }
    }
  }
}
