package dev.tamis.cli.comparison;

import dev.tamis.cli.run.Networks;
import dev.tamis.cli.run.TrainSettings;
import dev.tamis.data.DataRoot;
import dev.tamis.data.DataSetCatalogue;
import dev.tamis.data.DataSetLoader;
import dev.tamis.data.KnownDataSet;
import dev.tamis.data.LabelledImages;
import dev.tamis.data.Split;
import dev.tamis.network.NetworkSpec;
import dev.tamis.tensor.Shape;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** The network that a comparison trains. */
final class ComparedNetwork {
  private ComparedNetwork() {}

  static NetworkSpec of(String recipe, List<String> flags, DataRoot root) throws IOException {
    TrainSettings settings = TrainSettings.of(recipe, flags);
    Optional<KnownDataSet> known = DataSetCatalogue.find(settings.data());
    if (known.isPresent()) {
      KnownDataSet set = known.get();
      Shape shape = new Shape(set.height(), set.width(), set.channels());
      return Networks.of(settings, shape, set.classNames().size());
    }
    LabelledImages images = new DataSetLoader(root).load(settings.data(), Split.TRAIN);
    Shape shape = new Shape(images.height(), images.width(), images.channels());
    return Networks.of(settings, shape, images.classCount());
  }
}
