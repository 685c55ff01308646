// SPDX-License-Identifier: Apache-2.0
package io.zerobus.log;

import io.zerobus.ingest.Secrets;
import java.io.File;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** All settings with the value that holds for each, and where it comes from. Immutable. */
final class GivenSettings {

  private static final String DEFAULT = "default";
  private static final String FILE = "file";

  /** Names of files, which another process would look for in a folder of its own. */
  private static final Set<Setting> PATHS =
      Collections.unmodifiableSet(
          EnumSet.of(
              Setting.CLIENT_SECRET_FILE,
              Setting.TLS_TRUST_FILE,
              Setting.TLS_CERTIFICATE_FILE,
              Setting.TLS_KEY_FILE,
              Setting.REJECTED_FILE));

  /** Those in which somebody may have put a name and a password before an {@code @}. */
  private static final Set<Setting> ADDRESSES =
      Collections.unmodifiableSet(
          EnumSet.of(Setting.SERVER_ENDPOINT, Setting.WORKSPACE_URL, Setting.PROXY));

  private final SettingLookup lookup;
  private final Map<String, String> systemProperties;
  private final Map<String, String> environment;
  private final @Nullable Map<String, String> agentFile;
  private final List<Entry> entries = new ArrayList<>();

  GivenSettings(
      SettingLookup lookup,
      Map<String, String> systemProperties,
      Map<String, String> environment,
      @Nullable Map<String, String> agentFile)
      throws WrongSettingException {
    this.lookup = lookup;
    this.systemProperties = systemProperties;
    this.environment = environment;
    this.agentFile = agentFile;
    for (Setting setting : Setting.values()) {
      if (setting.isRepeated()) {
        addRepeated(setting);
      } else {
        addPlain(setting);
      }
    }
  }

  /** In the order in which the settings are documented. */
  List<Entry> entries() {
    return entries;
  }

  /** What is given, so without the defaults; paths are absolute. Holds secrets. */
  Map<String, String> toProperties() {
    Map<String, String> properties = new TreeMap<>();
    for (Entry entry : entries) {
      // The file that was read is not read again.
      if (entry.isGiven() && entry.setting != Setting.CONFIG_FILE) {
        String text = String.valueOf(entry.text);
        boolean path = PATHS.contains(entry.setting);
        // Masks of several places add up.
        properties.merge(
            entry.name, path ? new File(text).getAbsolutePath() : text, (a, b) -> a + "," + b);
      }
    }
    return properties;
  }

  private void addPlain(Setting setting) throws WrongSettingException {
    SettingLookup.Found found = lookup.find(setting);
    if (found == null) {
      entries.add(new Entry(setting, setting.propertyName(), defaultOf(setting), DEFAULT));
    } else {
      entries.add(
          new Entry(setting, setting.propertyName(), found.text, place(setting, found.source)));
    }
  }

  private @Nullable String defaultOf(Setting setting) {
    boolean off = setting == Setting.METRICS_ENABLED && agentFile != null;
    return off ? "false" : setting.defaultText();
  }

  private static String place(Setting setting, SettingLookup.Source source) {
    switch (source) {
      case CONFIGURATION:
        return "configuration";
      case SYSTEM_PROPERTY:
        return systemProperty(setting.propertyName());
      case ENVIRONMENT:
        return variable(setting.environmentName());
      case DATABRICKS_ENVIRONMENT:
        return variable(SettingLookup.databricksName(setting));
      case FILE:
        return FILE;
    }
    throw new AssertionError(source);
  }

  private static String systemProperty(String name) {
    return "system property " + name;
  }

  private static String variable(String name) {
    return "environment variable " + name;
  }

  private void addRepeated(Setting setting) {
    if (setting == Setting.MASK) {
      addMasks();
    } else if (setting == Setting.FIELD) {
      lookup.fields().forEach((name, value) -> addNamed(setting, Arrays.asList(name), value));
    } else {
      lookup
          .attributed(setting)
          .forEach(
              (name, attributes) ->
                  attributes.forEach(
                      (attribute, value) ->
                          addNamed(setting, Arrays.asList(name, attribute), value)));
    }
  }

  private void addMasks() {
    String name = Setting.MASK.propertyName();
    addMask(systemProperties.get(name), systemProperty(name));
    String variable = Setting.MASK.environmentName();
    addMask(environment.get(variable), variable(variable));
    addMask(agentFile == null ? null : agentFile.get(name), FILE);
  }

  private void addMask(@Nullable String value, String source) {
    String text = SettingLookup.trimToNull(value);
    if (text != null) {
      entries.add(new Entry(Setting.MASK, Setting.MASK.propertyName(), text, source));
    }
  }

  private void addNamed(Setting setting, List<String> words, String value) {
    String name = setting.propertyName() + "." + String.join(".", words);
    String variable = setting.environmentName() + "_" + String.join("_", words);
    String source = FILE;
    String property = key(systemProperties, name::equalsIgnoreCase);
    String inEnvironment = key(environment, variable::equalsIgnoreCase);
    if (property != null) {
      source = systemProperty(property);
    } else if (inEnvironment != null) {
      source = variable(inEnvironment);
    }
    entries.add(new Entry(setting, name, value, source));
  }

  private static @Nullable String key(Map<String, String> place, Predicate<String> name) {
    return place.keySet().stream().filter(name).findFirst().orElse(null);
  }

  /** One setting. Immutable. */
  static final class Entry {
    private final Setting setting;
    private final String name;
    private final @Nullable String text; // null: not given, and without a default
    private final String source;

    private Entry(Setting setting, String name, @Nullable String text, String source) {
      this.setting = setting;
      this.name = name;
      this.text = text;
      this.source = source;
    }

    /** As a system property. */
    String name() {
      return name;
    }

    /** In words. */
    String source() {
      return text == null ? "not set" : source;
    }

    private boolean isGiven() {
      return text != null && !source.equals(DEFAULT);
    }

    /** What may be shown of the value, in one line; empty when there is none. */
    String shown() {
      if (text == null) {
        return "";
      }
      if (setting.isSecret()) {
        return LogRecordWriter.MASK;
      }
      String shown = Secrets.redacted(text).replaceAll("\\p{Cntrl}+", " ");
      return ADDRESSES.contains(setting)
          ? shown.replaceAll("(^|://)[^/]*@", "$1" + LogRecordWriter.MASK + "@")
          : shown;
    }
  }
}
