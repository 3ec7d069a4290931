package dev.tamis.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EvaluateCommandTest {
  private static final int TESTED = 50;

  @TempDir static Path folder;

  private static Path run = Path.of("");

  @BeforeAll
  static void train() throws IOException {
    Path data = Tamis.data(folder.resolve("data"), 200, TESTED);
    run = folder.resolve("run");
    Tamis.run(
            "train",
            "--data",
            data,
            "--run",
            run,
            "--iterations",
            12,
            "--batch-size",
            16,
            "--method",
            "dense",
            "--quiet")
        .ends(0);
  }

  @Test
  void jsonHasTheKeysOfTheContract() {
    JsonObject json = Tamis.run("evaluate", run, "--json").ends(0).object();

    assertThat(json.keySet())
        .containsExactlyInAnyOrder(
            "accuracyRatio",
            "balancedAccuracyRatio",
            "meanLoss",
            "count",
            "classes",
            "confusion",
            "calibration");
    assertThat(json.get("count").getAsInt()).isEqualTo(TESTED);
    assertThat(json.getAsJsonArray("classes")).hasSize(10);
    assertThat(json.getAsJsonArray("classes").get(3).getAsJsonObject().keySet())
        .containsExactlyInAnyOrder("name", "precisionRatio", "recallRatio", "count");
    int right = 0;
    int all = 0;
    double recalls = 0;
    int occurring = 0;
    for (JsonElement one : json.getAsJsonArray("classes")) {
      JsonElement recall = one.getAsJsonObject().get("recallRatio");
      recalls += recall.isJsonNull() ? 0 : recall.getAsDouble();
      occurring += recall.isJsonNull() ? 0 : 1;
    }
    assertThat(json.get("balancedAccuracyRatio").getAsDouble())
        .isCloseTo(recalls / occurring, within(1e-12));
    for (int label = 0; label < 10; label++) {
      for (int predicted = 0; predicted < 10; predicted++) {
        int count =
            json.getAsJsonArray("confusion").get(label).getAsJsonArray().get(predicted).getAsInt();
        all += count;
        right += label == predicted ? count : 0;
      }
    }
    assertThat(all).isEqualTo(TESTED);
    assertThat(json.get("accuracyRatio").getAsDouble())
        .isCloseTo((double) right / TESTED, within(1e-12));
    JsonObject calibration = json.getAsJsonObject("calibration");
    assertThat(calibration.getAsJsonArray("bins")).hasSize(15);
    int binned = 0;
    for (JsonElement bin : calibration.getAsJsonArray("bins")) {
      binned += bin.getAsJsonObject().get("count").getAsInt();
    }
    assertThat(binned).isEqualTo(TESTED);
    assertThat(calibration.get("expectedErrorRatio").getAsDouble()).isBetween(0.0, 1.0);
  }

  @Test
  void tableNamesWhatItShows() {
    Tamis.Result result = Tamis.run("evaluate", Tamis.checkpoint(run)).ends(0);

    assertThat(result.out())
        .contains(
            "accuracy", "balanced accuracy", "mean loss", "calibration", "precision", "recall");
    assertThat(result.err()).isEmpty();
  }

  @Test
  void splitChoosesTheTrainingImages() {
    JsonObject json = Tamis.run("evaluate", run, "--split", "train", "--json").ends(0).object();

    assertThat(json.get("count").getAsInt()).isEqualTo(200);
  }

  @Test
  void otherNormalisationGivesOtherLosses() {
    JsonObject own = Tamis.run("evaluate", run, "--json").ends(0).object();
    JsonObject other = Tamis.run("evaluate", run, "--json", "--input-mean", 0.9).ends(0).object();

    assertThat(other.get("meanLoss")).isNotEqualTo(own.get("meanLoss"));
  }

  @Test
  void imagesOfAnotherSizeAreResizedAndThatIsSaidOnce() throws IOException {
    Path images = images("small", 14, BufferedImage.TYPE_BYTE_GRAY, "3", "7");
    Tamis.Result result = Tamis.run("evaluate", run, "--data", images, "--json").ends(0);

    assertThat(result.err().lines()).singleElement().asString().contains("14x14", "28x28");
    JsonObject json = result.object();
    assertThat(json.get("count").getAsInt()).isEqualTo(2);
    // Two folders of ten classes: they are matched by the classes' names, not by their own order.
    JsonElement third = json.getAsJsonArray("classes").get(3);
    assertThat(third.getAsJsonObject().get("count").getAsInt()).isEqualTo(1);
  }

  @Test
  void colourIsNotFedToAGreyModel() throws IOException {
    Path images = images("colour", 28, BufferedImage.TYPE_INT_RGB, "3", "7");
    Tamis.Result result = Tamis.run("evaluate", run, "--data", images).ends(1);

    assertThat(result.err()).contains("grey", "RGB");
  }

  private static Path images(String name, int size, int type, String... classes)
      throws IOException {
    Path root = folder.resolve(name);
    for (String className : classes) {
      BufferedImage image = new BufferedImage(size, size, type);
      image.setRGB(2, 3, 0xff8040);
      Path file = Files.createDirectories(root.resolve(className)).resolve("a.png");
      ImageIO.write(image, "png", file.toFile());
    }
    return root;
  }
}
