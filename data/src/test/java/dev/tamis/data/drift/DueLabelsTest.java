package dev.tamis.data.drift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tamis.data.LabelledImages;
import dev.tamis.data.Normalization;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

final class DueLabelsTest {
  private static DriftSource source(String schedule) {
    return DriftSource.of(
        DriftSchedule.parse(schedule),
        LabelledImages.of("two", new byte[2], new int[] {0, 1}, 1, 1, 1, List.of("a", "b")),
        Map.of(),
        Normalization.none(),
        1,
        sentence -> {});
  }

  private static List<Long> due(DueLabels labels, long offeredId) {
    List<Long> ids = new ArrayList<>();
    for (OptionalLong id = labels.takeDue(offeredId);
        id.isPresent();
        id = labels.takeDue(offeredId)) {
      ids.add(id.getAsLong());
    }
    return ids;
  }

  @Test
  void labelsComeWhenTheStreamHasComeFarEnough() {
    DueLabels labels = new DueLabels(source("label-delay:5@3,clean@3,label-delay:never@4"));
    labels.ask(0);
    labels.ask(2);
    assertThat(due(labels, 2)).isEmpty();
    labels.ask(4);
    assertThat(due(labels, 4)).containsExactly(4L);
    assertThat(due(labels, 5)).containsExactly(0L);
    labels.ask(8);
    assertThat(labels.count()).isEqualTo(1);
    assertThat(due(labels, 9)).containsExactly(2L);
    assertThat(labels.count()).isZero();
  }

  @Test
  void whatWasAskedForIsSaved() throws IOException {
    DriftSource source = source("label-delay:5@9");
    DueLabels labels = new DueLabels(source);
    labels.ask(3);
    labels.ask(1);
    ByteArrayOutputStream saved = new ByteArrayOutputStream();
    labels.saveState(new DataOutputStream(saved));
    byte[] bytes = saved.toByteArray();
    DueLabels restored = new DueLabels(source);
    restored.restoreState(new DataInputStream(new ByteArrayInputStream(bytes)));
    assertThat(due(restored, 7)).containsExactly(1L);
    assertThat(due(restored, 8)).containsExactly(3L);
    assertThatThrownBy(
            () ->
                new DueLabels(source("clean@2"))
                    .restoreState(new DataInputStream(new ByteArrayInputStream(bytes))))
        .isInstanceOf(IOException.class)
        .hasMessage("the saved stream asked for the label of instance 3, which it has not");
  }
}
