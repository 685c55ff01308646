// SPDX-License-Identifier: Apache-2.0
package io.zerobus.log;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The columns of a record in their order, fixed when the appender is configured. Immutable and
 * thread-safe.
 */
public final class LogSchema {

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_]+");

  private final List<Column> columns;
  private final Map<DefaultColumn, String> defaultNames;
  private final List<Promotion> promotions;
  private final boolean keyValuesVariant;

  private LogSchema(Builder builder, Names names) throws WrongSettingException {
    List<Column> all = new ArrayList<>();
    defaultNames = new EnumMap<>(DefaultColumn.class);
    keyValuesVariant = builder.keyValuesVariant;
    for (DefaultColumn column : DefaultColumn.values()) {
      if (!builder.disabled.contains(column)) {
        String name = builder.renamed.getOrDefault(column, column.columnName());
        defaultNames.put(column, name);
        boolean variant = keyValuesVariant && column == DefaultColumn.KEY_VALUES;
        all.add(new Column(name, variant ? "VARIANT" : column.deltaType(), column.columnName()));
      }
    }
    names.takeDefaults(defaultNames);
    for (String field : builder.fields) {
      names.take(Setting.FIELD, field, "field " + field, field);
      all.add(new Column(field, "STRING", null));
    }
    promotions = Collections.unmodifiableList(new ArrayList<>(builder.promotions.values()));
    for (Promotion promotion : promotions) {
      String text = promotion.key() + " as " + promotion.columnName();
      names.take(Setting.PROMOTE, text, "promotion " + text, promotion.columnName());
      all.add(new Column(promotion.columnName(), promotion.type().name(), null));
    }
    columns = Collections.unmodifiableList(all);
  }

  /** The default columns, as they are without any setting. */
  public static LogSchema defaults() {
    try {
      return builder().build();
    } catch (WrongSettingException e) {
      throw new IllegalStateException("no two default columns have one name", e);
    }
  }

  public static Builder builder() {
    return new Builder();
  }

  /** The columns in the order in which they are written. */
  public List<Column> columns() {
    return columns;
  }

  /** Compares without case, as the table does. */
  public static boolean isDefaultColumn(String name) {
    return DefaultColumn.ofName(name) != null;
  }

  /** The name in the table; null when the column is left out. */
  @Nullable String nameOf(DefaultColumn column) {
    return defaultNames.get(column);
  }

  /** In the order of their indexes. */
  List<Promotion> promotions() {
    return promotions;
  }

  boolean isKeyValuesVariant() {
    return keyValuesVariant;
  }

  static boolean isColumnName(String name) {
    return NAME.matcher(name).matches();
  }

  /** A name with the type it has in the table. */
  public static final class Column {
    private final String name;
    private final String deltaType;
    private final @Nullable String defaultName;

    Column(String name, String deltaType, @Nullable String defaultName) {
      this.name = name;
      this.deltaType = deltaType;
      this.defaultName = defaultName;
    }

    /** In the table, after renaming. */
    public String name() {
      return name;
    }

    /** As SQL writes it, for example {@code MAP<STRING,STRING>}. */
    public String deltaType() {
      return deltaType;
    }

    /** Whether it is one of the columns that a record has without any setting. */
    public boolean isDefault() {
      return defaultName != null;
    }

    /** The name before renaming; null for a static field or a promotion. */
    public @Nullable String defaultName() {
      return defaultName;
    }

    @Override
    public String toString() {
      return name + " " + deltaType;
    }
  }

  /** Collects the settings that change the columns. Not thread-safe. */
  public static final class Builder {

    private final Map<DefaultColumn, String> renamed = new EnumMap<>(DefaultColumn.class);
    private final List<DefaultColumn> disabled = new ArrayList<>();
    private final List<String> fields = new ArrayList<>();
    private final Map<String, Promotion> promotions = new LinkedHashMap<>();
    private boolean keyValuesVariant;

    private Builder() {}

    /**
     * Renames a default column or leaves it out.
     *
     * @param as its name in the table; null keeps its own
     * @param enabled {@code true} or {@code false}; null is true
     */
    public Builder column(String name, @Nullable String as, @Nullable String enabled)
        throws WrongSettingException {
      DefaultColumn column = DefaultColumn.ofName(name);
      if (column == null) {
        throw SettingParser.wrong(
            Setting.COLUMN, name, "there is no such column; use one of " + defaultNames());
      }
      if (as != null) {
        checkName(Setting.COLUMN, name + " as " + as, as);
        renamed.put(column, as);
      }
      if (enabled != null && !isTrue(name, enabled)) {
        disabled.add(column);
      }
      return this;
    }

    private static boolean isTrue(String name, String enabled) throws WrongSettingException {
      if (enabled.equalsIgnoreCase("true") || enabled.equalsIgnoreCase("false")) {
        return enabled.equalsIgnoreCase("true");
      }
      throw SettingParser.wrong(
          Setting.COLUMN, name + " enabled " + enabled, "use true or false for enabled");
    }

    private static String defaultNames() {
      List<String> names = new ArrayList<>();
      for (DefaultColumn column : DefaultColumn.values()) {
        names.add(column.columnName());
      }
      return String.join(", ", names);
    }

    /** Adds the STRING column of a static field. */
    public Builder field(String name) throws WrongSettingException {
      checkName(Setting.FIELD, name, name);
      if (isDefaultColumn(name)) {
        throw SettingParser.wrong(
            Setting.FIELD, name, "a default column has this name; give the field another one");
      }
      fields.add(name);
      return this;
    }

    /**
     * Gives an MDC or key-value entry a column of its own.
     *
     * @param as the name of the column; null is the key
     * @param type STRING (null), BIGINT, DOUBLE, BOOLEAN or TIMESTAMP, in any case
     */
    public Builder promote(String key, @Nullable String as, @Nullable String type)
        throws WrongSettingException {
      String name = as == null ? key : as;
      checkName(Setting.PROMOTE, as == null ? key : key + " as " + as, name);
      PromotedType promotedType = type == null ? PromotedType.STRING : PromotedType.ofName(type);
      if (promotedType == null) {
        throw SettingParser.wrong(
            Setting.PROMOTE,
            key + " type " + type,
            "use STRING, BIGINT, DOUBLE, BOOLEAN or TIMESTAMP");
      }
      if (promotions.putIfAbsent(key, new Promotion(promotions.size(), key, name, promotedType))
          != null) {
        throw SettingParser.wrong(Setting.PROMOTE, key, "this key is given twice; remove one");
      }
      return this;
    }

    /** The type of column {@code key_values}: {@code map}, the default, or {@code variant}. */
    public Builder keyValuesType(String text) throws WrongSettingException {
      String lower = text.toLowerCase(Locale.ROOT);
      if (!lower.equals("map") && !lower.equals("variant")) {
        throw SettingParser.wrong(Setting.KEY_VALUES_TYPE, text, "use map or variant");
      }
      keyValuesVariant = lower.equals("variant");
      return this;
    }

    /**
     * The columns.
     *
     * @throws WrongSettingException when two of them have one name, which are both named
     */
    public LogSchema build() throws WrongSettingException {
      return new LogSchema(this, new Names());
    }

    private static void checkName(Setting setting, String shown, String name)
        throws WrongSettingException {
      if (!isColumnName(name)) {
        throw SettingParser.wrong(
            setting, shown, "use ASCII letters, digits and underscores in the name of a column");
      }
    }
  }

  /** Who has which name in the table, without case. */
  private static final class Names {

    private final Map<String, String> owners = new HashMap<>();

    /** Those that have their own name first: it is the renamed one that must get another. */
    void takeDefaults(Map<DefaultColumn, String> names) throws WrongSettingException {
      for (Map.Entry<DefaultColumn, String> entry : names.entrySet()) {
        if (entry.getValue().equalsIgnoreCase(entry.getKey().columnName())) {
          take(Setting.COLUMN, entry.getValue(), "column " + entry.getValue(), entry.getValue());
        }
      }
      for (Map.Entry<DefaultColumn, String> entry : names.entrySet()) {
        if (!entry.getValue().equalsIgnoreCase(entry.getKey().columnName())) {
          String text = entry.getKey().columnName() + " as " + entry.getValue();
          take(Setting.COLUMN, text, "column " + text, entry.getValue());
        }
      }
    }

    void take(Setting setting, String shown, String owner, String name)
        throws WrongSettingException {
      String other = owners.putIfAbsent(name.toLowerCase(Locale.ROOT), owner);
      if (other != null) {
        throw SettingParser.wrong(
            setting, shown, other + " has this name already; give one of the two another name");
      }
    }
  }
}
