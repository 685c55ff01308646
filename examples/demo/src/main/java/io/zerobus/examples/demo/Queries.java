// SPDX-License-Identifier: Apache-2.0
package io.zerobus.examples.demo;

/** The SQL that the demo asks the table. */
final class Queries {
  private Queries() {}

  static String audit(String table) {
    return "SELECT count(*) AS row_count, count(DISTINCT seq) AS distinct_seq,"
        + " max(seq) + 1 AS next_seq FROM "
        + table;
  }

  static String byLevel(String table) {
    return "SELECT level, count(*) AS events FROM "
        + table
        + " GROUP BY level ORDER BY events DESC, level";
  }

  static String latestErrors(String table) {
    return "SELECT timestamp, message, mdc['customer'] AS customer, exception_class,"
        + " exception_message FROM "
        + table
        + " WHERE level = 'ERROR' ORDER BY timestamp DESC, seq DESC LIMIT 5";
  }
}
