// SPDX-License-Identifier: Apache-2.0
package io.zerobus.log;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Finds the text of a setting: configuration, then system property, then environment variable, then
 * the agent's file, then the variables of the Databricks tools. Blank is as good as not given,
 * since that is what an empty placeholder leaves.
 */
final class SettingLookup {

  /** What Logback and Log4j2 leave of a placeholder without a value. */
  private static final Pattern UNDEFINED = Pattern.compile("[\\w.-]+_IS_UNDEFINED|\\$\\{[^{}]+\\}");

  /** Properties of the local server, which tests set in the JVM of the application. */
  private static final String LOCAL_SERVER = "zerobus.local.";

  /** What the agent tells of itself. */
  private static final String AGENT_STATUS = "zerobus.agent.status";

  /** Where a value was found; the earlier one wins. */
  enum Source {
    CONFIGURATION,
    SYSTEM_PROPERTY,
    ENVIRONMENT,
    FILE,
    DATABRICKS_ENVIRONMENT
  }

  /** A text with the place it comes from. */
  static final class Found {
    final String text;
    final Source source;

    private Found(String text, Source source) {
      this.text = text;
      this.source = source;
    }
  }

  private final Map<Setting, String> configuration;
  private final Map<String, String> systemProperties;
  private final Map<String, String> environment;

  /** By the names of system properties; null for an appender, which has no such file. */
  private final @Nullable Map<String, String> agentFile;

  SettingLookup(
      Map<Setting, String> configuration,
      Map<String, String> systemProperties,
      Map<String, String> environment,
      @Nullable Map<String, String> agentFile) {
    this.configuration = configuration;
    this.systemProperties = systemProperties;
    this.environment = environment;
    this.agentFile = agentFile;
  }

  private Map<String, String> file() {
    return agentFile == null ? Collections.emptyMap() : agentFile;
  }

  @Nullable Found find(Setting setting) throws WrongSettingException {
    String configured = trimToNull(configuration.get(setting));
    if (configured != null) {
      refuseUnfilled(setting, configured);
      return new Found(configured, Source.CONFIGURATION);
    }
    String property = trimToNull(systemProperties.get(setting.propertyName()));
    if (property != null) {
      return new Found(property, Source.SYSTEM_PROPERTY);
    }
    String variable = trimToNull(environment.get(setting.environmentName()));
    if (variable != null) {
      return new Found(variable, Source.ENVIRONMENT);
    }
    String inFile = trimToNull(file().get(setting.propertyName()));
    if (inFile != null) {
      return new Found(inFile, Source.FILE);
    }
    String databricks = trimToNull(environment.get(databricksName(setting)));
    return databricks == null ? null : new Found(databricks, Source.DATABRICKS_ENVIRONMENT);
  }

  /**
   * Refuses a text of the framework's configuration with a placeholder that the framework could not
   * fill. A secret may hold such characters, so that there the whole text must be one.
   */
  static void refuseUnfilled(Setting setting, String text) throws WrongSettingException {
    Matcher matcher = UNDEFINED.matcher(text);
    if (setting.isSecret() ? matcher.matches() : matcher.find()) {
      throw SettingParser.wrong(
          setting, text, "a variable it refers to is not defined; define or remove it");
    }
  }

  @Nullable String text(Setting setting) throws WrongSettingException {
    Found found = find(setting);
    return found == null ? null : found.text;
  }

  /** For a setting with a default. */
  String textOrDefault(Setting setting) throws WrongSettingException {
    String text = text(setting);
    return text == null ? String.valueOf(setting.defaultText()) : text;
  }

  String required(Setting setting) throws WrongSettingException {
    String text = text(setting);
    if (text == null) {
      String databricks = databricksName(setting);
      throw new WrongSettingException(
          setting.xmlName(),
          "Setting "
              + setting.xmlName()
              + " is missing: set it "
              + (agentFile == null
                  ? "in the configuration"
                  : "as " + setting.propertyName() + " in the properties file")
              + ", as environment variable "
              + setting.environmentName()
              + (databricks.isEmpty() ? "" : " or " + databricks)
              + (setting.isSecret()
                  ? ", or name a file in " + Setting.CLIENT_SECRET_FILE.xmlName()
                  : ", or as system property " + setting.propertyName()));
    }
    return text;
  }

  /** The texts of a setting whose places add up, the nearest first. */
  List<String> everywhere(Setting setting) {
    List<String> texts = new ArrayList<>();
    addGiven(texts, systemProperties.get(setting.propertyName()));
    addGiven(texts, environment.get(setting.environmentName()));
    addGiven(texts, file().get(setting.propertyName()));
    return texts;
  }

  private static void addGiven(List<String> texts, @Nullable String value) {
    String text = trimToNull(value);
    if (text != null) {
      texts.add(text);
    }
  }

  /** {@code zerobus.field.env=prod} and {@code ZEROBUS_FIELD_ENV=prod}; the nearer place wins. */
  Map<String, String> fields() {
    Map<String, String> fields = new TreeMap<>();
    String prefix = Setting.FIELD.propertyName() + ".";
    putFields(fields, prefix, file());
    Map<String, String> inEnvironment = new TreeMap<>();
    putFields(inEnvironment, Setting.FIELD.environmentName() + "_", environment);
    inEnvironment.forEach((name, value) -> putField(fields, name.toLowerCase(Locale.ROOT), value));
    putFields(fields, prefix, systemProperties);
    return fields;
  }

  private static void putFields(
      Map<String, String> fields, String prefix, Map<String, String> place) {
    place.forEach(
        (name, value) -> {
          if (name.startsWith(prefix)) {
            putField(fields, name.substring(prefix.length()), value);
          }
        });
  }

  private static void putField(Map<String, String> fields, String field, String value) {
    fields.keySet().removeIf(field::equalsIgnoreCase);
    fields.put(field, value);
  }

  /**
   * {@code zerobus.column.message.as=msg} and {@code ZEROBUS_COLUMN_MESSAGE_AS=msg}: attributes by
   * name, the name without case in a variable. The last word is the attribute; the name may hold
   * dots. The property wins.
   */
  Map<String, Map<String, String>> attributed(Setting setting) {
    Map<String, Map<String, String>> found = new TreeMap<>();
    putAttributes(found, setting, file());
    String environmentPrefix = setting.environmentName();
    environment.forEach(
        (name, value) -> {
          String attribute = setting.attributeOf(name, environmentPrefix, '_');
          if (attribute != null) {
            String words = name.substring(environmentPrefix.length() + 1);
            putAttribute(found, words.toLowerCase(Locale.ROOT), attribute, value);
          }
        });
    putAttributes(found, setting, systemProperties);
    return found;
  }

  private static void putAttributes(
      Map<String, Map<String, String>> found, Setting setting, Map<String, String> properties) {
    String prefix = setting.propertyName();
    properties.forEach(
        (name, value) -> {
          String attribute = setting.attributeOf(name, prefix, '.');
          if (attribute != null) {
            putAttribute(found, name.substring(prefix.length() + 1), attribute, value);
          }
        });
  }

  private static void putAttribute(
      Map<String, Map<String, String>> found, String words, String attribute, String value) {
    String text = trimToNull(value);
    if (text != null) {
      String name = words.substring(0, words.length() - attribute.length() - 1);
      found.computeIfAbsent(name, n -> new TreeMap<>()).put(attribute, text);
    }
  }

  /** Refuses secrets where every listing of processes shows them. */
  void refuseSecretsAsSystemProperties() throws WrongSettingException {
    for (Setting setting : Setting.values()) {
      if (setting.isSecret() && trimToNull(systemProperties.get(setting.propertyName())) != null) {
        String remedy =
            setting == Setting.CLIENT_SECRET
                ? "put it into a file named by "
                    + Setting.CLIENT_SECRET_FILE.xmlName()
                    + " ("
                    + Setting.CLIENT_SECRET_FILE.propertyName()
                    + ") or into the environment variable "
                : "put it into the configuration file or into the environment variable ";
        throw new WrongSettingException(
            setting.xmlName(),
            "Wrong setting "
                + setting.xmlName()
                + ": it is given as system property "
                + setting.propertyName()
                + ", which every listing of processes shows: "
                + remedy
                + setting.environmentName());
      }
    }
  }

  /** One line for each name that begins with our prefix and sets nothing; a file has no others. */
  List<String> warnings() {
    List<String> warnings = new ArrayList<>();
    for (String name : new TreeMap<>(systemProperties).keySet()) {
      if (name.startsWith("zerobus.")
          && !name.startsWith(LOCAL_SERVER)
          && !name.equals(AGENT_STATUS)) {
        warnOfUseless(warnings, "system property", name, "");
      }
    }
    for (String name : new TreeMap<>(file()).keySet()) {
      warnOfUseless(warnings, "setting", name, " in the properties file");
    }
    return warnings;
  }

  private void warnOfUseless(List<String> warnings, String kind, String name, String where) {
    Setting setting = Setting.ofPropertyName(name);
    if (setting == null) {
      warnings.add(
          "Unknown " + kind + " " + name + where + ": did you mean " + nearestName(name) + "?");
    } else if (setting.isOfAgent() && agentFile == null) {
      warnings.add(
          "The "
              + kind
              + " "
              + name
              + where
              + " has no effect on an appender: it is one of the agent's");
    }
  }

  private String nearestName(String name) {
    String nearest = "";
    int least = Integer.MAX_VALUE;
    for (Setting setting : Setting.values()) {
      String candidate = setting.propertyPattern();
      int distance = editDistance(name, candidate);
      if (distance < least && (agentFile != null || !setting.isOfAgent())) {
        least = distance;
        nearest = candidate;
      }
    }
    return nearest;
  }

  private static int editDistance(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int substituted = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(substituted, Math.min(row[j], row[j - 1]) + 1);
      }
    }
    return row[b.length()];
  }

  /** The variable of the Databricks tools for the same thing, or an empty name. */
  static String databricksName(Setting setting) {
    switch (setting) {
      case WORKSPACE_URL:
        return "DATABRICKS_HOST";
      case CLIENT_ID:
        return "DATABRICKS_CLIENT_ID";
      case CLIENT_SECRET:
        return "DATABRICKS_CLIENT_SECRET";
      default:
        return "";
    }
  }

  static @Nullable String trimToNull(@Nullable String text) {
    if (text == null) {
      return null;
    }
    String trimmed = text.trim();
    return trimmed.isEmpty() ? null : trimmed;
  }
}
