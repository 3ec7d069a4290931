package dev.tamis.data.drift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tamis.data.LabelledImages;
import dev.tamis.data.Normalization;
import dev.tamis.data.corruption.Corruption;
import dev.tamis.random.SeededGenerator;
import dev.tamis.stream.MiniBatch;
import dev.tamis.tensor.Shape;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

final class DriftSourceTest {
  private static final List<String> CLASSES = List.of("a", "b", "c", "d");

  /** Image n is all of value {@code first + n}, of class n % 4. */
  private static LabelledImages even(String name, int count, int side, int first) {
    byte[] pixels = new byte[count * side * side];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) (first + i / (side * side));
    }
    int[] labels = IntStream.range(0, count).map(n -> n % 4).toArray();
    return LabelledImages.of(name, pixels, labels, side, side, 1, CLASSES);
  }

  private static DriftSource source(String schedule, long seed) {
    return DriftSource.of(
        DriftSchedule.parse(schedule),
        even("set", 100, 3, 0),
        Map.of("other", even("other", 40, 3, 200)),
        Normalization.none(),
        seed,
        sentence -> {});
  }

  private static float[] read(DriftSource source, int id) {
    float[] values = new float[source.shape().size() + 2];
    source.read(id, new SeededGenerator(99), values, 1);
    assertThat(values[0]).isZero();
    assertThat(values[values.length - 1]).isZero();
    return Arrays.copyOfRange(values, 1, values.length - 1);
  }

  private static int centre(DriftSource source, int id) {
    return (int) read(source, id)[4];
  }

  private static int count(DriftSource source, Predicate<DriftInstance> wanted) {
    return (int)
        IntStream.range(0, source.count()).mapToObj(source::instance).filter(wanted).count();
  }

  @Test
  void aCleanStreamShowsEveryImageOnceWithItsLabel() {
    DriftSource source = source("clean@100", 1);
    Set<Integer> seen = new HashSet<>();
    for (int id = 0; id < 100; id++) {
      int value = centre(source, id);
      seen.add(value);
      DriftInstance instance = source.instance(id);
      assertThat(instance).isEqualTo(new DriftInstance(id, 0, false, value % 4, value % 4, id));
      assertThat(source.label(id)).isEqualTo(value % 4);
    }
    assertThat(seen).hasSize(100);
  }

  @Test
  void imagesComeAgainOnlyAfterAllOthersAndThatIsSaid() {
    List<String> said = new ArrayList<>();
    DriftSource source =
        DriftSource.of(
            DriftSchedule.parse("clean@60,clean@190"),
            even("set", 100, 3, 0),
            Map.of(),
            Normalization.none(),
            3,
            said::add);
    int[] counts = new int[100];
    for (int id = 0; id < 250; id++) {
      counts[centre(source, id)]++;
      if (id == 99 || id == 199) {
        assertThat(counts).containsOnly(id / 100 + 1);
      }
    }
    assertThat(said)
        .containsExactly("the stream is longer than its images: 150 times an image comes again");
    assertThat(source.shape()).isEqualTo(new Shape(3, 3, 1));
  }

  @Test
  void segmentsAreTransformedAndNovel() {
    DriftSource source = source("clean@10,brightness:5@10,rotate:180@10", 1);
    for (int id = 10; id < 20; id++) {
      // 30 % of the range brighter.
      int value = centre(source, id);
      assertThat(Math.floorMod(value - 76 - source.instance(id).trueLabel(), 4)).isLessThan(2);
      assertThat(value).isGreaterThanOrEqualTo(76);
    }
    for (int id = 0; id < 30; id++) {
      assertThat(source.instance(id).novel()).isEqualTo(id >= 10);
      assertThat(source.instance(id).segment()).isEqualTo(id / 10);
    }
  }

  @Test
  void corruptionsDependOnTheInstanceAndNothingElse() {
    DriftSource one = source("gaussian-noise:5@50", 7);
    DriftSource other = source("gaussian-noise:5@50", 7);
    float[] last = read(one, 49);
    for (int id = 0; id < 50; id++) {
      assertThat(read(other, id)).isEqualTo(read(one, id));
    }
    assertThat(read(one, 49)).isEqualTo(last);
    assertThat(read(source("gaussian-noise:5@50", 8), 0)).isNotEqualTo(read(one, 0));
    byte[] even = new byte[9];
    assertThat(Corruption.GAUSSIAN_NOISE.apply(even, 3, 3, 1, 5, 1)).isNotEqualTo(even);
  }

  @Test
  void exactlyTheShareIsMixedInFromTheOtherSet() {
    DriftSource source = source("mix:0.3:other@50,clean@10", 2);
    assertThat(count(source, DriftInstance::novel)).isEqualTo(15);
    for (int id = 0; id < source.count(); id++) {
      DriftInstance instance = source.instance(id);
      int value = centre(source, id);
      assertThat(value >= 200).isEqualTo(instance.novel());
      assertThat(instance.trueLabel()).isEqualTo(value % 4);
    }
  }

  @Test
  void otherClassesAndTransformsCanBeMixedIn() {
    DriftSource classes = source("classes:0-1+mix:0.2:classes:3@50", 2);
    assertThat(count(classes, DriftInstance::novel)).isEqualTo(10);
    assertThat(count(classes, i -> i.novel() && i.trueLabel() == 3)).isEqualTo(10);
    assertThat(count(classes, i -> !i.novel() && i.trueLabel() < 2)).isEqualTo(40);
    DriftSource bright = source("mix:0.5:brightness:5+contrast:1@40", 2);
    assertThat(count(bright, DriftInstance::novel)).isEqualTo(40);
    long brighter = IntStream.range(0, 40).filter(id -> centre(bright, id) > 100).count();
    assertThat(brighter).isBetween(10L, 20L);
  }

  @Test
  void uniformAndLongTailPriors() {
    DriftSource tail = source("long-tail:100@4000", 5);
    int[] counts = new int[4];
    for (int id = 0; id < tail.count(); id++) {
      counts[tail.instance(id).trueLabel()]++;
    }
    Arrays.sort(counts);
    double unit = 4000 / (1 + 1 / Math.pow(100, 1 / 3.0) + 1 / Math.pow(100, 2 / 3.0) + 0.01);
    assertThat(counts[3]).isCloseTo((int) unit, Offset.offset(150));
    assertThat(counts[2]).isCloseTo((int) (unit / Math.pow(100, 1 / 3.0)), Offset.offset(150));
    assertThat(counts[0]).isBetween(10, 60);
    DriftSource uniform = source("classes:1/2+uniform@1000", 5);
    assertThat(count(uniform, i -> i.trueLabel() == 1)).isBetween(430, 570);
    assertThat(count(uniform, i -> i.trueLabel() == 2)).isBetween(430, 570);
  }

  @Test
  void aBurstShowsOneImageVaried() {
    DriftSource source =
        DriftSource.of(
            DriftSchedule.parse("mix:0.5:other+burst:8@60"),
            even("set", 100, 9, 20),
            Map.of("other", even("other", 40, 9, 180)),
            Normalization.none(),
            4,
            sentence -> {});
    Set<Float> differentValues = new HashSet<>();
    for (int id = 0; id < 60; id++) {
      DriftInstance first = source.instance(id / 8 * 8);
      DriftInstance instance = source.instance(id);
      assertThat(instance.trueLabel()).isEqualTo(first.trueLabel());
      assertThat(instance.novel()).isEqualTo(first.novel());
      float[] values = read(source, id);
      if (id < 8) {
        differentValues.add(values[40]);
      }
    }
    assertThat(differentValues).hasSizeGreaterThan(4);
    assertThat(count(source, DriftInstance::novel)).isBetween(28, 32);
  }

  @Test
  void exactlyTheShareOfLabelsIsWrong() {
    DriftSource source = source("clean@20,wrong-labels:0.25@40", 2);
    assertThat(count(source, i -> i.givenLabel() != i.trueLabel())).isEqualTo(10);
    assertThat(count(source, i -> i.segment() == 0 && i.givenLabel() != i.trueLabel())).isZero();
    assertThat(count(source, i -> source.label(i.id()) != i.givenLabel())).isZero();
  }

  @Test
  void shuffledLabelsKeepTheirFrequencies() {
    DriftSource source = source("shuffled-labels@80", 2);
    for (int label = 0; label < 4; label++) {
      int wanted = label;
      assertThat(count(source, i -> i.givenLabel() == wanted))
          .isEqualTo(count(source, i -> i.trueLabel() == wanted));
    }
    assertThat(count(source, i -> i.givenLabel() != i.trueLabel())).isBetween(45, 75);
  }

  @Test
  void labelsAreKnownAtOnceLaterOrNever() {
    DriftSource source = source("clean@2,label-delay:30@2,label-delay:never@2", 2);
    assertThat(IntStream.range(0, 6).mapToObj(source::instance).map(DriftInstance::labelKnownAt))
        .containsExactly(0L, 1L, 32L, 33L, DriftSegment.NEVER, DriftSegment.NEVER);
  }

  @Test
  void anotherSetIsFittedAndThatIsSaidOnce() {
    List<String> said = new ArrayList<>();
    DriftSource source =
        DriftSource.of(
            DriftSchedule.parse("mix:1:other@5,mix:1:other@5"),
            even("set", 100, 4, 0),
            Map.of("other", even("other", 40, 2, 200)),
            Normalization.none(),
            2,
            said::add);
    assertThat(said).containsExactly("images of other are 2x2 and are resized to the model's 4x4");
    for (int id = 0; id < 10; id++) {
      assertThat(read(source, id)[5]).isGreaterThanOrEqualTo(200);
    }
  }

  @Test
  void errorsNameTheSegment() {
    assertThatThrownBy(() -> source("clean@5,classes:2-4@5", 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "Stream segment 2 ('classes:2-4@5'): there is no image of class 4 in set; name some of"
                + " its classes, which are 0 to 3.");
    assertThatThrownBy(() -> source("mix:0.5:unknown@5", 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "Stream segment 1 ('mix:0.5:unknown@5'): the data set unknown was not given; load it"
                + " and pass it on.");
    assertThatThrownBy(() -> source("clean@5", 1).instance(5))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void theStreamOffersAllInOrderAndContinuesBitForBit() throws IOException {
    DriftSource source = source("shot-noise:5+burst:3@20,clean@3", 6);
    DriftStream stream = new DriftStream(source);
    MiniBatch batch = stream.newBatch(5);
    ByteArrayOutputStream saved = new ByteArrayOutputStream();
    for (int id = 0; stream.next(batch); id += 5) {
      assertThat(batch.count()).isEqualTo(Math.min(5, 23 - id));
      batch.fetchLabels();
      for (int n = 0; n < batch.count(); n++) {
        assertThat(batch.id(n)).isEqualTo(id + n);
        assertThat(batch.label(n)).isEqualTo(source.instance(id + n).givenLabel());
      }
      if (id == 5) {
        stream.saveState(new DataOutputStream(saved));
      }
    }
    assertThat(stream.position()).isEqualTo(23);
    DriftStream again = new DriftStream(source("shot-noise:5+burst:3@20,clean@3", 6));
    again.restoreState(new DataInputStream(new ByteArrayInputStream(saved.toByteArray())));
    MiniBatch next = again.newBatch(1);
    assertThat(again.next(next)).isTrue();
    assertThat(next.id(0)).isEqualTo(10);
    assertThat(Arrays.copyOf(next.images().data(), 9)).isEqualTo(read(source, 10));
    DriftStream other = new DriftStream(source("shot-noise:5+burst:3@20,clean@3", 7));
    assertThatThrownBy(
            () ->
                other.restoreState(
                    new DataInputStream(new ByteArrayInputStream(saved.toByteArray()))))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("give the same data, stream and seed as before");
  }
}
