package dev.tamis.data;

import java.util.List;

/**
 * What an image folder held.
 *
 * @param images those that could be read
 * @param skipped those that could not, in the order they were met
 */
public record FolderContents(LabelledImages images, List<SkippedFile> skipped) {
  /** Copies the list. */
  public FolderContents {
    skipped = List.copyOf(skipped);
  }
}
