package dev.tamis.selection;

import dev.tamis.tensor.FeatureMap;

/** How the outputs of a filter's network become one score per instance. */
interface FilterScoring {
  /** One output, which is the score. */
  FilterScoring LOGIT =
      new FilterScoring() {
        @Override
        public int outputs() {
          return 1;
        }

        @Override
        public float score(FeatureMap outputs, int row, int n) {
          return outputs.data()[outputs.offset(row)];
        }
      };

  /** Outputs that the network must have. */
  int outputs();

  /**
   * The score of an instance; larger is kept.
   *
   * @param row of the outputs
   * @param n number among the offered, under which learning will ask again
   */
  float score(FeatureMap outputs, int row, int n);

  /** Bytes of its memory. */
  default long bytes() {
    return 0;
  }
}
