// SPDX-License-Identifier: Apache-2.0
package io.zerobus.examples.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FinalAuditTest {

  /** A server that still has rows to commit when it is told to end, and their table. */
  private static final class Server {
    private long rows;
    private final long uncommitted;
    private final int exitCode;

    Server(long rows, long uncommitted, int exitCode) {
      this.rows = rows;
      this.uncommitted = uncommitted;
      this.exitCode = exitCode;
    }

    int stop() {
      rows += uncommitted;
      return exitCode;
    }

    List<Map<String, Object>> rows(String query) {
      assertThat(query).isEqualTo(Queries.audit("a.b.c"));
      return List.of(Map.of("row_count", rows, "distinct_seq", 100L, "next_seq", 100L));
    }
  }

  private static FinalAudit take(Server server) throws Exception {
    return FinalAudit.take(100, "a.b.c", server::stop, server::rows);
  }

  @Test
  void take_duplicatesCommittedAtTheEnd_areCounted() throws Exception {
    FinalAudit end = take(new Server(100, 7, 0));

    assertThat(end.audit().line())
        .isEqualTo("100 events logged, 107 rows, 0 missing, 7 duplicates");
    assertThat(end.audit().addsUp()).isFalse();
  }

  @Test
  void take_serverThatEndsBadly_isAuditedAndItsExitCodeTold() throws Exception {
    FinalAudit end = take(new Server(100, 0, 3));

    assertThat(end).isEqualTo(new FinalAudit(new Audit(100, 100, 100, 100), 3));
  }
}
