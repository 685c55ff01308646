// SPDX-License-Identifier: Apache-2.0
package io.zerobus.local.table;

import io.delta.kernel.types.StructType;
import io.zerobus.local.UserError;
import io.zerobus.local.delta.DeltaTable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;

/** All tables of the data folder that this server has. Thread-safe. */
public final class Tables {

  private final Path dataDir;
  private final StateFolder state;
  private final long commitIntervalNanos;

  private final Map<String, Table> tables =
      new ConcurrentSkipListMap<>(String.CASE_INSENSITIVE_ORDER);

  private Tables(Path dataDir, StateFolder state, long commitIntervalNanos) {
    this.dataDir = dataDir;
    this.state = state;
    this.commitIntervalNanos = commitIntervalNanos;
  }

  /**
   * Opens the tables of a data folder, and commits what an earlier server left in its log.
   *
   * @throws UserError when one cannot be opened
   */
  public static Tables open(Path dataDir, StateFolder state, long commitIntervalNanos) {
    Tables tables = new Tables(dataDir, state, commitIntervalNanos);
    for (TableName name : TableFolders.find(dataDir)) {
      tables.add(name, () -> DeltaTable.open(name.in(dataDir)));
    }
    return tables;
  }

  public Optional<Table> find(String name) {
    return Optional.ofNullable(tables.get(name));
  }

  public Collection<Table> all() {
    return List.copyOf(tables.values());
  }

  /** Makes a log table, unless a table of that name is there. */
  public void createLogTable(TableName name) {
    if (find(name.toString()).isEmpty()) {
      create(name, DefaultColumns.SCHEMA);
    }
  }

  /** Makes a table that is not there yet. */
  public void create(TableName name, StructType schema) {
    add(name, () -> DeltaTable.create(name.in(dataDir), schema));
  }

  /** Commits everything accepted; tables take no more records. Within a time, all together. */
  public void close(long timeoutNanos) throws InterruptedException {
    long deadline = System.nanoTime() + timeoutNanos;
    for (Table table : all()) {
      table.close(Math.max(0, deadline - System.nanoTime()));
    }
  }

  private interface Opening {
    DeltaTable open() throws IOException;
  }

  private void add(TableName name, Opening opening) {
    try {
      tables.put(name.toString(), Table.open(name, opening.open(), state, commitIntervalNanos));
    } catch (IOException | RuntimeException e) {
      throw new UserError(
          "table "
              + name
              + " in "
              + name.in(dataDir)
              + " cannot be opened: "
              + TableWriter.describe(e)
              + "; repair or move that folder",
          e);
    }
  }
}
