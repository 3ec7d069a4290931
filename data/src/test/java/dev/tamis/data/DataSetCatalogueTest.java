package dev.tamis.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

final class DataSetCatalogueTest {
  @Test
  void entriesAreConsistent() {
    for (KnownDataSet set : DataSetCatalogue.all()) {
      assertThat(DataSetCatalogue.find(set.name())).as(set.name()).contains(set);
      assertThat(set.normalization().fits(set.channels())).as(set.name()).isTrue();
      assertThat(set.classNames()).as(set.name()).doesNotHaveDuplicates();
      assertThat(set.files()).as(set.name()).isNotEmpty();
      for (KnownFile file : set.files()) {
        assertThat(file.contentSha256()).as(file.name()).matches("[0-9a-f]{64}");
        file.source().ifPresent(uri -> assertThat(uri).hasScheme("https"));
      }
      set.archive()
          .ifPresent(
              archive -> {
                assertThat(archive.source()).hasScheme("https");
                assertThat(archive.sha256()).matches("[0-9a-f]{64}");
              });
    }
  }

  /** Sizes follow from counts and shapes, so a slip in either shows. */
  @Test
  void fileSizesFitTheImages() {
    for (KnownDataSet set : DataSetCatalogue.all()) {
      long imageBytes = (long) set.height() * set.width() * set.channels();
      long images = set.trainCount() + set.testCount();
      long expected =
          switch (set.layout()) {
            case IDX, SHIPPED -> images * (imageBytes + 1) + 2 * (16 + 8);
            case CIFAR_10 -> images * (imageBytes + 1);
            case CIFAR_100 -> images * (imageBytes + 2);
          };
      assertThat(set.files().stream().mapToLong(KnownFile::contentBytes).sum())
          .as(set.name())
          .isEqualTo(expected);
    }
  }

  @Test
  void knowsWhatCanBeFetched() {
    assertThat(DataSetCatalogue.all())
        .filteredOn(KnownDataSet::isFetchable)
        .extracting(KnownDataSet::name)
        .containsExactly("fashion", "mnist", "cifar10", "cifar100");
    assertThat(DataSetCatalogue.require("cifar100").classNames()).hasSize(100);
  }

  @Test
  void anUnknownNameListsTheKnownOnes() {
    assertThatThrownBy(() -> DataSetCatalogue.require("mnsit"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "No data set is called 'mnsit'; known are fashion-slice, fashion, mnist, usps, cifar10,"
                + " cifar100.");
  }
}
