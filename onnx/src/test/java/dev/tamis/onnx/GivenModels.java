package dev.tamis.onnx;

import dev.tamis.data.Augmentation;
import dev.tamis.data.DataRoot;
import dev.tamis.data.DataSetCatalogue;
import dev.tamis.data.DataSetLoader;
import dev.tamis.data.ImageSource;
import dev.tamis.data.LabelledImages;
import dev.tamis.data.Normalization;
import dev.tamis.data.Split;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Models that others trained, with inputs and outputs beside them, below the data root. */
final class GivenModels {
  static final DataRoot ROOT = DataRoot.resolve(Optional.empty());
  private static final Path FOLDER = ROOT.path().resolve("onnx");

  private GivenModels() {}

  /**
   * A model.
   *
   * @param name its folder
   * @param data the set it was trained on
   * @param normalization how it is fed
   * @param accuracyPercent accuracy on the test images, with two decimals
   */
  record Given(String name, String data, Normalization normalization, double accuracyPercent) {
    Path file() {
      return FOLDER.resolve(name).resolve("model.onnx");
    }

    /** Its pairs of input and output. */
    List<Path> references() throws IOException {
      List<Path> folders = new ArrayList<>();
      for (int k = 0; Files.isDirectory(reference(k)); k++) {
        folders.add(reference(k));
      }
      return folders;
    }

    private Path reference(int k) {
      return FOLDER.resolve(name).resolve("test_data_set_" + k);
    }

    ImageSource source(Split split) throws IOException {
      LabelledImages images = new DataSetLoader(ROOT).load(data, split);
      return new ImageSource(images, normalization, Augmentation.none());
    }

    @Override
    public String toString() {
      return name;
    }
  }

  static boolean areThere() {
    return Files.isDirectory(FOLDER);
  }

  static List<Given> all() {
    Normalization cifar = DataSetCatalogue.require("cifar10").normalization();
    Normalization unit = Normalization.unitRange();
    Normalization raw = Normalization.none();
    return List.of(
        new Given("resnet20_cifar10", "cifar10", cifar, 92.02),
        new Given("resnet8_cifar10", "cifar10", raw, 87.19),
        new Given("resnet2b_cifar10", "cifar10", cifar, 69.24),
        new Given("cnn_mnist_tribuo", "mnist", unit, 98.89),
        new Given("lenet5_mnist", "mnist", unit, 99.05),
        new Given("mnist_cntk_opset8", "mnist", raw, 98.91));
  }

  /** A tensor that is a file of its own. */
  static Tensor tensor(Path file) throws IOException {
    ReadBudget budget = new ReadBudget(file.toString());
    ProtoReader in = new ProtoReader(Files.readAllBytes(file), "TensorProto", budget);
    return TensorReader.read(in, new ExternalData(null));
  }
}
