package dev.tamis.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class CommandTextTest {
  @Test
  void plainArgumentsStayAsTheyAre() {
    assertThat(CommandText.of(List.of("compare", "lenet-mnist", "--methods", "filter+prune,dense")))
        .isEqualTo("tamis compare lenet-mnist --methods filter+prune,dense");
  }

  @Test
  void whatAShellWouldTakeApartIsQuoted() {
    assertThat(CommandText.of(List.of("--variant", "a=filter --prethin 3", "it's", "")))
        .isEqualTo("tamis --variant 'a=filter --prethin 3' 'it'\\''s' ''");
  }
}
