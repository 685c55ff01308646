// SPDX-License-Identifier: Apache-2.0
package io.zerobus.local.table;

import io.zerobus.local.UserError;
import io.zerobus.local.delta.DeltaTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Finds the tables of a data folder by its folders alone, beside a running server or without. */
public final class TableFolders {

  private TableFolders() {}

  /**
   * Names of all Delta tables in {@code DIR/catalog/schema/table}.
   *
   * @throws UserError when the folder cannot be read
   */
  public static List<TableName> find(Path dataDir) {
    List<TableName> found = new ArrayList<>();
    try {
      for (Path catalog : folders(dataDir)) {
        for (Path schema : folders(catalog)) {
          for (Path table : folders(schema)) {
            if (DeltaTable.isTable(table)) {
              TableName.parse(
                      catalog.getFileName()
                          + "."
                          + schema.getFileName()
                          + "."
                          + table.getFileName())
                  .ifPresent(found::add);
            }
          }
        }
      }
    } catch (IOException e) {
      throw new UserError("the data folder " + dataDir + " cannot be read: " + e, e);
    }
    return found;
  }

  private static List<Path> folders(Path parent) throws IOException {
    try (Stream<Path> entries = Files.list(parent)) {
      return entries
          .filter(Files::isDirectory)
          .filter(entry -> !entry.getFileName().toString().startsWith("."))
          .sorted()
          .toList();
    }
  }
}
