package dev.tamis.cli.report;

/**
 * Where computation and time go, in the order the report shows them: first what trains the main
 * network, then what choosing costs, then what is counted in seconds alone.
 */
enum Phase {
  MAIN_FORWARD("mainForward", "Main network, forward", true),
  ERROR_PROPAGATION("errorPropagation", "Error propagation", true),
  WEIGHT_GRADIENT("weightGradient", "Weight gradient", true),
  FILTER_FORWARD("filterForward", "Early instance filter, forward", true),
  FILTER_BACKWARD("filterBackward", "Early instance filter, backward", true),
  LABEL_FORWARD("labelForward", "Main network, for its loss only", true),
  SCORING("scoring", "Channel scoring", true),
  DATA("data", "Reading data", false),
  OTHER("other", "Everything else", false);

  /** Key in {@code summary.json}; the style sheet's class of the phase's colour as well. */
  final String key;

  final String label;
  final boolean hasMacs;

  Phase(String key, String label, boolean hasMacs) {
    this.key = key;
    this.label = label;
    this.hasMacs = hasMacs;
  }
}
