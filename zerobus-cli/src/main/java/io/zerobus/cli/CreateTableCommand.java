// SPDX-License-Identifier: Apache-2.0
package io.zerobus.cli;

import io.zerobus.ingest.StreamSpec;
import io.zerobus.log.LogSchema;
import io.zerobus.log.WrongSettingException;
import io.zerobus.schema.ColumnType;
import io.zerobus.schema.ProtoMapping;
import io.zerobus.schema.SchemaException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
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
      names = "--column",
      paramLabel = "NAME=AS",
      description = "A default column has another name, as setting column says; may be repeated.")
  private List<String> renamed = new ArrayList<>();

  @Option(
      names = "--no-column",
      paramLabel = "NAME",
      description = "Leave a default column out, as setting column says; may be repeated.")
  private List<String> leftOut = new ArrayList<>();

  @Option(
      names = "--no-caller",
      description = "Leave out column caller, which stays NULL without the setting callerData.")
  private boolean noCaller;

  @Option(
      names = "--promote",
      paramLabel = "KEY[:AS[:TYPE]]",
      description =
          "The column of a promoted entry, as setting promote says: STRING (the default), BIGINT,"
              + " DOUBLE, BOOLEAN or TIMESTAMP; may be repeated.")
  private List<String> promotions = new ArrayList<>();

  @Option(
      names = "--key-values-type",
      paramLabel = "TYPE",
      description = "Column key_values: map (the default) or variant, as setting keyValuesType.")
  private String keyValuesType = "map";

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
    Map<String, String> types = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    Map<String, String> columns = new LinkedHashMap<>();
    for (LogSchema.Column column : schema(types).columns()) {
      columns.put(column.name(), types.getOrDefault(column.name(), column.deltaType()));
    }
    return columns;
  }

  /** The columns that the appenders have with these settings. */
  private LogSchema schema(Map<String, String> fieldTypes) {
    LogSchema.Builder builder = LogSchema.builder();
    checked("--key-values-type", () -> builder.keyValuesType(keyValuesType));
    for (String column : renamed) {
      int equals = column.indexOf('=');
      if (equals < 0) {
        throw ToolException.usage("--column '" + column + "': give NAME=AS");
      }
      String name = column.substring(0, equals).trim();
      checked("--column", () -> builder.column(name, column.substring(equals + 1).trim(), null));
    }
    for (String name : leftOut) {
      checked("--no-column", () -> builder.column(name.trim(), null, "false"));
    }
    if (noCaller) {
      checked("--no-caller", () -> builder.column("caller", null, "false"));
    }
    for (String field : fields) {
      addField(builder, fieldTypes, field);
    }
    for (String promotion : promotions) {
      String[] parts = promotion.split(":", -1);
      String as = parts.length > 1 && !parts[1].isBlank() ? parts[1].trim() : null;
      if (parts.length > 3 || parts[0].isBlank()) {
        throw ToolException.usage("--promote '" + promotion + "': give KEY, KEY:AS or KEY:AS:TYPE");
      }
      String type = parts.length > 2 ? parts[2].trim() : null;
      checked("--promote", () -> builder.promote(parts[0].trim(), as, type));
    }
    return checked("columns", builder::build);
  }

  private static void addField(
      LogSchema.Builder builder, Map<String, String> fieldTypes, String field) {
    int equals = field.indexOf('=');
    String name = (equals < 0 ? field : field.substring(0, equals)).trim();
    checked("--field", () -> builder.field(name));
    String type = equals < 0 ? "STRING" : type(name, field.substring(equals + 1));
    if (fieldTypes.put(name, type) != null) {
      throw ToolException.usage("--field " + name + " is given twice");
    }
  }

  /** What is wrong with a setting is wrong with the option that stands for it. */
  private static <T> T checked(String option, SettingStep<T> step) {
    try {
      return step.run();
    } catch (WrongSettingException e) {
      String message = String.valueOf(e.getMessage()).replaceFirst("^Wrong setting \\w+: ", "");
      throw ToolException.usage(
          (option.startsWith("--") ? option : "--" + e.setting()) + " " + message);
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

  /** Something that may find a setting wrong. */
  private interface SettingStep<T> {
    T run() throws WrongSettingException;
  }
}
