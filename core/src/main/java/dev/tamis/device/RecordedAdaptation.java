package dev.tamis.device;

import dev.tamis.stream.LabelSource;
import java.io.IOException;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * An adaptation, and a record of what is done to it where the learner is kept in a folder. Not
 * thread-safe, but for {@link #requireWhole}.
 */
final class RecordedAdaptation {
  private static final System.Logger LOG = System.getLogger(RecordedAdaptation.class.getName());
  private static final float[] NO_IMAGE = {};

  private final Adaptation adaptation;
  private final Champion champion;
  private volatile @Nullable LearnerFolder folder;

  RecordedAdaptation(Adaptation adaptation, Champion champion) {
    this.adaptation = adaptation;
    this.champion = champion;
  }

  /**
   * Does again what was done since the folder's checkpoint, and records from now on.
   *
   * @param learner as of the checkpoint, or new
   * @param nextId receives the id that comes next, after each recorded offer
   */
  void keepIn(LearnerFolder home, OnDeviceLearner learner, LongConsumer nextId) throws IOException {
    home.begin(learner, champion.spec().input().size(), entry -> repeat(entry, nextId));
    folder = home;
  }

  private void repeat(JournalEntry entry, LongConsumer nextId) {
    long id = entry.id();
    if (entry.kind() == JournalEntry.Kind.LABEL) {
      adaptation.recall(id, entry.predicted(), entry.predictions());
    } else {
      champion.recall(entry.image(), 0, entry.predicted(), entry.predictions());
    }
    switch (entry.kind()) {
      case OFFER -> {
        nextId.accept(id + 1);
        int label = entry.label();
        // With other settings other labels would be asked for.
        int answer = label == JournalEntry.NOT_ASKED ? OnDeviceLearner.NEVER : label;
        adaptation.offer(id, entry.image(), 0, asked -> answer);
      }
      case LABEL -> adaptation.label(id, entry.label());
      case SETTLE -> adaptation.settle();
      case ANCHOR -> adaptation.anchor(entry.image(), entry.label());
      case REMEMBER -> adaptation.remember(entry.image(), entry.label());
    }
  }

  boolean isKept() {
    return folder != null;
  }

  /**
   * May be called by any thread.
   *
   * @throws java.io.UncheckedIOException if the record lacks something, so that nothing may follow
   */
  void requireWhole() {
    LearnerFolder home = folder;
    if (home != null) {
      home.journal().requireWhole();
    }
  }

  /** Before each call of those that follow; fails as {@link #requireWhole}. */
  void begin() {
    LearnerFolder home = folder;
    if (home != null) {
      home.beginCall();
    }
  }

  /** As {@link Adaptation#offer}. */
  Offer.Decision offer(long id, float[] image, LabelSource labels) {
    LearnerFolder home = folder;
    if (home == null) {
      return adaptation.offer(id, image, 0, labels);
    }
    boolean predicted = champion.isKnown(image, 0);
    Offer.Decision decision = adaptation.offer(id, image, 0, home.asking(labels));
    end(home, JournalEntry.Kind.OFFER, id, home.answer(), predicted, image);
    return decision;
  }

  /** As {@link Adaptation#label}. */
  Offer.Decision label(long id, int label) {
    LearnerFolder home = folder;
    if (home == null) {
      return adaptation.label(id, label);
    }
    boolean predicted = adaptation.isKnown(id);
    Offer.Decision decision = adaptation.label(id, label);
    end(home, JournalEntry.Kind.LABEL, id, label, predicted, NO_IMAGE);
    return decision;
  }

  /** As {@link Adaptation#anchor}. */
  void anchor(float[] image, int label) {
    LearnerFolder home = folder;
    boolean predicted = home != null && champion.isKnown(image, 0);
    adaptation.anchor(image, label);
    if (home != null) {
      end(home, JournalEntry.Kind.ANCHOR, 0, label, predicted, image);
    }
  }

  /** As {@link Adaptation#remember}. */
  void remember(float[] image, int label) {
    adaptation.remember(image, label);
    LearnerFolder home = folder;
    if (home != null) {
      end(home, JournalEntry.Kind.REMEMBER, 0, label, false, image);
    }
  }

  /** As {@link Adaptation#settle}. */
  void settle() {
    adaptation.settle();
    LearnerFolder home = folder;
    if (home != null) {
      end(home, JournalEntry.Kind.SETTLE, 0, JournalEntry.NOT_ASKED, false, NO_IMAGE);
    }
  }

  private void end(
      LearnerFolder home,
      JournalEntry.Kind kind,
      long id,
      int label,
      boolean predicted,
      float[] image) {
    home.endCall(kind, id, label, champion.predictions(), predicted, image);
    if (home.isDue()) {
      try {
        home.checkpoint();
      } catch (IOException e) {
        // The journal still holds everything; if it does not, the next call fails.
        LOG.log(System.Logger.Level.WARNING, "no checkpoint could be made", e);
      }
    }
  }

  /** A checkpoint now; the record begins anew. */
  void checkpoint() throws IOException {
    LearnerFolder home = folder;
    if (home == null) {
      throw new IllegalStateException(
          "this learner is not kept in a folder: use save, or begin it with open");
    }
    home.checkpoint();
  }

  void close() throws IOException {
    LearnerFolder home = folder;
    if (home != null) {
      home.close();
    }
  }
}
