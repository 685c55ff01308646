// SPDX-License-Identifier: Apache-2.0
package io.zerobus.log;

import io.zerobus.HeadersProvider;
import io.zerobus.ingest.Endpoint;
import io.zerobus.ingest.StreamSpec;
import io.zerobus.ingest.TransportOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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
  private static final int MAX_STREAMS = 64;

  private final Endpoint serverEndpoint;
  private final String tableName;
  private final @Nullable String headersProviderClass; // null: OAuth
  private final @Nullable HeadersProvider headersProvider; // null with OAuth, or for another JVM
  private final @Nullable Endpoint workspaceUrl; // null with a headers provider only
  private final @Nullable String clientId; // null with a headers provider only
  private final @Nullable ClientSecret clientSecret; // null with a headers provider only
  private final boolean allowPlaintext;
  private final TransportOptions transport;
  private final List<Object> transportIdentity;
  private final OverflowPolicy overflowPolicy;
  private final long blockTimeoutNanos;
  private final int bufferSizeBytes;
  private final int batchRecords;
  private final int batchSizeBytes;
  private final long lingerNanos;
  private final int streams;
  private final int maxRecordSizeBytes;
  private final long shutdownTimeoutNanos;
  private final boolean ofAgent;
  private final boolean shutdownHook;
  private final @Nullable String serviceName;
  private final @Nullable String hostName;
  private final RecordSettings record;
  private final boolean callerData;
  private final int stackTraceMaxFrames;
  private final boolean stackTraceRootFirst;
  private final @Nullable Path rejectedFile;
  private final boolean metricsEnabled;
  private final List<String> warnings;

  private AppenderSettings(
      SettingLookup lookup, Builder builder, Map<String, String> systemProperties)
      throws WrongSettingException {
    lookup.refuseSecretsAsSystemProperties();
    allowPlaintext = booleanOf(lookup, Setting.ALLOW_PLAINTEXT);
    serverEndpoint =
        ServerUrl.parseEndpoint(
            Setting.SERVER_ENDPOINT, lookup.required(Setting.SERVER_ENDPOINT), allowPlaintext);
    tableName = tableNameOf(lookup.required(Setting.TABLE_NAME));
    ofAgent = builder.agentFile != null;
    headersProviderClass = lookup.text(Setting.HEADERS_PROVIDER);
    if (headersProviderClass == null) {
      headersProvider = null;
      workspaceUrl =
          ServerUrl.parseWorkspace(
              Setting.WORKSPACE_URL, lookup.required(Setting.WORKSPACE_URL), allowPlaintext);
      clientId = lookup.required(Setting.CLIENT_ID);
      clientSecret = clientSecretOf(lookup);
    } else {
      headersProvider = builder.headersProvider(headersProviderClass);
      workspaceUrl = null;
      clientId = null;
      clientSecret = null;
    }
    transport =
        new TransportSettings(lookup).options(builder.environment, serverEndpoint, workspaceUrl);
    transportIdentity = transportIdentityOf(lookup);
    overflowPolicy = OverflowPolicy.parse(lookup.textOrDefault(Setting.OVERFLOW_POLICY));
    blockTimeoutNanos = nanosOf(lookup, Setting.BLOCK_TIMEOUT);
    bufferSizeBytes = bytesOf(lookup, Setting.BUFFER_SIZE, MIB, Integer.MAX_VALUE);
    batchRecords = countOf(lookup, Setting.BATCH_RECORDS, 1, 100_000);
    batchSizeBytes = bytesOf(lookup, Setting.BATCH_SIZE, KIB, 9 * MIB);
    lingerNanos = nanosOf(lookup, Setting.LINGER);
    streams = countOf(lookup, Setting.STREAMS, 1, MAX_STREAMS);
    maxRecordSizeBytes = maxRecordSizeOf(lookup, bufferSizeBytes);
    shutdownTimeoutNanos = nanosOf(lookup, Setting.SHUTDOWN_TIMEOUT);
    shutdownHook = booleanOf(lookup, Setting.SHUTDOWN_HOOK);
    String service = lookup.text(Setting.SERVICE_NAME);
    serviceName = service != null ? service : Surroundings.serviceName(systemProperties);
    String host = lookup.text(Setting.HOST_NAME);
    hostName = host != null ? host : Surroundings.hostName(builder.environment);
    record = RecordSettings.of(lookup, builder.nested);
    callerData = booleanOf(lookup, Setting.CALLER_DATA);
    stackTraceMaxFrames = countOf(lookup, Setting.STACK_TRACE_MAX_FRAMES, 0, 100_000);
    stackTraceRootFirst = booleanOf(lookup, Setting.STACK_TRACE_ROOT_FIRST);
    rejectedFile = rejectedFileOf(lookup);
    metricsEnabled =
        (!ofAgent || lookup.text(Setting.METRICS_ENABLED) != null)
            && booleanOf(lookup, Setting.METRICS_ENABLED);
    warnings = Collections.unmodifiableList(warningsOf(lookup));
  }

  /** A builder that reads the system properties and the environment of this process. */
  public static Builder builder() {
    return new Builder();
  }

  Endpoint serverEndpoint() {
    return serverEndpoint;
  }

  /** Null when tokens come from the workspace, as OAuth has it. */
  @Nullable HeadersProvider headersProvider() {
    return headersProvider;
  }

  /** The name of its class; null with OAuth. */
  @Nullable String headersProviderClass() {
    return headersProviderClass;
  }

  /** Where tokens come from; there is none with a {@link #headersProvider}. */
  Endpoint workspaceUrl() {
    return Objects.requireNonNull(workspaceUrl, "none with a headersProvider");
  }

  /** How connections are made, to the service and to the workspace. */
  TransportOptions transport() {
    return transport;
  }

  /**
   * What appenders must have in common to share a shipper: endpoint, table, identity, and how
   * connections are made. Holds secrets: for comparison only.
   */
  List<Object> sharingIdentity() {
    return Arrays.asList(
        serverEndpoint.toString(),
        tableName,
        headersProviderClass,
        String.valueOf(workspaceUrl),
        clientId,
        clientSecret,
        transportIdentity);
  }

  private static List<Object> transportIdentityOf(SettingLookup lookup)
      throws WrongSettingException {
    List<Object> identity = new ArrayList<>();
    for (Setting setting : TransportSettings.SETTINGS) {
      identity.add(lookup.text(setting));
    }
    return identity;
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
    return record.schema();
  }

  /** Those of them that records can have: {@code caller} only when it is asked for. */
  List<LogSchema.Column> writtenColumns() {
    List<LogSchema.Column> written = new ArrayList<>(schema().columns());
    if (!callerData) {
      String caller = schema().nameOf(DefaultColumn.CALLER);
      written.removeIf(column -> column.name().equals(caller));
    }
    return written;
  }

  /** There is none with a {@link #headersProvider}. */
  String clientId() {
    return Objects.requireNonNull(clientId, "none with a headersProvider");
  }

  /** There is none with a {@link #headersProvider}. */
  ClientSecret clientSecret() {
    return Objects.requireNonNull(clientSecret, "none with a headersProvider");
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

  /** The most parallel streams to the table. */
  int streams() {
    return streams;
  }

  int maxRecordSizeBytes() {
    return maxRecordSizeBytes;
  }

  /** The longest that stop may take, whatever limit the framework sets. */
  public long shutdownTimeoutNanos() {
    return shutdownTimeoutNanos;
  }

  /** Whether the exit of the JVM delivers what is buffered. */
  public boolean shutdownHook() {
    return shutdownHook;
  }

  /** Whether they are the agent's, which has a later moment at the exit than a hook. */
  boolean ofAgent() {
    return ofAgent;
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
    return record.fields();
  }

  EntryRules entryRules() {
    return record.entryRules();
  }

  int stackTraceMaxFrames() {
    return stackTraceMaxFrames;
  }

  boolean stackTraceRootFirst() {
    return stackTraceRootFirst;
  }

  /** Where records go that the table refused; null: nowhere. */
  @Nullable Path rejectedFile() {
    return rejectedFile;
  }

  /** Whether there is an MBean. */
  boolean metricsEnabled() {
    return metricsEnabled;
  }

  @Override
  public String toString() {
    return "AppenderSettings{" + tableName + " at " + serverEndpoint + "}";
  }

  private static boolean booleanOf(SettingLookup lookup, Setting setting)
      throws WrongSettingException {
    return SettingParser.parseBoolean(setting, lookup.textOrDefault(setting));
  }

  private static long nanosOf(SettingLookup lookup, Setting setting) throws WrongSettingException {
    return SettingParser.parseNanos(setting, lookup.textOrDefault(setting), MAX_NANOS);
  }

  private static int bytesOf(SettingLookup lookup, Setting setting, int minBytes, int maxBytes)
      throws WrongSettingException {
    return SettingParser.parseBytes(setting, lookup.textOrDefault(setting), minBytes, maxBytes);
  }

  private static int countOf(SettingLookup lookup, Setting setting, int min, int max)
      throws WrongSettingException {
    return SettingParser.parseCount(setting, lookup.textOrDefault(setting), min, max);
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

  private static int maxRecordSizeOf(SettingLookup lookup, int bufferSizeBytes)
      throws WrongSettingException {
    int bytes = bytesOf(lookup, Setting.MAX_RECORD_SIZE, KIB, 9 * MIB);
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

  private static @Nullable Path rejectedFileOf(SettingLookup lookup) throws WrongSettingException {
    String text = lookup.text(Setting.REJECTED_FILE);
    if (text == null) {
      return null;
    }
    Path file;
    try {
      file = Paths.get(text);
    } catch (InvalidPathException e) {
      throw SettingParser.wrong(Setting.REJECTED_FILE, text, "this is no path of a file");
    }
    if (Files.isDirectory(file)) {
      throw SettingParser.wrong(Setting.REJECTED_FILE, text, "this is a folder; name a file in it");
    }
    Path folder = file.toAbsolutePath().getParent();
    if (folder != null && !Files.isDirectory(folder)) {
      throw SettingParser.wrong(
          Setting.REJECTED_FILE, text, "there is no folder " + folder + "; make it");
    }
    return file;
  }

  private static List<String> warningsOf(SettingLookup lookup) throws WrongSettingException {
    List<String> warnings = lookup.warnings();
    addIfUseless(warnings, lookup, Setting.TLS_TRUST_PASSWORD, Setting.TLS_TRUST_FILE);
    addIfUseless(warnings, lookup, Setting.TLS_KEY_PASSWORD, Setting.TLS_CERTIFICATE_FILE);
    return warnings;
  }

  private static void addIfUseless(
      List<String> warnings, SettingLookup lookup, Setting password, Setting file)
      throws WrongSettingException {
    if (lookup.text(password) != null && lookup.text(file) == null) {
      warnings.add("Setting " + password.xmlName() + " has no effect without " + file.xmlName());
    }
  }

  /** Collects what the framework's configuration says. Not thread-safe; may be built repeatedly. */
  public static final class Builder {

    private final Map<Setting, String> configuration = new EnumMap<>(Setting.class);
    private final RecordSettings.Given nested = new RecordSettings.Given();
    private @Nullable Map<String, String> systemProperties;
    private Map<String, String> environment = System.getenv();
    private @Nullable Map<String, String> agentFile; // null for an appender
    private @Nullable ClassLoader application; // of the agent's application; null: the class path
    private boolean forAnotherJvm;

    private Builder() {}

    /**
     * Takes one value of the configuration.
     *
     * @param setting the name in camelCase, one of the settings that are not repeatable
     * @param text the value as it was written; null or blank is as good as not given
     */
    public Builder set(String setting, @Nullable String text) {
      Setting known = Setting.ofXmlName(setting);
      if (known == null || known.isRepeated() || known.isOfAgent()) {
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
      nested.addField(name, value);
      return this;
    }

    /**
     * Takes a default column that is renamed or left out.
     *
     * @param as its name in the table; null or blank: its own
     * @param enabled {@code false} leaves it out; null or blank: true
     */
    public Builder addColumn(@Nullable String name, @Nullable String as, @Nullable String enabled) {
      nested.addColumn(name, as, enabled);
      return this;
    }

    /**
     * Takes an MDC or key-value entry that gets a column of its own.
     *
     * @param as the name of the column; null or blank: the key
     * @param type STRING (null or blank), BIGINT, DOUBLE, BOOLEAN or TIMESTAMP
     */
    public Builder addPromotion(@Nullable String key, @Nullable String as, @Nullable String type) {
      nested.addPromotion(key, as, type);
      return this;
    }

    /** Takes a pattern of keys whose values are {@code ***}. */
    public Builder addMask(@Nullable String key) {
      nested.addMask(key);
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

    /**
     * Makes these the agent's: its own settings have a meaning, there is no MBean unless it is
     * asked for, and the hook at the exit of the JVM is the agent's business.
     *
     * @param file what its file says, by the names of system properties; a secret may be there
     */
    public Builder ofAgent(Map<String, String> file) {
      this.agentFile = new HashMap<>(file);
      return this;
    }

    /**
     * Where an agent looks for classes that its settings name and that are not on the class path.
     *
     * @param loader the one that has the application's Logback or Log4j
     */
    public Builder application(ClassLoader loader) {
      this.application = loader;
      return this;
    }

    /** Checks all but the classes that are named: they are in the JVM that gets the settings. */
    public Builder forAnotherJvm() {
      this.forAnotherJvm = true;
      return this;
    }

    private @Nullable HeadersProvider headersProvider(String className)
        throws WrongSettingException {
      if (agentFile == null) {
        return HeadersProviderClass.ofAppender(className);
      }
      return forAnotherJvm ? null : HeadersProviderClass.ofApplication(className, application);
    }

    /** The kill switch; when off, nothing else is looked at. */
    public boolean isEnabled() throws WrongSettingException {
      return booleanOf(lookup(systemPropertiesNow()), Setting.ENABLED);
    }

    /** Whether a wrong setting is an error; a wrong value here is no. */
    public boolean isStrict() {
      try {
        return booleanOf(lookup(systemPropertiesNow()), Setting.STRICT);
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
      booleanOf(lookup, Setting.STRICT);
      return new AppenderSettings(lookup, this, properties);
    }

    /**
     * Checks the settings that say what an agent ships.
     *
     * @throws WrongSettingException for the first one that cannot be used
     */
    public CaptureSettings buildCapture() throws WrongSettingException {
      return new CaptureSettings(lookup(systemPropertiesNow()));
    }

    /**
     * What the system properties, the environment and the file give, by the names of system
     * properties, the nearest place's value each: what another JVM needs in its file to have the
     * same settings. Paths are absolute. Secrets are among the values.
     */
    public Map<String, String> toProperties() throws WrongSettingException {
      return given().toProperties();
    }

    GivenSettings given() throws WrongSettingException {
      Map<String, String> properties = systemPropertiesNow();
      return new GivenSettings(lookup(properties), properties, environment, agentFile);
    }

    private SettingLookup lookup(Map<String, String> properties) {
      return new SettingLookup(configuration, properties, environment, agentFile);
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
