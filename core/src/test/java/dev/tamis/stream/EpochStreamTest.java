package dev.tamis.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tamis.tensor.Shape;
import dev.tamis.testing.SavedStates;
import dev.tamis.testing.TestImages;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EpochStreamTest {
  private static final Shape SHAPE = new Shape(2, 2, 1);
  private static final long SEED = 23;

  private static TestImages images(int count) {
    return new TestImages(SHAPE, 3, count, true, SEED);
  }

  private static List<Long> ids(MiniBatch batch) {
    return LongStream.range(0, batch.count()).mapToObj(n -> batch.id((int) n)).toList();
  }

  /** Ids and pixels of the next mini-batch. */
  private static String next(EpochStream stream, MiniBatch batch) {
    assertThat(stream.next(batch)).isTrue();
    float[] pixels = Arrays.copyOf(batch.images().data(), batch.images().size());
    return ids(batch) + Arrays.toString(pixels);
  }

  @ParameterizedTest
  @CsvSource({"10, 4", "10, 5", "10, 1", "1, 4", "7, 100", "64, 63"})
  void everyIndexComesOnceAnEpochAndTheLastBatchIsShort(int count, int capacity) {
    EpochStream stream = new EpochStream(images(count), SEED);
    MiniBatch batch = stream.newBatch(capacity);
    List<List<Long>> orders = new ArrayList<>();
    for (int epoch = 0; epoch < 4; epoch++) {
      List<Long> order = new ArrayList<>();
      while (order.size() < count) {
        assertThat(stream.next(batch)).isTrue();
        assertThat(batch.count()).isEqualTo(Math.min(capacity, count - order.size()));
        assertThat(stream.epoch()).isEqualTo(epoch);
        order.addAll(ids(batch));
      }
      assertThat(order)
          .as("epoch %d, seed %d", epoch, SEED)
          .containsExactlyInAnyOrderElementsOf(LongStream.range(0, count).boxed().toList());
      orders.add(order);
    }
    assertThat(orders.stream().distinct().count()).isEqualTo(count == 1 ? 1 : 4);
  }

  @Test
  void sameSeedSameStream() {
    EpochStream a = new EpochStream(images(20), SEED);
    EpochStream b = new EpochStream(images(20), SEED);
    EpochStream c = new EpochStream(images(20), SEED + 1);
    MiniBatch batch = a.newBatch(6);
    for (int t = 0; t < 10; t++) {
      String expected = next(a, batch);
      assertThat(next(b, batch)).isEqualTo(expected);
      assertThat(next(c, batch)).isNotEqualTo(expected);
    }
  }

  @Test
  void theOrderDoesNotDependOnAugmentation() {
    EpochStream a = new EpochStream(new TestImages(SHAPE, 3, 20, true, SEED), SEED);
    EpochStream b = new EpochStream(new TestImages(SHAPE, 3, 20, false, SEED), SEED);
    MiniBatch first = a.newBatch(6);
    MiniBatch second = b.newBatch(6);
    for (int t = 0; t < 12; t++) {
      a.next(first);
      b.next(second);
      assertThat(ids(first)).isEqualTo(ids(second));
    }
  }

  @Test
  void resumedAnywhereItContinues() throws IOException {
    for (int done = 0; done <= 13; done++) {
      EpochStream stream = new EpochStream(images(10), SEED);
      EpochStream resumed = new EpochStream(images(10), SEED + 5);
      MiniBatch batch = stream.newBatch(3);
      for (int t = 0; t < done; t++) {
        stream.next(batch);
      }
      // As if it had been used before.
      resumed.next(batch);
      resumed.restoreState(SavedStates.reader(SavedStates.bytes(stream::saveState)));
      for (int t = 0; t < 10; t++) {
        assertThat(next(resumed, batch))
            .as("%d after %d, seed %d", t, done, SEED)
            .isEqualTo(next(stream, batch));
        assertThat(resumed.epoch()).isEqualTo(stream.epoch());
      }
    }
  }

  @Test
  void stateOfAnotherSetOrOutOfRangeIsRefused() throws IOException {
    EpochStream stream = new EpochStream(images(10), SEED);
    byte[] state = SavedStates.bytes(new EpochStream(images(11), SEED)::saveState);
    assertThatThrownBy(() -> stream.restoreState(SavedStates.reader(state)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("11 images")
        .hasMessageContaining("10");
    for (int position : new int[] {-1, 11, Integer.MAX_VALUE}) {
      byte[] hostile =
          SavedStates.bytes(
              out -> {
                out.writeInt(10);
                out.writeLong(1);
                out.writeLong(2);
                out.writeLong(0);
                out.writeInt(position);
              });
      assertThatThrownBy(() -> stream.restoreState(SavedStates.reader(hostile)))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("position " + position);
    }
  }

  @Test
  void labelsAreNotAskedForUntilFetched() {
    TestImages images = images(10);
    EpochStream stream = new EpochStream(images, SEED);
    MiniBatch batch = stream.newBatch(4);
    stream.next(batch);

    assertThat(images.asked()).isEmpty();
    batch.fetchLabels();
    assertThat(images.asked()).isEqualTo(ids(batch));
  }

  @Test
  void emptySetIsRefused() {
    TestImages images = images(0);

    assertThatThrownBy(() -> new EpochStream(images, SEED))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
