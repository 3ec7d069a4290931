package dev.tamis.cli.comparison;

import java.util.List;

/** Some runs of a comparison failed; the others are finished and kept. */
public final class ComparisonException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  ComparisonException(List<String> failures) {
    super(
        failures.size()
            + " of the runs failed (the others are kept; the same command tries these again): "
            + String.join("; ", failures));
  }
}
