// SPDX-License-Identifier: Apache-2.0
package io.zerobus;

import io.zerobus.ingest.StreamSpec;

/** Which table, and how records for it are written. Immutable. */
public final class TableProperties {
  private final String tableName;

  private TableProperties(String tableName) {
    this.tableName = tableName;
  }

  /**
   * JSON objects into a table.
   *
   * @param tableName {@code catalog.schema.table}, each part of ASCII letters, digits and
   *     underscores, as the service wants it
   * @throws NonRetriableException when it is something else
   */
  public static TableProperties json(String tableName) {
    if (!StreamSpec.isTableName(tableName)) {
      throw NonRetriableException.argument(
          "table name '"
              + tableName
              + "': use catalog.schema.table, each part of ASCII letters, digits and underscores");
    }
    return new TableProperties(tableName);
  }

  /** {@code catalog.schema.table}. */
  public String getTableName() {
    return tableName;
  }

  @Override
  public String toString() {
    return "TableProperties{" + tableName + ", JSON}";
  }
}
