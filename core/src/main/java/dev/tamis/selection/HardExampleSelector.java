package dev.tamis.selection;

import dev.tamis.loss.LossResult;
import dev.tamis.random.SeededGenerator;
import dev.tamis.tensor.InstanceSet;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * Online hard example mining (OHEM; Shrivastava et al., CVPR 2016, arXiv 1604.03540): every
 * instance is run forward, the backward pass on an exact share with the highest losses. Ties go to
 * the lowest number.
 *
 * <p>Deviation: the paper mines regions of interest of a detector in a second, read-only network
 * and forwards the chosen ones again; here the only forward pass is the one that is trained on, so
 * that batch statistics are those of all instances, and what would flow back through them into the
 * others is left out.
 */
public final class HardExampleSelector implements LossSelector {
  private final RandomDraw draw;
  private final KeepBudget budget;
  private final InstanceSet chosen;
  private final boolean[] marked;
  private final long[] order;

  /**
   * A selector.
   *
   * @param instanceKeepRatio share the backward pass runs on, in (0,1]
   * @param minimumKept per mini-batch at the least; paid back later
   * @param capacity largest mini-batch
   * @param generator random numbers, for when the parts of an instance that a share leaves over
   *     fall due
   */
  public HardExampleSelector(
      double instanceKeepRatio, int minimumKept, int capacity, SeededGenerator generator) {
    this.draw = new RandomDraw(capacity, generator);
    this.budget = new KeepBudget(instanceKeepRatio, minimumKept, draw);
    this.chosen = new InstanceSet(capacity);
    this.marked = new boolean[capacity];
    this.order = new long[capacity];
  }

  @Override
  public String mode() {
    return "ohem";
  }

  @Override
  public InstanceSet select(LossResult loss) {
    int instances = loss.instances();
    budget.earn(instances);
    int count = budget.affordable(instances);
    budget.spend(count);
    for (int n = 0; n < instances; n++) {
      marked[n] = false;
      order[n] = ((long) ScoreWindow.ascendingBits(loss.loss(n)) << 32) | (instances - 1 - n);
    }
    Sorting.ascending(order, instances);
    for (int k = 0; k < count; k++) {
      marked[instances - 1 - (int) order[instances - 1 - k]] = true;
    }
    chosen.reset(instances);
    for (int n = 0; n < instances; n++) {
      if (marked[n]) {
        chosen.append(n);
      }
    }
    return chosen;
  }

  @Override
  public void saveState(DataOutput out) throws IOException {
    budget.saveState(out);
    draw.saveState(out);
  }

  @Override
  public void restoreState(DataInput in) throws IOException {
    budget.restoreState(in);
    draw.restoreState(in);
  }
}
