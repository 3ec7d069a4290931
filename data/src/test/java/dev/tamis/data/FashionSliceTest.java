package dev.tamis.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FashionSliceTest {
  private static final KnownDataSet SLICE = DataSetCatalogue.require("fashion-slice");

  @TempDir private Path empty;

  private LabelledImages load(Split split) throws IOException {
    return new DataSetLoader(new DataRoot(empty, "test")).load("fashion-slice", split);
  }

  @Test
  void isBalancedAndInFileOrder() throws IOException {
    int[] perClass = new int[10];
    Arrays.fill(perClass, 1200);
    LabelledImages train = load(Split.TRAIN);
    assertThat(train.countPerClass()).isEqualTo(perClass);
    int[] first = {9, 0, 0, 3, 0, 2, 7, 2, 5, 5};
    for (int n = 0; n < first.length; n++) {
      assertThat(train.label(n)).isEqualTo(first[n]);
    }
    Arrays.fill(perClass, 200);
    assertThat(load(Split.TEST).countPerClass()).isEqualTo(perClass);
    assertThat(train.classNames()).startsWith("T-shirt/top").endsWith("Ankle boot");
  }

  @Test
  void hasTheKnownChecksums() throws IOException {
    assertThat(new DataSetFetcher(new DataRoot(empty, "test")).verify(SLICE))
        .hasSize(4)
        .allMatch(status -> status.state() == FileStatus.State.OK);
    try (InputStream in =
        DataSetLoader.class.getResourceAsStream("fashion-slice/SHA256SUMS.uncompressed")) {
      String sums = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      for (KnownFile file : SLICE.files()) {
        assertThat(sums).contains(file.contentSha256() + "  " + file.name() + "\n");
      }
    }
  }

  /** The full set's numbers serve the slice too. */
  @Test
  void isNormalizedLikeTheFullSet() throws IOException {
    Normalization measured = Normalization.measuredOn(load(Split.TRAIN));
    assertThat(measured.mean()[0])
        .isCloseTo(SLICE.normalization().mean()[0], Offset.offset(0.005f));
    assertThat(measured.std()[0]).isCloseTo(SLICE.normalization().std()[0], Offset.offset(0.005f));
  }

  @Test
  void carriesItsLicence() throws IOException {
    try (InputStream in = DataSetLoader.class.getResourceAsStream("fashion-slice/LICENSE")) {
      assertThat(new String(in.readAllBytes(), StandardCharsets.UTF_8))
          .contains("Zalando SE", "The MIT License");
    }
  }
}
