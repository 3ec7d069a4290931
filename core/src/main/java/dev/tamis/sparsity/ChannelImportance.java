package dev.tamis.sparsity;

/**
 * What makes a channel worth propagating, from the L1 norm of its kernel and of its error over the
 * mini-batch.
 */
public enum ChannelImportance {
  /** Kernel norm times error norm: bounds the channel's contribution to the propagated error. */
  PRODUCT(true),
  /**
   * Kernel norm plus error norm, each divided by its mean over channels, so that both have an equal
   * say.
   */
  SUM(true),
  /**
   * Kernel norm plus error norm as they are, summed over the instances (the paper's equation with
   * gamma1 = gamma2 = 1). Errors are orders of magnitude smaller than weights, so the choice hardly
   * moves.
   */
  PAPER(true),
  /** Error norm alone. */
  ERROR(true),
  /**
   * Channels drawn with probabilities proportional to the product, and their errors divided by
   * these: the propagated error and the gradients are then right in expectation. (Wang et al.,
   * VCAS, arXiv 2402.17227, sample tokens and instances so.)
   */
  UNBIASED(true),
  /** Uniformly random channels: the control that importance has to beat. */
  RANDOM(false);

  private final boolean needsNorms;

  ChannelImportance(boolean needsNorms) {
    this.needsNorms = needsNorms;
  }

  /** Whether norms have to be computed for it. */
  public boolean needsNorms() {
    return needsNorms;
  }

  /**
   * Score of each channel; larger is more important.
   *
   * @param scores receives {@code channels} values; of RANDOM zeros
   */
  void score(int channels, int instances, float[] kernelNorms, float[] errorNorms, float[] scores) {
    float kernelMean = this == SUM ? mean(kernelNorms, channels) : 1f;
    float errorMean = this == SUM ? mean(errorNorms, channels) : 1f;
    for (int j = 0; j < channels; j++) {
      scores[j] =
          switch (this) {
            case PRODUCT, UNBIASED -> kernelNorms[j] * errorNorms[j];
            case SUM -> kernelNorms[j] / kernelMean + errorNorms[j] / errorMean;
            case PAPER -> instances * kernelNorms[j] + errorNorms[j];
            case ERROR -> errorNorms[j];
            case RANDOM -> 0f;
          };
    }
  }

  /** Mean over channels; 1 where all are zero, so that dividing by it changes nothing. */
  private static float mean(float[] norms, int channels) {
    double sum = 0;
    for (int j = 0; j < channels; j++) {
      sum += norms[j];
    }
    return sum > 0 ? (float) (sum / channels) : 1f;
  }
}
