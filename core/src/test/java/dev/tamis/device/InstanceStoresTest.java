package dev.tamis.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.tamis.random.SeededGenerator;
import dev.tamis.testing.SavedStates;
import java.io.IOException;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class InstanceStoresTest {
  private static final long SEED = 3;
  private static final int SIZE = 2;

  /** An image that says which instance it is of. */
  private static float[] image(long id) {
    return new float[] {id, -id};
  }

  private static void assertImagesMatch(InstanceStore store) {
    for (int row = 0; row < store.count(); row++) {
      assertThat(store.images()[store.offset(row)]).isEqualTo(store.id(row));
      assertThat(store.images()[store.offset(row) + 1]).isEqualTo(-store.id(row));
    }
  }

  @Test
  void aSampleIsEvenOverClassesAndUniformOverTime() {
    double[] meanId = new double[3];
    int repetitions = 200;
    for (int seed = 0; seed < repetitions; seed++) {
      BalancedSample sample = new BalancedSample(SIZE, 3, 30, new SeededGenerator(seed));
      for (int id = 0; id < 3000; id++) {
        int label = id % 100 == 0 ? 2 : id % 10 == 0 ? 1 : 0;
        sample.add(id, label, 0, image(id), 0);
      }
      for (int label = 0; label < 3; label++) {
        assertThat(sample.rows(label)).as("seed %d, class %d", seed, label).isBetween(9, 11);
      }
      assertImagesMatch(sample.store());
      for (int row = 0; row < 30; row++) {
        int label = sample.store().label(row);
        meanId[label] += sample.store().id(row) / ((double) sample.rows(label) * repetitions);
      }
    }
    for (double mean : meanId) {
      assertThat(mean).isCloseTo(1500, within(60.0));
    }
  }

  @Test
  void replayForgetsWhatIsOnProbationAndKeepsWhatPassed() throws IOException {
    ReplayMemory memory = new ReplayMemory(SIZE, 2, 10, SEED);
    memory.addTrusted(-1, 0, image(-1), 0);
    for (int id = 0; id < 4; id++) {
      memory.add(id, id % 2, image(id), 0);
    }
    memory.accept();
    memory.add(4, 0, image(4), 0);
    memory.add(5, 1, image(5), 0);
    assertThat(memory.count()).isEqualTo(7);
    memory.reject();
    assertThat(memory.count()).isEqualTo(5);
    assertThat(memory.rows(0)).isEqualTo(3);
    assertThat(memory.rows(1)).isEqualTo(2);
    assertThat(memory.store().find(4)).isEqualTo(-1);
    assertImagesMatch(memory.store());

    assertThat(memory.draw(3)).isEqualTo(3);
    Set<Integer> rows = new HashSet<>();
    for (int k = 0; k < 3; k++) {
      rows.add(memory.drawn(k));
    }
    assertThat(rows).hasSize(3).allMatch(row -> row >= 0 && row < 5);
    assertThat(memory.draw(8)).isEqualTo(5);

    ReplayMemory copy = new ReplayMemory(SIZE, 2, 10, SEED + 1);
    copy.restoreState(SavedStates.reader(SavedStates.bytes(memory::saveState)));
    for (int id = 6; id < 40; id++) {
      memory.add(id, 1, image(id), 0);
      copy.add(id, 1, image(id), 0);
    }
    assertThat(SavedStates.bytes(copy::saveState)).isEqualTo(SavedStates.bytes(memory::saveState));
  }

  @Test
  void theOldestGoesWhenTheWaitingRoomIsFull() throws IOException {
    WaitingRoom room = new WaitingRoom(SIZE, 3);
    for (int id = 0; id < 5; id++) {
      room.add(id, 7 + id, 1, image(id), 0);
    }
    assertThat(room.dropped()).isEqualTo(2);
    assertThat(room.find(0)).isEqualTo(-1);
    assertThat(room.find(1)).isEqualTo(-1);
    int row = room.find(3);
    assertThat(room.predicted(row)).isEqualTo(10);
    assertThat(room.images()[room.offset(row)]).isEqualTo(3);
    room.remove(row);
    assertThat(room.find(3)).isEqualTo(-1);
    room.add(5, 0, 1, image(5), 0);
    assertThat(room.count()).isEqualTo(3);
    assertThat(room.dropped()).isEqualTo(2);

    WaitingRoom copy = new WaitingRoom(SIZE, 3);
    copy.restoreState(SavedStates.reader(SavedStates.bytes(room::saveState)));
    assertThat(copy.find(2)).isNotNegative();
    assertThat(copy.dropped()).isEqualTo(2);
    WaitingRoom smaller = new WaitingRoom(SIZE, 2);
    byte[] state = SavedStates.bytes(room::saveState);
    assertThatThrownBy(() -> smaller.restoreState(SavedStates.reader(state)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("2");
  }

  @Test
  void noWaitingRoomAtAllCountsWhatIsLost() {
    WaitingRoom room = new WaitingRoom(SIZE, 0);
    room.add(0, 1, 1, image(0), 0);
    assertThat(room.count()).isZero();
    assertThat(room.dropped()).isEqualTo(1);
  }

  @Test
  void aShuffleBufferBreaksUpNeighbours() {
    ShuffleBuffer buffer = new ShuffleBuffer(SIZE, 64, SEED);
    for (int id = 0; id < 64; id++) {
      buffer.add(id, 0, image(id), 0);
    }
    assertThat(buffer.isFull()).isTrue();
    assertThat(buffer.oldestId()).isZero();
    int neighbours = 0;
    long before = Long.MIN_VALUE / 2;
    Set<Long> drawn = new HashSet<>();
    for (int k = 0; k < 64; k++) {
      int row = buffer.draw();
      long id = buffer.store().id(row);
      assertThat(buffer.store().images()[buffer.store().offset(row)]).isEqualTo(id);
      neighbours += Math.abs(id - before) == 1 ? 1 : 0;
      before = id;
      drawn.add(id);
      buffer.store().remove(row);
    }
    assertThat(drawn).hasSize(64);
    assertThat(neighbours).as("seed %d", SEED).isLessThan(10);
    assertThat(buffer.oldestId()).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void theReservoirKeepsRecentOnesEvenlyAndRemembersOldOnes() {
    HoldoutReservoir reservoir = new HoldoutReservoir(SIZE, 3, 40, SEED);
    for (int id = 0; id < 2000; id++) {
      int label = id % 20 == 0 ? 2 : id % 2;
      reservoir.add(id, label, id % 3 == 0, id % 2 == 0, image(id), 0);
    }
    assertThat(reservoir.count()).isEqualTo(40);
    assertThat(reservoir.oldCount()).isEqualTo(20);
    long recentIds = 0;
    long oldIds = 0;
    float[] copy = new float[SIZE];
    for (int row = 0; row < 40; row++) {
      long id = reservoir.id(row);
      recentIds += reservoir.isOld(row) ? 0 : id;
      oldIds += reservoir.isOld(row) ? id : 0;
      assertThat(reservoir.servedRight(row)).as("row %d", row).isEqualTo(id % 3 == 0);
      assertThat(reservoir.isUniform(row)).as("row %d", row).isEqualTo(id % 2 == 0);
      reservoir.copyImage(row, copy, 0, SIZE);
      assertThat(copy).isEqualTo(image(id));
    }
    for (int label = 0; label < 3; label++) {
      assertThat(reservoir.rows(label)).as("class %d", label).isBetween(12, 15);
    }
    assertThat(recentIds / 20).isGreaterThan(1900);
    assertThat(oldIds / 20).as("seed %d", SEED).isBetween(500L, 1700L);
  }

  @Test
  void theReservoirComparesTrials() throws IOException {
    HoldoutReservoir reservoir = new HoldoutReservoir(SIZE, 2, 8, SEED);
    for (int id = 0; id < 4; id++) {
      reservoir.add(id, id % 2, id < 2, true, image(id), 0);
      reservoir.noteServed(id, id < 2, id < 2 ? 1f : 0f, false);
    }
    reservoir.beginTrial();
    for (int row = 0; row < 4; row++) {
      reservoir.noteTrained(row, row == 0, 0.25f);
    }
    assertThat(reservoir.gain()).isZero();
    // One that the trial before did not see does not count.
    reservoir.addOld(-1, 0, true, image(-1), 0);
    reservoir.beginTrial();
    for (int row = 0; row < 5; row++) {
      reservoir.noteTrained(row, true, 0.75f);
    }
    assertThat(reservoir.gain()).isEqualTo(0.75);
    assertThat(reservoir.rise(0)).isEqualTo(-0.25);
    assertThat(reservoir.rise(2)).isEqualTo(0.75);
    reservoir.serveTrained();
    assertThat(reservoir.rise(2)).isZero();
    assertThat(reservoir.servedRight(3)).isTrue();
    reservoir.beginTrial();
    for (int row = 0; row < 5; row++) {
      reservoir.noteTrained(row, false, 0.25f);
    }
    assertThat(reservoir.rise(2)).isEqualTo(-0.5);
    reservoir.trainServed();
    assertThat(reservoir.rise(2)).isZero();
    assertThat(reservoir.trainedRight(2)).isTrue();

    HoldoutReservoir copy = new HoldoutReservoir(SIZE, 2, 8, SEED + 1);
    copy.restoreState(SavedStates.reader(SavedStates.bytes(reservoir::saveState)));
    assertThat(SavedStates.bytes(copy::saveState))
        .isEqualTo(SavedStates.bytes(reservoir::saveState));
    assertThat(copy.rows(0)).isEqualTo(3);
  }
}
