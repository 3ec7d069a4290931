package dev.tamis.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataSetsCommandTest {

  @TempDir Path root;

  @Test
  void listsWhatIsKnown() throws IOException {
    Tamis.data(root.resolve("mnist"), 10, 10);
    Files.delete(root.resolve("mnist").resolve("t10k-labels-idx1-ubyte"));
    JsonArray list = Tamis.run("datasets", "--data-root", root, "--json").json().getAsJsonArray();

    assertThat(list).hasSizeGreaterThanOrEqualTo(6);
    assertThat(list.get(0).getAsJsonObject().get("onDisk").getAsString()).isEqualTo("ships");
    assertThat(list).anySatisfy(one -> assertIs(one.getAsJsonObject(), "mnist", "in part"));
    assertThat(list).anySatisfy(one -> assertIs(one.getAsJsonObject(), "cifar10", "no"));
    assertThat(Tamis.run("datasets", "--data-root", root).out())
        .contains("fashion-slice", "cifar100", "licence", root.toString());
  }

  private static void assertIs(JsonObject set, String name, String state) {
    assertThat(set.get("name").getAsString()).isEqualTo(name);
    assertThat(set.get("onDisk").getAsString()).isEqualTo(state);
  }

  @Test
  void verifiesByChecksum() throws IOException {
    assertThat(Tamis.run("datasets", "verify", "fashion-slice", "--json").ends(0).object())
        .satisfies(result -> assertThat(result.get("ok").getAsBoolean()).isTrue());

    Tamis.data(root.resolve("mnist"), 10, 10);
    Tamis.Result wrong = Tamis.run("datasets", "verify", "mnist", "--data-root", root).ends(1);
    assertThat(wrong.out()).contains("corrupt");
    assertThat(wrong.err()).contains("datasets fetch mnist");
  }

  @Test
  void fetchesNothingThatIsThere() {
    assertThat(Tamis.run("datasets", "fetch", "fashion-slice", "--data-root", root).ends(0).out())
        .contains("ships");
  }
}
