// SPDX-License-Identifier: Apache-2.0
package io.zerobus.log;

import io.zerobus.ingest.Endpoint;
import io.zerobus.ingest.StreamSpec;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Paths;
import java.util.AbstractMap;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The settings of one appender, checked as a whole. Immutable and thread-safe.
 *
 * <p>A value is looked for in the framework's configuration, then among the system properties, then
 * in the environment; then its default stands.
 */
public final class AppenderSettings {

  private static final int KIB = 1024;
  private static final int MIB = 1024 * KIB;
  private static final long MAX_NANOS = TimeUnit.HOURS.toNanos(24);

  private final Endpoint serverEndpoint;
  private final Endpoint workspaceUrl;
  private final String tableName;
  private final String clientId;
  private final ClientSecret clientSecret;
  private final boolean allowPlaintext;
  private final OverflowPolicy overflowPolicy;
  private final long blockTimeoutNanos;
  private final int bufferSizeBytes;
  private final int batchRecords;
  private final int batchSizeBytes;
  private final long lingerNanos;
  private final int maxRecordSizeBytes;
  private final long shutdownTimeoutNanos;
  private final boolean shutdownHook;
  private final @Nullable String serviceName;
  private final @Nullable String hostName;
  private final List<StaticField> fields;
  private final boolean callerData;
  private final int stackTraceMaxFrames;
  private final boolean stackTraceRootFirst;
  private final List<String> warnings;

  private AppenderSettings(
      SettingLookup lookup, Builder builder, Map<String, String> systemProperties)
      throws WrongSettingException {
    lookup.refuseSecretsAsSystemProperties();
    allowPlaintext = booleanOf(lookup, Setting.ALLOW_PLAINTEXT, false);
    serverEndpoint =
        ServerUrl.parseEndpoint(
            Setting.SERVER_ENDPOINT, lookup.required(Setting.SERVER_ENDPOINT), allowPlaintext);
    tableName = tableNameOf(lookup.required(Setting.TABLE_NAME));
    workspaceUrl =
        ServerUrl.parseWorkspace(
            Setting.WORKSPACE_URL, lookup.required(Setting.WORKSPACE_URL), allowPlaintext);
    clientId = lookup.required(Setting.CLIENT_ID);
    clientSecret = clientSecretOf(lookup);
    overflowPolicy = overflowPolicyOf(lookup.text(Setting.OVERFLOW_POLICY, "drop"));
    blockTimeoutNanos = nanosOf(lookup, Setting.BLOCK_TIMEOUT, "1 s");
    bufferSizeBytes =
        SettingParser.parseBytes(
            Setting.BUFFER_SIZE,
            lookup.text(Setting.BUFFER_SIZE, "32 MiB"),
            MIB,
            Integer.MAX_VALUE);
    batchRecords =
        SettingParser.parseCount(
            Setting.BATCH_RECORDS, lookup.text(Setting.BATCH_RECORDS, "1000"), 1, 100_000);
    batchSizeBytes =
        SettingParser.parseBytes(
            Setting.BATCH_SIZE, lookup.text(Setting.BATCH_SIZE, "64 KiB"), KIB, 9 * MIB);
    lingerNanos = nanosOf(lookup, Setting.LINGER, "20 ms");
    maxRecordSizeBytes = maxRecordSizeOf(lookup, bufferSizeBytes);
    shutdownTimeoutNanos = nanosOf(lookup, Setting.SHUTDOWN_TIMEOUT, "5 s");
    shutdownHook = booleanOf(lookup, Setting.SHUTDOWN_HOOK, true);
    String service = lookup.text(Setting.SERVICE_NAME);
    serviceName = service != null ? service : Surroundings.serviceName(systemProperties);
    String host = lookup.text(Setting.HOST_NAME);
    hostName = host != null ? host : Surroundings.hostName(builder.environment);
    fields = fieldsOf(builder.fields, lookup.fields());
    callerData = booleanOf(lookup, Setting.CALLER_DATA, false);
    stackTraceMaxFrames =
        SettingParser.parseCount(
            Setting.STACK_TRACE_MAX_FRAMES,
            lookup.text(Setting.STACK_TRACE_MAX_FRAMES, "200"),
            0,
            100_000);
    stackTraceRootFirst = booleanOf(lookup, Setting.STACK_TRACE_ROOT_FIRST, false);
    warnings = Collections.unmodifiableList(lookup.warnings());
  }

  /** A builder that reads the system properties and the environment of this process. */
  public static Builder builder() {
    return new Builder();
  }

  Endpoint serverEndpoint() {
    return serverEndpoint;
  }

  /** Where tokens come from. */
  Endpoint workspaceUrl() {
    return workspaceUrl;
  }

  /** {@code catalog.schema.table}. */
  public String tableName() {
    return tableName;
  }

  /** Lines for the status: what was given and has no effect. */
  public List<String> warnings() {
    return warnings;
  }

  /** Whether an event is asked for the line of code it comes from, which is slow. */
  public boolean callerData() {
    return callerData;
  }

  /** The columns that these settings lead to. */
  public LogSchema schema() {
    return LogSchema.withFields(fields);
  }

  String clientId() {
    return clientId;
  }

  ClientSecret clientSecret() {
    return clientSecret;
  }

  boolean allowPlaintext() {
    return allowPlaintext;
  }

  OverflowPolicy overflowPolicy() {
    return overflowPolicy;
  }

  /** 0 = for ever. */
  long blockTimeoutNanos() {
    return blockTimeoutNanos;
  }

  int bufferSizeBytes() {
    return bufferSizeBytes;
  }

  int batchRecords() {
    return batchRecords;
  }

  int batchSizeBytes() {
    return batchSizeBytes;
  }

  long lingerNanos() {
    return lingerNanos;
  }

  int maxRecordSizeBytes() {
    return maxRecordSizeBytes;
  }

  /** The longest that stop may take, whatever limit the framework sets. */
  public long shutdownTimeoutNanos() {
    return shutdownTimeoutNanos;
  }

  boolean shutdownHook() {
    return shutdownHook;
  }

  /** Null when it is neither given nor found; then the column is left out. */
  @Nullable String serviceName() {
    return serviceName;
  }

  /** Null when it is neither given nor found; then the column is left out. */
  @Nullable String hostName() {
    return hostName;
  }

  List<StaticField> fields() {
    return fields;
  }

  int stackTraceMaxFrames() {
    return stackTraceMaxFrames;
  }

  boolean stackTraceRootFirst() {
    return stackTraceRootFirst;
  }

  @Override
  public String toString() {
    return "AppenderSettings{" + tableName + " at " + serverEndpoint + "}";
  }

  private static boolean booleanOf(SettingLookup lookup, Setting setting, boolean defaultValue)
      throws WrongSettingException {
    return SettingParser.parseBoolean(setting, lookup.text(setting, String.valueOf(defaultValue)));
  }

  private static long nanosOf(SettingLookup lookup, Setting setting, String defaultText)
      throws WrongSettingException {
    return SettingParser.parseNanos(setting, lookup.text(setting, defaultText), MAX_NANOS);
  }

  private static String tableNameOf(String text) throws WrongSettingException {
    if (!StreamSpec.isTableName(text)) {
      throw SettingParser.wrong(
          Setting.TABLE_NAME,
          text,
          "use catalog.schema.table, each part of ASCII letters, digits and underscores");
    }
    return text;
  }

  private static ClientSecret clientSecretOf(SettingLookup lookup) throws WrongSettingException {
    SettingLookup.Found text = lookup.find(Setting.CLIENT_SECRET);
    SettingLookup.Found file = lookup.find(Setting.CLIENT_SECRET_FILE);
    if (text != null && file != null && text.source == file.source) {
      throw new WrongSettingException(
          Setting.CLIENT_SECRET_FILE.xmlName(),
          "Wrong setting clientSecretFile: \""
              + file.text
              + "\": clientSecret is given in the same place; remove one of the two");
    }
    if (file == null || (text != null && text.source.compareTo(file.source) < 0)) {
      return ClientSecret.ofText(lookup.required(Setting.CLIENT_SECRET));
    }
    try {
      ClientSecret secret = ClientSecret.ofFile(Paths.get(file.text));
      secret.read();
      return secret;
    } catch (IOException | InvalidPathException | SecurityException e) {
      throw SettingParser.wrong(
          Setting.CLIENT_SECRET_FILE,
          file.text,
          "the secret cannot be read from this file (" + e + "); name a file that holds it");
    }
  }

  private static OverflowPolicy overflowPolicyOf(String text) throws WrongSettingException {
    switch (text.toLowerCase(Locale.ROOT)) {
      case "drop":
        return OverflowPolicy.DROP;
      case "block":
        return OverflowPolicy.BLOCK;
      case "drop-oldest":
      case "drop-low-levels":
        throw SettingParser.wrong(
            Setting.OVERFLOW_POLICY, text, "not available yet in this version; use drop or block");
      default:
        throw SettingParser.wrong(Setting.OVERFLOW_POLICY, text, "use drop or block");
    }
  }

  private static int maxRecordSizeOf(SettingLookup lookup, int bufferSizeBytes)
      throws WrongSettingException {
    String text = lookup.text(Setting.MAX_RECORD_SIZE, "256 KiB");
    int bytes = SettingParser.parseBytes(Setting.MAX_RECORD_SIZE, text, KIB, 9 * MIB);
    if (bytes > bufferSizeBytes / 4) {
      throw SettingParser.wrong(
          Setting.MAX_RECORD_SIZE,
          SettingParser.formatBytes(bytes),
          "this is more than a quarter of bufferSize \""
              + SettingParser.formatBytes(bufferSizeBytes)
              + "\"; lower maxRecordSize or raise bufferSize");
    }
    return bytes;
  }

  /** Those of the configuration first, in their order; their names win over the same elsewhere. */
  private static List<StaticField> fieldsOf(
      List<Map.Entry<@Nullable String, @Nullable String>> configured, Map<String, String> others)
      throws WrongSettingException {
    Map<String, StaticField> fields = new LinkedHashMap<>();
    for (Map.Entry<@Nullable String, @Nullable String> entry : configured) {
      String name = SettingLookup.trimToNull(entry.getKey());
      if (name == null) {
        throw SettingParser.wrong(
            Setting.FIELD, String.valueOf(entry.getValue()), "a field needs a name");
      }
      StaticField field = StaticField.of(name, String.valueOf(entry.getValue()));
      if (fields.put(name.toLowerCase(Locale.ROOT), field) != null) {
        throw SettingParser.wrong(Setting.FIELD, name, "this field is given twice; remove one");
      }
      if (entry.getValue() == null) {
        throw SettingParser.wrong(Setting.FIELD, name, "this field has no value; give it one");
      }
    }
    for (Map.Entry<String, String> entry : others.entrySet()) {
      fields.putIfAbsent(
          entry.getKey().toLowerCase(Locale.ROOT),
          StaticField.of(entry.getKey(), entry.getValue()));
    }
    return Collections.unmodifiableList(new ArrayList<>(fields.values()));
  }

  /** Collects what the framework's configuration says. Not thread-safe; may be built repeatedly. */
  public static final class Builder {

    private final Map<Setting, String> configuration = new EnumMap<>(Setting.class);
    private final List<Map.Entry<@Nullable String, @Nullable String>> fields = new ArrayList<>();
    private @Nullable Map<String, String> systemProperties;
    private Map<String, String> environment = System.getenv();

    private Builder() {}

    /**
     * Takes one value of the configuration.
     *
     * @param setting the name in camelCase, one of the settings that are not repeatable
     * @param text the value as it was written; null or blank is as good as not given
     */
    public Builder set(String setting, @Nullable String text) {
      Setting known = Setting.ofXmlName(setting);
      if (known == null || known.isRepeated() || known.isNotAvailableYet()) {
        throw new IllegalArgumentException("no such setting: " + setting);
      }
      if (text == null) {
        configuration.remove(known);
      } else {
        configuration.put(known, text);
      }
      return this;
    }

    /** Takes one static column of the configuration. */
    public Builder addField(@Nullable String name, @Nullable String value) {
      fields.add(new AbstractMap.SimpleImmutableEntry<>(name, value));
      return this;
    }

    /** Replaces the system properties of this process. */
    public Builder systemProperties(Map<String, String> systemProperties) {
      this.systemProperties = new HashMap<>(systemProperties);
      return this;
    }

    /** Replaces the environment of this process. */
    public Builder environment(Map<String, String> environment) {
      this.environment = new HashMap<>(environment);
      return this;
    }

    /** The kill switch; when off, nothing else is looked at. */
    public boolean isEnabled() throws WrongSettingException {
      return booleanOf(lookup(systemPropertiesNow()), Setting.ENABLED, true);
    }

    /** Whether a wrong setting is an error; a wrong value here is no. */
    public boolean isStrict() {
      try {
        return booleanOf(lookup(systemPropertiesNow()), Setting.STRICT, false);
      } catch (WrongSettingException e) {
        return false;
      }
    }

    /**
     * Checks all settings.
     *
     * @throws WrongSettingException for the first one that cannot be used
     */
    public AppenderSettings build() throws WrongSettingException {
      Map<String, String> properties = systemPropertiesNow();
      SettingLookup lookup = lookup(properties);
      booleanOf(lookup, Setting.STRICT, false);
      return new AppenderSettings(lookup, this, properties);
    }

    private SettingLookup lookup(Map<String, String> properties) {
      return new SettingLookup(configuration, properties, environment);
    }

    private Map<String, String> systemPropertiesNow() {
      if (systemProperties != null) {
        return systemProperties;
      }
      Properties properties = System.getProperties();
      Map<String, String> copy = new HashMap<>();
      for (String name : properties.stringPropertyNames()) {
        copy.put(name, properties.getProperty(name));
      }
      return copy;
    }
  }
}
