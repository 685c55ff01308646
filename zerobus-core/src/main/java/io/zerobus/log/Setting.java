// SPDX-License-Identifier: Apache-2.0
package io.zerobus.log;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The names of the settings, each in its three spellings, with their defaults. */
enum Setting {
  SERVER_ENDPOINT("serverEndpoint"),
  WORKSPACE_URL("workspaceUrl"),
  TABLE_NAME("tableName"),
  CLIENT_ID("clientId"),
  CLIENT_SECRET("clientSecret", Kind.SECRET),
  CLIENT_SECRET_FILE("clientSecretFile"),
  HEADERS_PROVIDER("headersProvider"),
  ALLOW_PLAINTEXT("allowPlaintext", "false"),
  TLS_TRUST_FILE("tlsTrustFile"),
  TLS_TRUST_PASSWORD("tlsTrustPassword", Kind.SECRET),
  TLS_CERTIFICATE_FILE("tlsCertificateFile"),
  TLS_KEY_FILE("tlsKeyFile"),
  TLS_KEY_PASSWORD("tlsKeyPassword", Kind.SECRET),
  PROXY("proxy"),
  ENABLED("enabled", "true"),
  STRICT("strict", "false"),
  OVERFLOW_POLICY("overflowPolicy", "drop"),
  BLOCK_TIMEOUT("blockTimeout", "1 s"),
  BUFFER_SIZE("bufferSize", "32 MiB"),
  BATCH_RECORDS("batchRecords", "1000"),
  BATCH_SIZE("batchSize", "64 KiB"),
  LINGER("linger", "20 ms"),
  STREAMS("streams", "1"),
  MAX_RECORD_SIZE("maxRecordSize", "256 KiB"),
  SHUTDOWN_TIMEOUT("shutdownTimeout", "5 s"),
  SHUTDOWN_HOOK("shutdownHook", "true"),
  SERVICE_NAME("serviceName"),
  HOST_NAME("hostName"),
  FIELD("field", Kind.NAMED),
  COLUMN("column", "as", "enabled"),
  PROMOTE("promote", "as", "type"),
  KEY_VALUES_TYPE("keyValuesType", "map"),
  MASK("mask", Kind.LISTED),
  MDC_INCLUDE("mdcInclude"),
  MDC_EXCLUDE("mdcExclude"),
  CALLER_DATA("callerData", "false"),
  STACK_TRACE_MAX_FRAMES("stackTraceMaxFrames", "200"),
  STACK_TRACE_ROOT_FIRST("stackTraceRootFirst", "false"),
  REJECTED_FILE("rejectedFile"),
  METRICS_ENABLED("metricsEnabled", "true"),

  LEVEL("level", Kind.AGENT, "all"),
  CAPTURE("capture", Kind.AGENT, "reaching"),
  LOGGER_INCLUDE("loggerInclude", Kind.AGENT),
  LOGGER_EXCLUDE("loggerExclude", Kind.AGENT),
  CONFIG_FILE("configFile", Kind.AGENT);

  private enum Kind {
    PLAIN,
    SECRET,
    /** A nested element; as a property the name follows, as in {@code zerobus.field.env}. */
    NAMED,
    /** As NAMED, and an attribute follows, as in {@code zerobus.column.message.as}. */
    ATTRIBUTED,
    /** A nested element; as a property a list with commas. */
    LISTED,
    /** Has a meaning for the agent only. */
    AGENT
  }

  private final String xmlName;
  private final String propertyName;
  private final String environmentName;
  private final Kind kind;
  private final @Nullable String defaultText; // null: none, or it is found out
  private final String attribute; // empty: there are none
  private final String otherAttribute;

  Setting(String xmlName) {
    this(xmlName, Kind.PLAIN);
  }

  Setting(String xmlName, String defaultText) {
    this(xmlName, Kind.PLAIN, defaultText);
  }

  Setting(String xmlName, String attribute, String otherAttribute) {
    this(xmlName, Kind.ATTRIBUTED, null, attribute, otherAttribute);
  }

  Setting(String xmlName, Kind kind) {
    this(xmlName, kind, null, "", "");
  }

  Setting(String xmlName, Kind kind, String defaultText) {
    this(xmlName, kind, defaultText, "", "");
  }

  Setting(
      String xmlName,
      Kind kind,
      @Nullable String defaultText,
      String attribute,
      String otherAttribute) {
    this.xmlName = xmlName;
    this.propertyName = "zerobus." + name().toLowerCase(Locale.ROOT).replace('_', '.');
    this.environmentName = "ZEROBUS_" + name();
    this.kind = kind;
    this.defaultText = defaultText;
    this.attribute = attribute;
    this.otherAttribute = otherAttribute;
  }

  /** As an element or attribute of the framework's configuration: {@code serverEndpoint}. */
  String xmlName() {
    return xmlName;
  }

  /** As a system property: {@code zerobus.server.endpoint}. */
  String propertyName() {
    return propertyName;
  }

  /** As an environment variable: {@code ZEROBUS_SERVER_ENDPOINT}. */
  String environmentName() {
    return environmentName;
  }

  /** As it would be written; null when there is none, or when it is found out. */
  @Nullable String defaultText() {
    return defaultText;
  }

  /** Whether its value must never be shown, nor be given as a system property. */
  boolean isSecret() {
    return kind == Kind.SECRET;
  }

  /** Whether it is a nested element that may be there several times. */
  boolean isRepeated() {
    return kind == Kind.NAMED || kind == Kind.ATTRIBUTED || kind == Kind.LISTED;
  }

  /** What stands behind the name in a property, for texts: {@code .…}, {@code .….as}. */
  String propertyPattern() {
    switch (kind) {
      case NAMED:
        return propertyName + ".…";
      case ATTRIBUTED:
        return propertyName + ".…." + attribute;
      default:
        return propertyName;
    }
  }

  /** Whether it has a meaning for the agent only. */
  boolean isOfAgent() {
    return kind == Kind.AGENT;
  }

  static @Nullable Setting ofXmlName(String xmlName) {
    for (Setting setting : values()) {
      if (setting.xmlName.equals(xmlName)) {
        return setting;
      }
    }
    return null;
  }

  static @Nullable Setting ofPropertyName(String propertyName) {
    for (Setting setting : values()) {
      if (setting.isSetBy(propertyName)) {
        return setting;
      }
    }
    return null;
  }

  private boolean isSetBy(String property) {
    switch (kind) {
      case NAMED:
        return property.startsWith(propertyName + ".");
      case ATTRIBUTED:
        return attributeOf(property, propertyName, '.') != null;
      default:
        return property.equals(propertyName);
    }
  }

  /**
   * The last word of {@code prefix.<name>.<attribute>}, without case; null when this is no
   * attribute or the name is missing.
   */
  @Nullable String attributeOf(String name, String prefix, char separator) {
    int last = name.lastIndexOf(separator);
    if (last <= prefix.length() + 1 || !name.startsWith(prefix + separator)) {
      return null;
    }
    String word = name.substring(last + 1);
    if (word.equalsIgnoreCase(attribute)) {
      return attribute;
    }
    return word.equalsIgnoreCase(otherAttribute) ? otherAttribute : null;
  }
}
