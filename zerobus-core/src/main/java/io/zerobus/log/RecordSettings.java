// SPDX-License-Identifier: Apache-2.0
package io.zerobus.log;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The settings that say which columns a record has and what gets into them: fields, columns,
 * promotions, masks, the lists of MDC keys. Immutable and thread-safe.
 *
 * <p>What is repeatable is merged by its name over all places, attribute by attribute; the nearer
 * place wins. Masks of all places hold.
 */
final class RecordSettings {

  private final LogSchema schema;
  private final List<StaticField> fields;
  private final EntryRules entryRules;

  private RecordSettings(SettingLookup lookup, Given given) throws WrongSettingException {
    given.refuseUnfilled();
    LogSchema.Builder builder =
        LogSchema.builder().keyValuesType(lookup.textOrDefault(Setting.KEY_VALUES_TYPE));
    addColumns(builder, lookup, given);
    fields = fieldsOf(given.fields, lookup.fields());
    for (StaticField field : fields) {
      builder.field(field.name());
    }
    addPromotions(builder, lookup, given);
    schema = builder.build();
    entryRules =
        new EntryRules(
            masksOf(lookup, given),
            mdcGlobs(lookup, Setting.MDC_INCLUDE),
            mdcGlobs(lookup, Setting.MDC_EXCLUDE),
            schema.promotions());
  }

  static RecordSettings of(SettingLookup lookup, Given given) throws WrongSettingException {
    return new RecordSettings(lookup, given);
  }

  LogSchema schema() {
    return schema;
  }

  List<StaticField> fields() {
    return fields;
  }

  EntryRules entryRules() {
    return entryRules;
  }

  private static void addColumns(LogSchema.Builder builder, SettingLookup lookup, Given given)
      throws WrongSettingException {
    Map<String, Map<String, String>> merged = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    addConfigured(merged, given.columns, Setting.COLUMN, "column", "name");
    addOthers(merged, lookup.attributed(Setting.COLUMN));
    for (Map.Entry<String, Map<String, String>> entry : merged.entrySet()) {
      builder.column(entry.getKey(), entry.getValue().get("as"), entry.getValue().get("enabled"));
    }
  }

  private static void addPromotions(LogSchema.Builder builder, SettingLookup lookup, Given given)
      throws WrongSettingException {
    Map<String, Map<String, String>> merged = new LinkedHashMap<>();
    addConfigured(merged, given.promotions, Setting.PROMOTE, "promotion", "key");
    addOthers(merged, lookup.attributed(Setting.PROMOTE));
    for (Map.Entry<String, Map<String, String>> entry : merged.entrySet()) {
      builder.promote(entry.getKey(), entry.getValue().get("as"), entry.getValue().get("type"));
    }
  }

  private static void addConfigured(
      Map<String, Map<String, String>> merged,
      List<Map<String, String>> elements,
      Setting setting,
      String what,
      String nameAttribute)
      throws WrongSettingException {
    for (Map<String, String> element : elements) {
      String name = element.get(nameAttribute);
      if (name == null) {
        throw SettingParser.wrong(
            setting, String.valueOf(element), "a " + what + " needs a " + nameAttribute);
      }
      if (merged.put(name, new TreeMap<>(element)) != null) {
        throw SettingParser.wrong(setting, name, "this " + what + " is given twice; remove one");
      }
    }
  }

  private static void addOthers(
      Map<String, Map<String, String>> merged, Map<String, Map<String, String>> others) {
    others.forEach(
        (name, attributes) -> {
          Map<String, String> nearer = merged.computeIfAbsent(name, n -> new TreeMap<>());
          attributes.forEach(nearer::putIfAbsent);
        });
  }

  /** Those of the configuration first, in their order; their names win over the same elsewhere. */
  private static List<StaticField> fieldsOf(
      List<Map<String, String>> configured, Map<String, String> others)
      throws WrongSettingException {
    Map<String, StaticField> fields = new LinkedHashMap<>();
    for (Map<String, String> element : configured) {
      String name = element.get("name");
      String value = element.get("value");
      if (name == null) {
        throw SettingParser.wrong(Setting.FIELD, String.valueOf(value), "a field needs a name");
      }
      if (value == null) {
        throw SettingParser.wrong(Setting.FIELD, name, "this field has no value; give it one");
      }
      if (fields.put(name.toLowerCase(Locale.ROOT), new StaticField(name, value)) != null) {
        throw SettingParser.wrong(Setting.FIELD, name, "this field is given twice; remove one");
      }
    }
    for (Map.Entry<String, String> entry : others.entrySet()) {
      fields.putIfAbsent(
          entry.getKey().toLowerCase(Locale.ROOT),
          new StaticField(entry.getKey(), entry.getValue()));
    }
    return Collections.unmodifiableList(new ArrayList<>(fields.values()));
  }

  private static Globs masksOf(SettingLookup lookup, Given given) throws WrongSettingException {
    List<String> masks = new ArrayList<>();
    for (Map<String, String> element : given.masks) {
      String key = element.get("key");
      if (key == null) {
        throw SettingParser.wrong(Setting.MASK, "", "a mask needs a key");
      }
      masks.add(key);
    }
    for (String list : lookup.everywhere(Setting.MASK)) {
      masks.addAll(globs(Setting.MASK, list));
    }
    return Globs.withoutCase(masks);
  }

  private static Globs mdcGlobs(SettingLookup lookup, Setting setting)
      throws WrongSettingException {
    String list = lookup.text(setting);
    return list == null ? Globs.NONE : Globs.withCase(globs(setting, list));
  }

  private static List<String> globs(Setting setting, String list) throws WrongSettingException {
    List<String> globs = Globs.split(list);
    if (globs.isEmpty()) {
      throw SettingParser.wrong(
          setting, list, "use keys with commas between them; * and ? stand for other characters");
    }
    return globs;
  }

  /** The nested elements of the framework's configuration. Not thread-safe. */
  static final class Given {

    private final List<Map<String, String>> fields = new ArrayList<>();
    private final List<Map<String, String>> columns = new ArrayList<>();
    private final List<Map<String, String>> promotions = new ArrayList<>();
    private final List<Map<String, String>> masks = new ArrayList<>();

    void addField(@Nullable String name, @Nullable String value) {
      Map<String, String> element = element("name", name);
      if (value != null) {
        element.put("value", value); // as it was written: blanks may be meant
      }
      fields.add(element);
    }

    void addColumn(@Nullable String name, @Nullable String as, @Nullable String enabled) {
      columns.add(element("name", name, "as", as, "enabled", enabled));
    }

    void addPromotion(@Nullable String key, @Nullable String as, @Nullable String type) {
      promotions.add(element("key", key, "as", as, "type", type));
    }

    void addMask(@Nullable String key) {
      masks.add(element("key", key));
    }

    /** A mask that is no key would hide nothing, and nobody would know. */
    private void refuseUnfilled() throws WrongSettingException {
      refuseUnfilled(Setting.FIELD, fields);
      refuseUnfilled(Setting.COLUMN, columns);
      refuseUnfilled(Setting.PROMOTE, promotions);
      refuseUnfilled(Setting.MASK, masks);
    }

    private static void refuseUnfilled(Setting setting, List<Map<String, String>> elements)
        throws WrongSettingException {
      for (Map<String, String> element : elements) {
        for (String text : element.values()) {
          SettingLookup.refuseUnfilled(setting, text);
        }
      }
    }

    private static Map<String, String> element(@Nullable String... attributes) {
      Map<String, String> element = new LinkedHashMap<>();
      for (int i = 0; i < attributes.length; i += 2) {
        String value = SettingLookup.trimToNull(attributes[i + 1]);
        if (value != null) {
          element.put(String.valueOf(attributes[i]), value);
        }
      }
      return element;
    }
  }
}
