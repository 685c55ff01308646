// SPDX-License-Identifier: Apache-2.0
package io.zerobus.cli;

import io.zerobus.ingest.StreamSpec;
import io.zerobus.log.LogSchema;
import io.zerobus.schema.ColumnType;
import io.zerobus.schema.ProtoMapping;
import io.zerobus.schema.SchemaException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Prints the SQL that makes a table of log records, and lets a service principal write to it. */
@Command(
    name = "create-table",
    mixinStandardHelpOptions = true,
    versionProvider = Tool.Version.class,
    sortOptions = false,
    description = "Print the SQL that makes a table of log records, with the grants it needs.")
final class CreateTableCommand implements Callable<Integer> {

  private static final Pattern FIELD_NAME = Pattern.compile("[A-Za-z0-9_]+");
  private static final String PLACEHOLDER = "<application id of the service principal>";

  private final Surroundings surroundings;

  @Option(names = "--table", paramLabel = "c.s.t", description = "The table: catalog.schema.table.")
  private @Nullable String table;

  @Option(
      names = "--field",
      paramLabel = "NAME[=TYPE]",
      description = "One more column, for a static field (STRING, the default); may be repeated.")
  private List<String> fields = new ArrayList<>();

  @Option(
      names = "--no-caller",
      description = "Leave out column caller, which stays NULL without the setting callerData.")
  private boolean noCaller;

  @Option(
      names = "--key-values-variant",
      description =
          "Column key_values is a VARIANT, for records of your own: the appenders write a map.")
  private boolean keyValuesVariant;

  @Option(
      names = "--principal",
      paramLabel = "ID",
      description =
          "Application id of the service principal that gets the grants (default: a placeholder).")
  private String principal = PLACEHOLDER;

  CreateTableCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() {
    if (table == null) {
      throw ToolException.usage("--table is missing");
    }
    if (!StreamSpec.isTableName(table)) {
      throw ToolException.usage(
          "--table '"
              + table
              + "': give catalog.schema.table, each of ASCII letters, digits and underscores");
    }
    surroundings.print(sql(table));
    return 0;
  }

  private String sql(String tableName) {
    String[] parts = tableName.split("\\.", -1);
    String catalog = identifier(parts[0]);
    String schema = catalog + "." + identifier(parts[1]);
    String fullName = schema + "." + identifier(parts[2]);
    String to = " TO `" + principal().replace("`", "``") + "`;\n";
    String columns =
        columns().entrySet().stream()
            .map(column -> "  " + identifier(column.getKey()) + " " + column.getValue())
            .collect(Collectors.joining(",\n"));
    return "CREATE TABLE "
        + fullName
        + " (\n"
        + columns
        + "\n) USING DELTA;\n\n"
        + ("GRANT USE CATALOG ON CATALOG " + catalog + to)
        + ("GRANT USE SCHEMA ON SCHEMA " + schema + to)
        + ("GRANT SELECT, MODIFY ON TABLE " + fullName + to);
  }

  /** Names and types in order. All may be NULL: a column that does not apply is not sent. */
  private Map<String, String> columns() {
    Map<String, String> columns = new LinkedHashMap<>();
    for (LogSchema.Column column : LogSchema.defaults().columns()) {
      boolean variant = keyValuesVariant && column.name().equals("key_values");
      columns.put(column.name(), variant ? "VARIANT" : column.deltaType());
    }
    if (noCaller) {
      columns.remove("caller");
    }
    List<String> names = new ArrayList<>();
    for (String field : fields) {
      int equals = field.indexOf('=');
      String name = (equals < 0 ? field : field.substring(0, equals)).trim();
      checkName(field, name);
      if (names.contains(name.toLowerCase(Locale.ROOT))) {
        throw ToolException.usage("--field " + name + " is given twice");
      }
      names.add(name.toLowerCase(Locale.ROOT));
      columns.put(name, equals < 0 ? "STRING" : type(name, field.substring(equals + 1)));
    }
    return columns;
  }

  private static void checkName(String field, String name) {
    if (!FIELD_NAME.matcher(name).matches()) {
      throw ToolException.usage(
          "--field '" + field + "': its name must be of ASCII letters, digits and underscores");
    }
    if (LogSchema.isDefaultColumn(name)) {
      throw ToolException.usage("--field " + name + ": a default column has this name");
    }
  }

  private static String type(String name, String text) {
    ColumnType type = ColumnType.parse(text);
    if (type == null) {
      throw ToolException.usage("--field " + name + ": '" + text + "' is no type");
    }
    try {
      ProtoMapping.checkType(name, type);
    } catch (SchemaException e) {
      throw ToolException.usage("--field: " + e.getMessage());
    }
    return type.toString();
  }

  private String principal() {
    if (principal.isBlank() || principal.chars().anyMatch(Character::isISOControl)) {
      throw ToolException.usage("--principal is no name");
    }
    return principal.trim();
  }

  /** Quoted where SQL would read a number. */
  private static String identifier(String name) {
    return Character.isDigit(name.charAt(0)) ? "`" + name + "`" : name;
  }
}
