package dev.tamis.layer;

import dev.tamis.kernels.ConvGeometry;
import dev.tamis.kernels.FakeQuantizedLinear;
import dev.tamis.kernels.FakeQuantizedProducts;
import dev.tamis.kernels.FakeQuantizedRows;
import dev.tamis.kernels.Kernels;
import dev.tamis.kernels.ProductLevels;
import dev.tamis.quantize.QuantizationScheme;
import dev.tamis.quantize.Rounding;
import dev.tamis.quantize.WeightScale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What a quantized layer computes with instead of the float products. */
final class RoundedOperands {
  private final FakeQuantizedProducts products;
  private final FakeQuantizedRows rows;
  private final @Nullable FakeQuantizedLinear linear;

  RoundedOperands(
      QuantizationScheme scheme,
      ConvGeometry geometry,
      boolean hasBias,
      boolean readsWeights,
      int leastInstances,
      Kernels kernels) {
    ProductLevels levels =
        new ProductLevels(
            QuantizationScheme.levels(scheme.weightBits()),
            QuantizationScheme.levels(scheme.activationBits()),
            QuantizationScheme.levels(scheme.errorBits()),
            QuantizationScheme.levels(scheme.weightGradientErrorBits()),
            scheme.weightScale() == WeightScale.PER_CHANNEL,
            scheme.errorRounding() == Rounding.STOCHASTIC);
    this.products = new FakeQuantizedProducts(geometry, hasBias, levels, leastInstances, kernels);
    this.rows = new FakeQuantizedRows(products, kernels);
    this.linear = readsWeights ? new FakeQuantizedLinear(products, kernels) : null;
  }

  FakeQuantizedProducts products() {
    return products;
  }

  FakeQuantizedRows rows() {
    return rows;
  }

  FakeQuantizedLinear linear() {
    return Objects.requireNonNull(linear);
  }
}
