package dev.tamis.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tamis.device.AdaptationConfig;
import dev.tamis.device.OnDeviceLearner;
import dev.tamis.device.Selector;
import dev.tamis.layer.ComputeResources;
import dev.tamis.network.Network;
import dev.tamis.random.SeededGenerator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A model of others goes onto a device, learns there, and comes back as it was named. */
class OnDeviceTest {
  private static final int SIDE = 8;
  private static final int CLASSES = 4;
  private static final AdaptationConfig CONFIG =
      AdaptationConfig.defaults()
          .withSelector(Selector.RANDOM)
          .withInstanceKeepRatio(0.5)
          .withLearningRate(0.02)
          .withConfidence(0.5);

  @TempDir Path folder;

  private Path model() throws IOException {
    byte[] bytes =
        new TestGraph(5)
            .input(1, SIDE, SIDE)
            .conv("x", "c", 8, 1, 3)
            .node("Relu", "c", "r")
            .node("GlobalAveragePool", "r", "p")
            .node("Flatten", "p", "f")
            .gemm("f", "logits", CLASSES, 8)
            .output("logits", CLASSES);
    Path file = folder.resolve("shipped.onnx");
    Files.write(file, bytes);
    return file;
  }

  /** A stripe of another direction and sign for each class. */
  private static float[] image(int label, SeededGenerator random) {
    float[] image = new float[SIDE * SIDE];
    for (int y = 0; y < SIDE; y++) {
      for (int x = 0; x < SIDE; x++) {
        boolean on = (label / 2 == 0 ? y : x) % 2 == 0;
        float stripe = label % 2 == 0 ? 1 : -1;
        image[y * SIDE + x] = (float) ((on ? stripe : 0) + 0.2 * random.nextGaussian());
      }
    }
    return image;
  }

  @Test
  void predictsAsTheFileDoes() throws Exception {
    Path file = model();
    SeededGenerator random = new SeededGenerator(1);
    try (OnDeviceLearner learner = OnDeviceLearner.load(file, CONFIG)) {
      for (int label = 0; label < CLASSES; label++) {
        float[] image = image(label, random);
        float[] logits = OnnxRuntime.run(Files.readAllBytes(file), image, 1);
        double sum = 0;
        for (float logit : logits) {
          sum += Math.exp(logit);
        }
        for (int k = 0; k < CLASSES; k++) {
          assertThat((double) learner.predict(image).probability(k))
              .isCloseTo(Math.exp(logits[k]) / sum, Offset.offset(1e-4));
        }
      }
      assertThat(learner.metadata())
          .containsEntry("source.sha256", OnnxImporter.read(file).sha256())
          .containsEntry("onnx.input", "x")
          .containsEntry("onnx.output", "logits");
    }
  }

  @Test
  void whatItHasLearntIsWrittenUnderTheNamesThatTheFileHad() throws Exception {
    Path file = model();
    Path adapted = folder.resolve("adapted.onnx");
    SeededGenerator random = new SeededGenerator(2);
    try (OnDeviceLearner learner = OnDeviceLearner.load(file, CONFIG);
        ComputeResources resources = new ComputeResources(1)) {
      for (int n = 0; n < 3000; n++) {
        int label = random.nextInt(CLASSES);
        learner.offer(image(label, random), id -> label);
      }
      assertThat(learner.report().weights().swaps()).isPositive();
      learner.export(adapted);

      OnnxChecker.check(Files.readAllBytes(adapted));
      ImportedModel back = OnnxImporter.read(adapted);
      ImportedModel shipped = OnnxImporter.read(file);
      Network served = new Network(learner.spec(), resources, new SeededGenerator(0));
      learner.copyServed(served.parameters());
      assertThat(back.spec()).isEqualTo(shipped.spec());
      assertThat(back.toNetwork(resources).parameters().trained().data())
          .isEqualTo(served.parameters().trained().data())
          .isNotEqualTo(shipped.toNetwork(resources).parameters().trained().data());
      assertThat(back.signature().inputName()).isEqualTo("x");
      assertThat(back.signature().nodes()).isEqualTo(shipped.signature().nodes());
      assertThat(back.signature().properties())
          .containsEntry("tamis.sourceSha256", shipped.sha256())
          .containsEntry("tamis.instancesSeen", "3000")
          .containsEntry("tamis.computationMacs", Long.toString(learner.report().totalMacs()));
    }
  }

  @Test
  void howImagesAreFedGoesThereAndBack() throws Exception {
    Path described = folder.resolve("described.onnx");
    ImportedModel model = OnnxImporter.read(model());
    try (ComputeResources resources = new ComputeResources(1)) {
      OnnxExporter.write(
          model.toNetwork(resources),
          model
              .signature()
              .withProperties(
                  Map.of(
                      "tamis.inputScale", "0.5",
                      "tamis.inputMean", "0.1",
                      "tamis.inputStd", "0.2",
                      "tamis.classes", "a\nb\nc\nd",
                      "long", "x".repeat(30_000))),
          described);
    }
    Path saved = folder.resolve("saved.tamis");
    Path adapted = folder.resolve("again.onnx");
    try (OnDeviceLearner learner = OnDeviceLearner.load(described, CONFIG)) {
      assertThat(learner.metadata())
          .containsEntry("input.scale", "0.5")
          .containsEntry("input.mean", "0.1")
          .containsEntry("input.std", "0.2")
          .containsEntry("classes", "a\nb\nc\nd")
          .doesNotContainKey("onnx.property.long");
      learner.save(saved);
    }
    try (OnDeviceLearner learner = OnDeviceLearner.load(saved, CONFIG)) {
      learner.export(adapted);
    }
    assertThat(OnnxImporter.read(adapted).signature().properties())
        .containsEntry("tamis.inputScale", "0.5")
        .containsEntry("tamis.inputMean", "0.1")
        .containsEntry("tamis.inputStd", "0.2")
        .containsEntry("tamis.classes", "a\nb\nc\nd");
  }

  @Test
  void aDamagedFileIsNamed() throws Exception {
    Path damaged = folder.resolve("damaged.onnx");
    Files.write(damaged, new byte[] {1, 2, 3});

    assertThatThrownBy(() -> OnDeviceLearner.load(damaged, CONFIG))
        .isInstanceOf(OnnxException.class)
        .hasMessageContaining("damaged.onnx");
    assertThatThrownBy(() -> OnDeviceLearner.load(folder.resolve("missing.onnx"), CONFIG))
        .isInstanceOf(OnnxException.class)
        .hasMessageContaining("missing.onnx");
  }
}
