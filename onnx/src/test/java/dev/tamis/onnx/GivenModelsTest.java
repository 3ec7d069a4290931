package dev.tamis.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tamis.data.ImageSource;
import dev.tamis.data.Split;
import dev.tamis.layer.ComputeResources;
import dev.tamis.loss.LossResult;
import dev.tamis.loss.SoftmaxCrossEntropy;
import dev.tamis.network.BackwardPlan;
import dev.tamis.network.ChannelSelector;
import dev.tamis.network.Gradients;
import dev.tamis.network.Network;
import dev.tamis.network.Workspace;
import dev.tamis.optimizer.Sgd;
import dev.tamis.random.SeededGenerator;
import dev.tamis.tensor.FeatureMap;
import dev.tamis.training.Evaluator;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whole models of others; skipped only where the data root has none. */
@EnabledIf("dev.tamis.onnx.GivenModels#areThere")
final class GivenModelsTest {
  private static final ComputeResources RESOURCES = new ComputeResources(2);
  private static final double CLOSE = 1e-4;

  @TempDir Path folder;

  static List<GivenModels.Given> models() {
    return GivenModels.all();
  }

  @AfterAll
  static void close() {
    RESOURCES.close();
  }

  @ParameterizedTest
  @MethodSource("models")
  void predictsWhatItsReferencesSay(GivenModels.Given given) throws Exception {
    ImportedModel model = OnnxImporter.read(given.file());
    Network network = model.toNetwork(RESOURCES);
    byte[] bytes = Files.readAllBytes(given.file());
    byte[] exported = OnnxExporter.toBytes(network, model.signature());
    OnnxChecker.check(exported);

    assertThat(given.references()).isNotEmpty();
    for (Path reference : given.references()) {
      Tensor input = GivenModels.tensor(reference.resolve("input_0.pb"));
      float[] images = input.floats();
      int count = input.dims()[0];
      float[] expected = GivenModels.tensor(reference.resolve("output_0.pb")).floats();
      float[] predicted = Prediction.of(model, network, images, count);

      assertThat(Prediction.difference(expected, predicted)).isLessThan(CLOSE);
      assertThat(Prediction.difference(OnnxRuntime.run(bytes, images, count), predicted))
          .isLessThan(CLOSE);
      assertThat(Prediction.difference(expected, OnnxRuntime.run(exported, images, count)))
          .isLessThan(CLOSE);
    }
  }

  @ParameterizedTest
  @MethodSource("models")
  void isAsAccurateAsItWas(GivenModels.Given given) throws Exception {
    Network network = OnnxImporter.read(given.file()).toNetwork(RESOURCES);

    Evaluator evaluator = new Evaluator(network, given.source(Split.TEST), 100);

    assertThat(100 * evaluator.evaluate().accuracyRatio())
        .isCloseTo(given.accuracyPercent(), Offset.offset(0.02));
  }

  @ParameterizedTest
  @MethodSource("models")
  void comesBackAsItWasAfterTraining(GivenModels.Given given) throws Exception {
    ImportedModel model = OnnxImporter.read(given.file());
    Network network = model.toNetwork(RESOURCES);
    float[] before = network.parameters().trained().data().clone();
    ImageSource source = given.source(Split.TRAIN);
    train(network, source, 50, 16);
    assertThat(network.parameters().trained().data()).isNotEqualTo(before);
    Lineage lineage = new Lineage(model.sha256(), "1.0", 800, 12_345);

    Path file = folder.resolve("trained.onnx");
    OnnxSignature signature = model.signature().withProperties(lineage.toProperties());
    // As a checkpoint keeps it between the two.
    OnnxSignature kept = OnnxSignature.fromMap(signature.toMap());
    OnnxExporter.write(network, kept, file);
    ImportedModel back = OnnxImporter.read(file);
    Network again = back.toNetwork(RESOURCES);

    assertThat(back.spec()).isEqualTo(model.spec());
    assertThat(back.signature().nodes()).isEqualTo(signatureNodes(model, back));
    assertThat(back.signature().inputName()).isEqualTo(model.signature().inputName());
    assertThat(back.signature().outputName()).isEqualTo(model.signature().outputName());
    assertThat(back.signature().properties())
        .containsAllEntriesOf(model.signature().properties())
        .containsEntry("tamis.sourceSha256", model.sha256())
        .containsEntry("tamis.instancesSeen", "800")
        .containsEntry("tamis.computationMacs", "12345");
    assertThat(again.parameters().trained().data())
        .isEqualTo(network.parameters().trained().data());
    assertThat(again.parameters().statistics().data())
        .isEqualTo(network.parameters().statistics().data());
    int count = 32;
    float[] images = inFileOrder(network, source, count);
    float[] theirs = OnnxRuntime.run(Files.readAllBytes(file), images, count);
    assertThat(Prediction.difference(theirs, Prediction.of(back, again, images, count)))
        .isLessThan(CLOSE);
  }

  /** What had a name in the first file has it in the second. */
  private static Map<String, OnnxNames> signatureNodes(ImportedModel model, ImportedModel back) {
    Map<String, OnnxNames> expected = new java.util.TreeMap<>(back.signature().nodes());
    model
        .signature()
        .nodes()
        .forEach(
            (name, names) -> {
              if (!names.node().isEmpty() && !names.parameters().contains("")) {
                expected.put(name, names);
              }
            });
    return expected;
  }

  private static void train(Network network, ImageSource source, int steps, int batch) {
    BackwardPlan plan = BackwardPlan.all(network.spec());
    Workspace workspace = network.trainingWorkspace(plan, batch);
    Gradients gradients = new Gradients(network.spec());
    Sgd optimizer = new Sgd(network.spec(), plan, 0.9, 1e-4);
    int classes = network.spec().output().size();
    SoftmaxCrossEntropy lossFunction = new SoftmaxCrossEntropy(classes, batch);
    FeatureMap images = FeatureMap.allocate(network.spec().input(), batch);
    float[] weights = new float[batch];
    Arrays.fill(weights, 1f / batch);
    SeededGenerator generator = new SeededGenerator(3);
    for (int step = 0; step < steps; step++) {
      int[] labels = new int[batch];
      for (int n = 0; n < batch; n++) {
        int index = generator.nextInt(source.count());
        source.read(index, generator, images.data(), images.offset(n));
        labels[n] = source.label(index);
      }
      LossResult loss = lossFunction.evaluate(network.forward(images, workspace), labels, weights);
      network.backward(loss.error(), ChannelSelector.ALL, workspace, gradients);
      optimizer.step(network.parameters(), gradients, 1e-4);
    }
  }

  private static float[] inFileOrder(Network network, ImageSource source, int count) {
    int[] order = Order.CHANNELS_FIRST.indices(network.spec().input());
    float[] one = new float[order.length];
    float[] all = new float[count * order.length];
    for (int n = 0; n < count; n++) {
      source.read(n, new SeededGenerator(0), one, 0);
      for (int k = 0; k < order.length; k++) {
        all[n * order.length + order[k]] = one[k];
      }
    }
    return all;
  }
}
