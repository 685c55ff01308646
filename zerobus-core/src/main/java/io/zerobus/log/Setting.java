// SPDX-License-Identifier: Apache-2.0
package io.zerobus.log;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The names of the settings, each in its three spellings. */
enum Setting {
  SERVER_ENDPOINT("serverEndpoint", Kind.PLAIN),
  WORKSPACE_URL("workspaceUrl", Kind.PLAIN),
  TABLE_NAME("tableName", Kind.PLAIN),
  CLIENT_ID("clientId", Kind.PLAIN),
  CLIENT_SECRET("clientSecret", Kind.SECRET),
  CLIENT_SECRET_FILE("clientSecretFile", Kind.PLAIN),
  ALLOW_PLAINTEXT("allowPlaintext", Kind.PLAIN),
  ENABLED("enabled", Kind.PLAIN),
  STRICT("strict", Kind.PLAIN),
  OVERFLOW_POLICY("overflowPolicy", Kind.PLAIN),
  BLOCK_TIMEOUT("blockTimeout", Kind.PLAIN),
  BUFFER_SIZE("bufferSize", Kind.PLAIN),
  BATCH_RECORDS("batchRecords", Kind.PLAIN),
  BATCH_SIZE("batchSize", Kind.PLAIN),
  LINGER("linger", Kind.PLAIN),
  MAX_RECORD_SIZE("maxRecordSize", Kind.PLAIN),
  SHUTDOWN_TIMEOUT("shutdownTimeout", Kind.PLAIN),
  SHUTDOWN_HOOK("shutdownHook", Kind.PLAIN),
  SERVICE_NAME("serviceName", Kind.PLAIN),
  HOST_NAME("hostName", Kind.PLAIN),
  FIELD("field", Kind.REPEATED),
  CALLER_DATA("callerData", Kind.PLAIN),
  STACK_TRACE_MAX_FRAMES("stackTraceMaxFrames", Kind.PLAIN),
  STACK_TRACE_ROOT_FIRST("stackTraceRootFirst", Kind.PLAIN),

  HEADERS_PROVIDER("headersProvider", Kind.LATER),
  TLS_TRUST_FILE("tlsTrustFile", Kind.LATER),
  TLS_TRUST_PASSWORD("tlsTrustPassword", Kind.LATER_SECRET),
  TLS_CERTIFICATE_FILE("tlsCertificateFile", Kind.LATER),
  TLS_KEY_FILE("tlsKeyFile", Kind.LATER),
  TLS_KEY_PASSWORD("tlsKeyPassword", Kind.LATER_SECRET),
  PROXY("proxy", Kind.LATER),
  LEVEL("level", Kind.LATER),
  CAPTURE("capture", Kind.LATER),
  LOGGER_INCLUDE("loggerInclude", Kind.LATER),
  LOGGER_EXCLUDE("loggerExclude", Kind.LATER),
  STREAMS("streams", Kind.LATER),
  COLUMN("column", Kind.LATER_REPEATED),
  PROMOTE("promote", Kind.LATER_REPEATED),
  KEY_VALUES_TYPE("keyValuesType", Kind.LATER),
  MASK("mask", Kind.LATER_REPEATED),
  MDC_INCLUDE("mdcInclude", Kind.LATER),
  MDC_EXCLUDE("mdcExclude", Kind.LATER),
  REJECTED_FILE("rejectedFile", Kind.LATER),
  METRICS_ENABLED("metricsEnabled", Kind.LATER),
  CONFIG_FILE("configFile", Kind.LATER);

  private enum Kind {
    PLAIN,
    SECRET,
    REPEATED,
    LATER,
    LATER_SECRET,
    LATER_REPEATED
  }

  private final String xmlName;
  private final String propertyName;
  private final String environmentName;
  private final Kind kind;

  Setting(String xmlName, Kind kind) {
    this.xmlName = xmlName;
    this.propertyName = "zerobus." + name().toLowerCase(Locale.ROOT).replace('_', '.');
    this.environmentName = "ZEROBUS_" + name();
    this.kind = kind;
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

  /** Whether its value must never be shown, nor be given as a system property. */
  boolean isSecret() {
    return kind == Kind.SECRET || kind == Kind.LATER_SECRET;
  }

  /** Whether further words follow the name, as in {@code zerobus.field.env}. */
  boolean isRepeated() {
    return kind == Kind.REPEATED || kind == Kind.LATER_REPEATED;
  }

  /** Whether this version knows the name only. */
  boolean isNotAvailableYet() {
    return kind == Kind.LATER || kind == Kind.LATER_SECRET || kind == Kind.LATER_REPEATED;
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
      if (setting.propertyName.equals(propertyName)
          || (setting.isRepeated() && propertyName.startsWith(setting.propertyName + "."))) {
        return setting;
      }
    }
    return null;
  }
}
