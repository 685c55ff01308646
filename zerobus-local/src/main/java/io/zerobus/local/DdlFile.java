// SPDX-License-Identifier: Apache-2.0
package io.zerobus.local;

import io.zerobus.local.sql.CreateTable;
import io.zerobus.local.sql.DdlException;
import io.zerobus.local.sql.DdlParser;
import io.zerobus.local.table.Table;
import io.zerobus.local.table.Tables;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The statements of {@code --ddl}: parsed whole, then run. */
final class DdlFile {

  private DdlFile() {}

  /**
   * Makes the tables of a file. One that is there with the same columns is left as it is, so that a
   * server can be started again with the same file.
   */
  static void run(Path file, Tables tables) {
    try {
      for (CreateTable statement : DdlParser.parse(Files.readString(file))) {
        Table existing = tables.find(statement.name().toString()).orElse(null);
        if (existing == null) {
          tables.create(statement.name(), statement.schema());
        } else if (!statement.ifNotExists() && !existing.schema().equivalent(statement.schema())) {
          throw new UserError(
              "--ddl "
                  + file
                  + ": table "
                  + statement.name()
                  + " exists with other columns: write CREATE TABLE IF NOT EXISTS to keep it, or"
                  + " move the folder "
                  + existing.root());
        }
      }
    } catch (DdlException e) {
      throw new UserError("--ddl " + file + ", " + e.getMessage(), e);
    } catch (IOException e) {
      throw new UserError("--ddl " + file + " cannot be read: " + e, e);
    }
  }
}
