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

class BurstStreamTest {
  private static final Shape SHAPE = new Shape(2, 2, 1);
  private static final long SEED = 29;

  private static BurstStream stream(int count, int burstLength, long seed) {
    return new BurstStream(new TestImages(SHAPE, 3, count, true, SEED), burstLength, seed);
  }

  private static List<Long> ids(MiniBatch batch) {
    return LongStream.range(0, batch.count()).mapToObj(n -> batch.id((int) n)).toList();
  }

  private static String next(BurstStream stream, MiniBatch batch) {
    assertThat(stream.next(batch)).isTrue();
    float[] pixels = Arrays.copyOf(batch.images().data(), batch.images().size());
    return ids(batch) + Arrays.toString(pixels);
  }

  private static List<Long> epoch(BurstStream stream, MiniBatch batch, int count) {
    List<Long> ids = new ArrayList<>();
    while (ids.size() < count) {
      assertThat(stream.next(batch)).isTrue();
      ids.addAll(ids(batch));
    }
    return ids;
  }

  @ParameterizedTest
  @CsvSource({"12, 3, 5", "12, 4, 12", "10, 4, 3", "10, 1, 4", "5, 8, 2", "1, 3, 2", "30, 10, 64"})
  void imagesComeInRunsUntilAllWereUsed(int count, int burstLength, int capacity) {
    BurstStream stream = stream(count, burstLength, SEED);
    MiniBatch batch = stream.newBatch(capacity);
    int burstsPerEpoch = (count + burstLength - 1) / burstLength;
    List<Long> images = new ArrayList<>();
    for (int e = 0; images.size() < 3 * count; e++) {
      List<Long> ids = epoch(stream, batch, count);
      assertThat(ids).as("epoch %d, seed %d", e, SEED).hasSize(count);
      assertThat(stream.epoch()).isEqualTo(e);
      for (int b = 0; b < burstsPerEpoch; b++) {
        List<Long> burst = ids.subList(b * burstLength, Math.min(count, (b + 1) * burstLength));
        assertThat(burst).as("epoch %d, burst %d, seed %d", e, b, SEED).containsOnly(burst.get(0));
        images.add(burst.get(0));
      }
    }
    for (int round = 0; round < 3; round++) {
      assertThat(images.subList(round * count, (round + 1) * count))
          .as("round %d, seed %d", round, SEED)
          .containsExactlyInAnyOrderElementsOf(LongStream.range(0, count).boxed().toList());
    }
  }

  @Test
  void theInstancesOfABurstDiffer() {
    BurstStream stream = stream(12, 4, SEED);
    MiniBatch batch = stream.newBatch(4);
    stream.next(batch);
    List<String> pixels = new ArrayList<>();
    for (int n = 0; n < 4; n++) {
      int at = batch.images().offset(n);
      pixels.add(Arrays.toString(Arrays.copyOfRange(batch.images().data(), at, at + 4)));
    }
    assertThat(pixels).as("seed %d", SEED).doesNotHaveDuplicates();
  }

  @Test
  void burstsOfOneAreAnEpochStream() {
    BurstStream bursts = stream(10, 1, SEED);
    EpochStream epochs = new EpochStream(new TestImages(SHAPE, 3, 10, true, SEED), SEED);
    MiniBatch a = bursts.newBatch(4);
    MiniBatch b = epochs.newBatch(4);
    for (int t = 0; t < 9; t++) {
      bursts.next(a);
      epochs.next(b);
      assertThat(ids(a)).as("batch %d, seed %d", t, SEED).isEqualTo(ids(b));
      assertThat(a.images().data()).isEqualTo(b.images().data());
    }
  }

  @Test
  void resumedAnywhereItContinues() throws IOException {
    for (int done = 0; done <= 25; done++) {
      BurstStream stream = stream(10, 4, SEED);
      BurstStream resumed = stream(10, 4, SEED + 5);
      MiniBatch batch = stream.newBatch(3);
      for (int t = 0; t < done; t++) {
        stream.next(batch);
      }
      resumed.next(batch);
      resumed.restoreState(SavedStates.reader(SavedStates.bytes(stream::saveState)));
      for (int t = 0; t < 15; t++) {
        assertThat(next(resumed, batch))
            .as("%d after %d, seed %d", t, done, SEED)
            .isEqualTo(next(stream, batch));
        assertThat(resumed.epoch()).isEqualTo(stream.epoch());
      }
    }
  }

  @Test
  void stateThatDoesNotFitIsRefused() throws IOException {
    BurstStream stream = stream(10, 4, SEED);
    byte[] otherCount = SavedStates.bytes(stream(11, 4, SEED)::saveState);
    byte[] otherLength = SavedStates.bytes(stream(10, 5, SEED)::saveState);
    assertThatThrownBy(() -> stream.restoreState(SavedStates.reader(otherCount)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("11 images");
    assertThatThrownBy(() -> stream.restoreState(SavedStates.reader(otherLength)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("bursts of 5");
    for (int[] usedAndPosition : new int[][] {{0, 1}, {11, 1}, {-1, 1}, {1, 11}, {1, -1}}) {
      byte[] hostile =
          SavedStates.bytes(
              out -> {
                out.writeInt(10);
                out.writeLong(1);
                out.writeInt(4);
                out.writeInt(usedAndPosition[0]);
                out.writeLong(2);
                out.writeLong(0);
                out.writeInt(usedAndPosition[1]);
              });
      assertThatThrownBy(() -> stream.restoreState(SavedStates.reader(hostile)))
          .as("%s", Arrays.toString(usedAndPosition))
          .isInstanceOf(IOException.class);
    }
  }

  @Test
  void emptySetAndBurstsOfNothingAreRefused() {
    assertThatThrownBy(() -> stream(0, 4, SEED)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> stream(4, 0, SEED)).isInstanceOf(IllegalArgumentException.class);
  }
}
