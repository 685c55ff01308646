// SPDX-License-Identifier: Apache-2.0
package io.zerobus.examples.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;

class AuditTest {
  @Test
  void addsUp_allFourEqual_isTrue() {
    Audit audit = new Audit(1_000, 1_000, 1_000, 1_000);

    assertThat(audit.addsUp()).isTrue();
    assertThat(audit.line()).isEqualTo("1000 events logged, 1000 rows, 0 missing, 0 duplicates");
  }

  @Test
  void addsUp_nothingLogged_isFalse() {
    Audit audit = new Audit(0, 0, 0, 0);

    assertThat(audit.addsUp()).isFalse();
    assertThat(audit.explain()).contains("logged nothing");
  }

  @Test
  void line_rowsLost_countsThemAsMissing() {
    Audit audit = new Audit(1_000, 990, 990, 1_000);

    assertThat(audit.addsUp()).isFalse();
    assertThat(audit.line()).isEqualTo("1000 events logged, 990 rows, 10 missing, 0 duplicates");
    assertThat(audit.explain()).contains("Missing:").doesNotContain("Duplicates:");
  }

  @Test
  void line_rowsTwice_countsThemAsDuplicates() {
    Audit audit = new Audit(1_000, 1_007, 1_000, 1_000);

    assertThat(audit.addsUp()).isFalse();
    assertThat(audit.line()).isEqualTo("1000 events logged, 1007 rows, 0 missing, 7 duplicates");
  }

  @Test
  void line_lossAndDuplicateThatCancelOut_showsBoth() {
    Audit audit = new Audit(1_000, 1_000, 995, 1_000);

    assertThat(audit.addsUp()).isFalse();
    assertThat(audit.line()).isEqualTo("1000 events logged, 1000 rows, 5 missing, 5 duplicates");
  }

  @Test
  void addsUp_numbersWithAGapBeyondTheEnd_isFalse() {
    assertThat(new Audit(1_000, 1_000, 1_000, 1_001).addsUp()).isFalse();
  }

  @Test
  void explain_moreInTheTableThanOnTheConsole_saysSo() {
    Audit audit = new Audit(1_000, 1_003, 1_003, 1_003);

    assertThat(audit.addsUp()).isFalse();
    assertThat(audit.missing()).isZero();
    assertThat(audit.explain()).contains("events that the console does not");
  }

  @Test
  void of_rowOfTheQuery_takesItsNumbers() {
    Audit audit =
        Audit.of(
            7, List.of(JsonObject.parse("{\"row_count\":9,\"distinct_seq\":6,\"next_seq\":8}")));

    assertThat(audit).isEqualTo(new Audit(7, 9, 6, 8));
  }

  @Test
  void of_emptyTable_isZero() {
    Audit audit =
        Audit.of(
            7, List.of(JsonObject.parse("{\"row_count\":0,\"distinct_seq\":0,\"next_seq\":null}")));

    assertThat(audit).isEqualTo(new Audit(7, 0, 0, 0));
  }

  @Test
  void of_noRow_isRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> Audit.of(7, List.of()));
  }

  @Test
  void of_textForANumber_isRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Audit.of(7, List.of(JsonObject.parse("{\"row_count\":\"9\"}"))))
        .withMessageContaining("row_count");
  }
}
