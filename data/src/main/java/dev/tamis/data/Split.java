package dev.tamis.data;

import java.util.Locale;

/** The two parts a data set is divided into by those who published it. */
public enum Split {
  /** The instances to train on. */
  TRAIN,
  /** The instances held out to judge what was learned. */
  TEST;

  /** The name of the sub-folder that holds this part: {@code train} or {@code test}. */
  String folderName() {
    return name().toLowerCase(Locale.ROOT);
  }
}
