package dev.tamis.cli.comparison;

import dev.tamis.cli.run.InitialModel;
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
      int classes = set.classNames().size();
      return Networks.of(
          settings, InitialModel.read(settings, classes, set.name()), shape, classes);
    }
    LabelledImages images = new DataSetLoader(root).load(settings.data(), Split.TRAIN);
    Shape shape = new Shape(images.height(), images.width(), images.channels());
    int classes = images.classCount();
    InitialModel initial = InitialModel.read(settings, classes, images.name());
    return Networks.of(settings, initial, shape, classes);
  }
}
