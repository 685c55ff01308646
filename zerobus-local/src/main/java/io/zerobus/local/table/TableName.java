// SPDX-License-Identifier: Apache-2.0
package io.zerobus.local.table;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The full name of a table. Case is kept, and plays no part where tables are looked up.
 *
 * @param catalog first part
 * @param schema second part
 * @param table third part
 */
public record TableName(String catalog, String schema, String table) {

  private static final Pattern PART = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_-]*");

  /** The name in a text, or empty when that is not three parts of letters, digits, _ and -. */
  public static Optional<TableName> parse(String text) {
    String[] parts = text.split("\\.", -1);
    return parts.length == 3 && List.of(parts).stream().allMatch(p -> PART.matcher(p).matches())
        ? Optional.of(new TableName(parts[0], parts[1], parts[2]))
        : Optional.empty();
  }

  /** Where the table is in a data folder. */
  public Path in(Path dataDir) {
    return dataDir.resolve(catalog).resolve(schema).resolve(table);
  }

  @Override
  public String toString() {
    return catalog + "." + schema + "." + table;
  }
}
