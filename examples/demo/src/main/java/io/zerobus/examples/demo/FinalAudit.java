// SPDX-License-Identifier: Apache-2.0
package io.zerobus.examples.demo;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The audit that counts: of the table after the server has ended, when nothing more can come. While
 * it runs, duplicates may be on their way that are not committed yet.
 *
 * @param serverExitCode 0 when the server committed all that it had
 */
record FinalAudit(Audit audit, int serverExitCode) {

  /** Ends the server and tells its exit code. */
  interface Ending {
    int stop() throws DemoFailure, InterruptedException;
  }

  /** Asks the table, whether the server runs or not. */
  interface Query {
    List<Map<String, @Nullable Object>> rows(String query) throws DemoFailure, InterruptedException;
  }

  static FinalAudit take(long logged, String table, Ending server, Query sql)
      throws DemoFailure, InterruptedException {
    int serverExitCode = server.stop();
    return new FinalAudit(Audit.of(logged, sql.rows(Queries.audit(table))), serverExitCode);
  }
}
