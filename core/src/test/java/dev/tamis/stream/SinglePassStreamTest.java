package dev.tamis.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tamis.tensor.Shape;
import dev.tamis.testing.SavedStates;
import dev.tamis.testing.TestImages;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SinglePassStreamTest {
  private static final Shape SHAPE = new Shape(2, 2, 1);
  private static final long SEED = 31;

  private static TestImages images(int count) {
    return new TestImages(SHAPE, 3, count, true, SEED);
  }

  private static List<Long> ids(MiniBatch batch) {
    return LongStream.range(0, batch.count()).mapToObj(n -> batch.id((int) n)).toList();
  }

  @ParameterizedTest
  @CsvSource({"10, 4", "10, 5", "10, 1", "1, 4", "7, 100"})
  void everyImageComesOnceInTheOrderOfAnEpochAndThenNoMore(int count, int capacity) {
    SinglePassStream stream = new SinglePassStream(images(count), SEED);
    EpochStream epochs = new EpochStream(images(count), SEED);
    MiniBatch batch = stream.newBatch(capacity);
    MiniBatch expected = stream.newBatch(capacity);
    List<Long> all = new ArrayList<>();
    while (stream.next(batch)) {
      epochs.next(expected);
      assertThat(ids(batch)).as("seed %d", SEED).isEqualTo(ids(expected));
      assertThat(batch.images().data()).isEqualTo(expected.images().data());
      all.addAll(ids(batch));
    }
    assertThat(all)
        .as("seed %d", SEED)
        .containsExactlyInAnyOrderElementsOf(LongStream.range(0, count).boxed().toList());
    assertThat(batch.count()).isZero();
    assertThat(stream.next(batch)).isFalse();
  }

  @Test
  void resumedAnywhereItContinuesAndEnds() throws IOException {
    for (int done = 0; done <= 5; done++) {
      SinglePassStream stream = new SinglePassStream(images(10), SEED);
      SinglePassStream resumed = new SinglePassStream(images(10), SEED + 5);
      MiniBatch batch = stream.newBatch(3);
      MiniBatch other = stream.newBatch(3);
      for (int t = 0; t < done; t++) {
        stream.next(batch);
      }
      resumed.next(other);
      resumed.restoreState(SavedStates.reader(SavedStates.bytes(stream::saveState)));
      for (int t = done; t < 6; t++) {
        assertThat(resumed.next(other)).isEqualTo(stream.next(batch)).isEqualTo(t < 4);
        assertThat(ids(other)).as("%d after %d, seed %d", t, done, SEED).isEqualTo(ids(batch));
      }
    }
  }

  @Test
  void stateOfAnotherSetOrOutOfRangeIsRefused() throws IOException {
    SinglePassStream stream = new SinglePassStream(images(10), SEED);
    byte[] state = SavedStates.bytes(new SinglePassStream(images(11), SEED)::saveState);
    assertThatThrownBy(() -> stream.restoreState(SavedStates.reader(state)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("11 images");
    byte[] hostile =
        SavedStates.bytes(
            out -> {
              out.writeInt(10);
              out.writeLong(1);
              out.writeLong(2);
              out.writeInt(11);
            });
    assertThatThrownBy(() -> stream.restoreState(SavedStates.reader(hostile)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("position 11");
  }

  @Test
  void emptySetIsRefused() {
    TestImages images = images(0);

    assertThatThrownBy(() -> new SinglePassStream(images, SEED))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
