// SPDX-License-Identifier: Apache-2.0
package io.zerobus.log4j2;

import io.zerobus.log.AppenderSettings;
import io.zerobus.log.EventPipeline;
import io.zerobus.log.StatusSink;
import io.zerobus.log.WrongSettingException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiConsumer;
import org.apache.logging.log4j.core.Appender;
import org.apache.logging.log4j.core.Core;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.appender.AppenderLoggingException;
import org.apache.logging.log4j.core.config.AppenderControl;
import org.apache.logging.log4j.core.config.AppenderRef;
import org.apache.logging.log4j.core.config.Configuration;
import org.apache.logging.log4j.core.config.plugins.Plugin;
import org.apache.logging.log4j.core.config.plugins.PluginBuilderAttribute;
import org.apache.logging.log4j.core.config.plugins.PluginBuilderFactory;
import org.apache.logging.log4j.core.config.plugins.PluginElement;
import org.jspecify.annotations.Nullable;

/**
 * Ships Log4j2's events to a Delta table.
 *
 * <p>Never waits for the network, unless {@code overflowPolicy} is {@code block} and the buffer is
 * full. Never throws, unless {@code ignoreExceptions} is {@code false}: then it does for an event
 * that gets no place in the buffer, so that a {@code Failover} appender may take it. A wrong
 * setting makes it inert, with one line in Log4j's status; the application always starts. Each
 * setting may also be given as system property or environment variable; what the configuration says
 * wins. Thread-safe once it is started.
 *
 * <p>An {@code <AppenderRef>} within it names a fallback, which gets the events that are dropped,
 * and all of them while a wrong setting makes this one inert. What {@code drop-oldest} gives up, or
 * the table refuses, comes too late for it.
 */
@Plugin(
    name = "Zerobus",
    category = Core.CATEGORY_NAME,
    elementType = Appender.ELEMENT_TYPE,
    printObject = true)
public final class ZerobusAppender extends AbstractAppender {

  private final AppenderSettings.Builder settings;
  private final String managerName;
  private final StatusSink status;
  private final ZerobusManager.PipelineOpener opener;

  /** Whether there is a manager to be given back. */
  private final AtomicBoolean holding = new AtomicBoolean();

  /**
   * Null before the first start and while inert. Kept after a stop: an event that is late still
   * finds a pipeline that another appender has, or is counted as lost to the shutdown.
   */
  private volatile @Nullable ZerobusManager manager;

  private volatile boolean callerData;

  /** Whether a wrong setting keeps this appender from shipping. */
  private volatile boolean inert;

  private final AppenderRef[] fallbackRefs;
  private final @Nullable Configuration configuration;

  /** Found at the start, when all appenders are known. */
  private volatile List<AppenderControl> fallbacks = List.of();

  private ZerobusAppender(Builder builder) {
    super(
        builder.getName(),
        builder.getFilter(),
        null,
        builder.isIgnoreExceptions(),
        builder.getPropertyArray());
    this.settings = builder.settings;
    this.managerName = builder.managerName();
    this.status = new StatusLog(builder.getName());
    this.opener = builder.opener;
    this.fallbackRefs = builder.fallbacks == null ? new AppenderRef[0] : builder.fallbacks;
    this.configuration = builder.getConfiguration();
    setHandler(new NestedEvents(this));
  }

  /** A builder without settings, as Log4j makes it. */
  @PluginBuilderFactory
  public static Builder newBuilder() {
    return new Builder();
  }

  /** Returns at once; the connection is made in the background. Idempotent. */
  @Override
  public void start() {
    if (isStarted()) {
      return;
    }
    fallbacks = findFallbacks();
    inert = false;
    try {
      if (settings.isEnabled()) {
        open(settings.build());
      }
    } catch (WrongSettingException e) {
      inert = true;
      reportWrongSetting(e);
    } catch (RuntimeException | LinkageError | OutOfMemoryError e) {
      // The last when there is no memory for a thread more: the application must start all the
      // same.
      inert = true;
      status.warn("Events are not shipped: the appender cannot start", e);
    }
    // Started even when inert: Log4j would complain of each event given to a stopped appender.
    super.start();
  }

  private void open(AppenderSettings checked) {
    for (String warning : checked.warnings()) {
      status.warn(warning, null);
    }
    callerData = checked.callerData();
    manager =
        ZerobusManager.acquire(managerName, new ZerobusManager.Opening(opener, checked, status));
    holding.set(true);
  }

  private List<AppenderControl> findFallbacks() {
    List<AppenderControl> found = new ArrayList<>();
    for (AppenderRef ref : fallbackRefs) {
      Appender appender = configuration == null ? null : configuration.getAppender(ref.getRef());
      if (appender == null || appender == this) {
        status.warn("AppenderRef " + ref.getRef() + " names no other appender", null);
      } else {
        found.add(new AppenderControl(appender, ref.getLevel(), ref.getFilter()));
      }
    }
    return found;
  }

  private void reportWrongSetting(WrongSettingException e) {
    String message = e.getMessage() + ". Events are not shipped";
    if (settings.isStrict()) {
      status.error(message, null);
    } else {
      status.warn(message, null);
    }
  }

  /**
   * Delivers what is buffered, unless an appender of a new configuration goes on with it: within
   * {@code shutdownTimeout} and within the limit given here; 0 stands for no limit. Idempotent; may
   * be started again.
   */
  @Override
  public boolean stop(long timeout, TimeUnit timeUnit) {
    ZerobusManager held = manager;
    if (held != null && holding.compareAndSet(true, false)) {
      // Events that come meanwhile are counted as lost to the shutdown.
      held.stop(timeout, timeUnit);
    }
    return super.stop(timeout, timeUnit);
  }

  @Override
  public void append(LogEvent event) {
    ZerobusManager running = manager;
    boolean taken = running == null ? !inert : running.pipeline().append(event);
    if (taken) {
      return;
    }
    List<AppenderControl> others = fallbacks;
    for (int i = 0; i < others.size(); i++) { // no iterator: an event is dropped without garbage
      others.get(i).callAppender(event);
    }
    if (running != null && others.isEmpty() && !ignoreExceptions()) {
      throw new AppenderLoggingException(
          "Appender " + getName() + " has no place for the event in its buffer");
    }
  }

  /**
   * Waits until everything logged before this call is acknowledged by the service, or lost. Blocks.
   *
   * @return false when the time was over first
   */
  public boolean flush(Duration timeout) throws InterruptedException {
    ZerobusManager running = manager;
    return running == null || running.pipeline().flush(timeout);
  }

  AppenderSettings.Builder settings() {
    return settings;
  }

  /** Counts an event that an event of this appender has caused, which Log4j has kept back. */
  void dropIfNested() {
    ZerobusManager running = manager;
    if (running != null) {
      running.pipeline().dropIfNested();
    }
  }

  /** Whether loggers are to look for the line of code before they hand the event over. */
  @Override
  public boolean requiresLocation() {
    return callerData;
  }

  /** Collects what the configuration says. Not thread-safe; nothing is checked before the start. */
  public static final class Builder extends AbstractAppender.Builder<Builder>
      implements org.apache.logging.log4j.core.util.Builder<ZerobusAppender> {

    @PluginBuilderAttribute private @Nullable String serverEndpoint;
    @PluginBuilderAttribute private @Nullable String workspaceUrl;
    @PluginBuilderAttribute private @Nullable String tableName;
    @PluginBuilderAttribute private @Nullable String clientId;

    @PluginBuilderAttribute(sensitive = true)
    private @Nullable String clientSecret;

    @PluginBuilderAttribute private @Nullable String clientSecretFile;
    @PluginBuilderAttribute private @Nullable String headersProvider;
    @PluginBuilderAttribute private @Nullable String allowPlaintext;
    @PluginBuilderAttribute private @Nullable String tlsTrustFile;

    @PluginBuilderAttribute(sensitive = true)
    private @Nullable String tlsTrustPassword;

    @PluginBuilderAttribute private @Nullable String tlsCertificateFile;
    @PluginBuilderAttribute private @Nullable String tlsKeyFile;

    @PluginBuilderAttribute(sensitive = true)
    private @Nullable String tlsKeyPassword;

    @PluginBuilderAttribute private @Nullable String proxy;
    @PluginBuilderAttribute private @Nullable String enabled;
    @PluginBuilderAttribute private @Nullable String strict;
    @PluginBuilderAttribute private @Nullable String overflowPolicy;
    @PluginBuilderAttribute private @Nullable String blockTimeout;
    @PluginBuilderAttribute private @Nullable String bufferSize;
    @PluginBuilderAttribute private @Nullable String batchRecords;
    @PluginBuilderAttribute private @Nullable String batchSize;
    @PluginBuilderAttribute private @Nullable String linger;
    @PluginBuilderAttribute private @Nullable String streams;
    @PluginBuilderAttribute private @Nullable String maxRecordSize;
    @PluginBuilderAttribute private @Nullable String shutdownTimeout;
    @PluginBuilderAttribute private @Nullable String shutdownHook;
    @PluginBuilderAttribute private @Nullable String serviceName;
    @PluginBuilderAttribute private @Nullable String hostName;
    @PluginBuilderAttribute private @Nullable String keyValuesType;
    @PluginBuilderAttribute private @Nullable String mdcInclude;
    @PluginBuilderAttribute private @Nullable String mdcExclude;
    @PluginBuilderAttribute private @Nullable String callerData;
    @PluginBuilderAttribute private @Nullable String stackTraceMaxFrames;
    @PluginBuilderAttribute private @Nullable String stackTraceRootFirst;
    @PluginBuilderAttribute private @Nullable String rejectedFile;
    @PluginBuilderAttribute private @Nullable String metricsEnabled;

    @PluginElement("Field")
    private Field @Nullable [] fields;

    @PluginElement("AppenderRef")
    private AppenderRef @Nullable [] fallbacks;

    @PluginElement("ZerobusColumn")
    private Column @Nullable [] columns;

    @PluginElement("Promote")
    private Promote @Nullable [] promotions;

    @PluginElement("Mask")
    private Mask @Nullable [] masks;

    private final AppenderSettings.Builder settings = AppenderSettings.builder();
    private ZerobusManager.PipelineOpener opener = EventPipeline::start;

    private Builder() {}

    @Override
    public ZerobusAppender build() {
      forEachAttribute(settings::set);
      for (Field field : given(fields, new Field[0])) {
        settings.addField(field.name(), field.value());
      }
      for (Column column : given(columns, new Column[0])) {
        settings.addColumn(column.name(), column.as(), column.enabled());
      }
      for (Promote promotion : given(promotions, new Promote[0])) {
        settings.addPromotion(promotion.key(), promotion.as(), promotion.type());
      }
      for (Mask mask : given(masks, new Mask[0])) {
        settings.addMask(mask.key());
      }
      return new ZerobusAppender(this);
    }

    /** The same for appenders that can go on with each other's pipeline. */
    private String managerName() {
      SettingsFingerprint fingerprint = new SettingsFingerprint();
      forEachAttribute(fingerprint::add);
      addNested(fingerprint);
      fingerprint.addProperties(System.getProperties());
      return "Zerobus " + contextName() + "/" + getName() + " " + fingerprint.text();
    }

    /** Each with the number of its elements, so that none is taken for one of another kind. */
    private void addNested(SettingsFingerprint fingerprint) {
      Field[] allFields = given(fields, new Field[0]);
      fingerprint.add("field", String.valueOf(allFields.length));
      for (Field field : allFields) {
        fingerprint.add(String.valueOf(field.name()), field.value());
      }
      Column[] allColumns = given(columns, new Column[0]);
      fingerprint.add("column", String.valueOf(allColumns.length));
      for (Column column : allColumns) {
        fingerprint.add("name", column.name()).add("as", column.as());
        fingerprint.add("enabled", column.enabled());
      }
      Promote[] allPromotions = given(promotions, new Promote[0]);
      fingerprint.add("promote", String.valueOf(allPromotions.length));
      for (Promote promotion : allPromotions) {
        fingerprint.add("key", promotion.key()).add("as", promotion.as());
        fingerprint.add("type", promotion.type());
      }
      for (Mask mask : given(masks, new Mask[0])) {
        fingerprint.add("mask", mask.key());
      }
    }

    private static <T> T[] given(T @Nullable [] elements, T[] none) {
      return elements == null ? none : elements;
    }

    private String contextName() {
      LoggerContext context =
          getConfiguration() == null ? null : getConfiguration().getLoggerContext();
      return context == null ? "" : String.valueOf(context.getName());
    }

    private void forEachAttribute(BiConsumer<String, @Nullable String> action) {
      action.accept("serverEndpoint", serverEndpoint);
      action.accept("workspaceUrl", workspaceUrl);
      action.accept("tableName", tableName);
      action.accept("clientId", clientId);
      action.accept("clientSecret", clientSecret);
      action.accept("clientSecretFile", clientSecretFile);
      action.accept("headersProvider", headersProvider);
      action.accept("allowPlaintext", allowPlaintext);
      action.accept("tlsTrustFile", tlsTrustFile);
      action.accept("tlsTrustPassword", tlsTrustPassword);
      action.accept("tlsCertificateFile", tlsCertificateFile);
      action.accept("tlsKeyFile", tlsKeyFile);
      action.accept("tlsKeyPassword", tlsKeyPassword);
      action.accept("proxy", proxy);
      action.accept("enabled", enabled);
      action.accept("strict", strict);
      action.accept("overflowPolicy", overflowPolicy);
      action.accept("blockTimeout", blockTimeout);
      action.accept("bufferSize", bufferSize);
      action.accept("batchRecords", batchRecords);
      action.accept("batchSize", batchSize);
      action.accept("linger", linger);
      action.accept("streams", streams);
      action.accept("maxRecordSize", maxRecordSize);
      action.accept("shutdownTimeout", shutdownTimeout);
      action.accept("shutdownHook", shutdownHook);
      action.accept("serviceName", serviceName);
      action.accept("hostName", hostName);
      action.accept("keyValuesType", keyValuesType);
      action.accept("mdcInclude", mdcInclude);
      action.accept("mdcExclude", mdcExclude);
      action.accept("callerData", callerData);
      action.accept("stackTraceMaxFrames", stackTraceMaxFrames);
      action.accept("stackTraceRootFirst", stackTraceRootFirst);
      action.accept("rejectedFile", rejectedFile);
      action.accept("metricsEnabled", metricsEnabled);
    }

    /** To replace system properties and environment. */
    AppenderSettings.Builder settings() {
      return settings;
    }

    /** A pipeline of the test's. */
    Builder opener(ZerobusManager.PipelineOpener opener) {
      this.opener = opener;
      return this;
    }

    /**
     * The Zerobus endpoint, {@code https://host[:port]}; the scheme may be left out. Required.
     *
     * <p>{@code http://} is plaintext and allowed to this machine only, unless {@code
     * allowPlaintext}.
     */
    public Builder setServerEndpoint(@Nullable String serverEndpoint) {
      this.serverEndpoint = serverEndpoint;
      return this;
    }

    /** The URL of the workspace. Required; falls back to {@code DATABRICKS_HOST}. */
    public Builder setWorkspaceUrl(@Nullable String workspaceUrl) {
      this.workspaceUrl = workspaceUrl;
      return this;
    }

    /** The table, {@code catalog.schema.table}. Required. */
    public Builder setTableName(@Nullable String tableName) {
      this.tableName = tableName;
      return this;
    }

    /** The service principal. Required; falls back to {@code DATABRICKS_CLIENT_ID}. */
    public Builder setClientId(@Nullable String clientId) {
      this.clientId = clientId;
      return this;
    }

    /**
     * The service principal's secret. Falls back to {@code DATABRICKS_CLIENT_SECRET}; required
     * unless a file is named with {@link #setClientSecretFile}.
     */
    public Builder setClientSecret(@Nullable String clientSecret) {
      this.clientSecret = clientSecret;
      return this;
    }

    /** A file that holds the secret; it is read again for each token request. */
    public Builder setClientSecretFile(@Nullable String clientSecretFile) {
      this.clientSecretFile = clientSecretFile;
      return this;
    }

    /**
     * The class name of an own {@code io.zerobus.HeadersProvider}, public, with a public
     * constructor without arguments. With it, workspace, client id and secret are not needed.
     * Default: OAuth.
     */
    public Builder setHeadersProvider(@Nullable String headersProvider) {
      this.headersProvider = headersProvider;
      return this;
    }

    /** Whether {@code http://} to another machine is meant. Default {@code false}. */
    public Builder setAllowPlaintext(@Nullable String allowPlaintext) {
      this.allowPlaintext = allowPlaintext;
      return this;
    }

    /**
     * The only authorities to trust: a file in PEM, PKCS12 or JKS. Default: the platform's trust
     * store.
     */
    public Builder setTlsTrustFile(@Nullable String tlsTrustFile) {
      this.tlsTrustFile = tlsTrustFile;
      return this;
    }

    /**
     * The password of a store named with {@link #setTlsTrustFile}. Default: none. No system
     * property.
     */
    public Builder setTlsTrustPassword(@Nullable String tlsTrustPassword) {
      this.tlsTrustPassword = tlsTrustPassword;
      return this;
    }

    /**
     * Who we are, for mutual TLS: the certificate in PEM, with {@link #setTlsKeyFile}; or a PKCS12
     * or JKS store, with {@link #setTlsKeyPassword}. Default: nobody.
     */
    public Builder setTlsCertificateFile(@Nullable String tlsCertificateFile) {
      this.tlsCertificateFile = tlsCertificateFile;
      return this;
    }

    /**
     * The PKCS#8 key, in PEM, of the certificate named with {@link #setTlsCertificateFile}; it may
     * be the same file. Default: none.
     */
    public Builder setTlsKeyFile(@Nullable String tlsKeyFile) {
      this.tlsKeyFile = tlsKeyFile;
      return this;
    }

    /**
     * The password of the key, or of the store that holds it. Default: none. No system property.
     */
    public Builder setTlsKeyPassword(@Nullable String tlsKeyPassword) {
      this.tlsKeyPassword = tlsKeyPassword;
      return this;
    }

    /**
     * The HTTP proxy for all connections, {@code host:port}. Default: from the environment, {@code
     * https_proxy} and {@code no_proxy}.
     */
    public Builder setProxy(@Nullable String proxy) {
      this.proxy = proxy;
      return this;
    }

    /** The kill switch. Default {@code true}. */
    public Builder setEnabled(@Nullable String enabled) {
      this.enabled = enabled;
      return this;
    }

    /**
     * Whether a wrong setting is an ERROR in the status, which Log4j prints. Default {@code false}.
     */
    public Builder setStrict(@Nullable String strict) {
      this.strict = strict;
      return this;
    }

    /**
     * What happens when the buffer is full: {@code drop} (default) gives up the new event, {@code
     * drop-oldest} the oldest that are not under way, {@code drop-low-levels} keeps the last part
     * of the buffer for WARN and above, {@code block} waits.
     */
    public Builder setOverflowPolicy(@Nullable String overflowPolicy) {
      this.overflowPolicy = overflowPolicy;
      return this;
    }

    /**
     * The longest that {@code block} waits before it drops. Default {@code 1 s}; {@code 0} = for
     * ever.
     */
    public Builder setBlockTimeout(@Nullable String blockTimeout) {
      this.blockTimeout = blockTimeout;
      return this;
    }

    /**
     * The most bytes that wait for their acknowledgment. Default {@code 32 MiB}, at least 1 MiB.
     */
    public Builder setBufferSize(@Nullable String bufferSize) {
      this.bufferSize = bufferSize;
      return this;
    }

    /** The most records in a batch. Default {@code 1000}. */
    public Builder setBatchRecords(@Nullable String batchRecords) {
      this.batchRecords = batchRecords;
      return this;
    }

    /** The bytes that close a batch. Default {@code 64 KiB}. */
    public Builder setBatchSize(@Nullable String batchSize) {
      this.batchSize = batchSize;
      return this;
    }

    /** The longest that a record waits for its batch to fill. Default {@code 20 ms}. */
    public Builder setLinger(@Nullable String linger) {
      this.linger = linger;
      return this;
    }

    /** The most parallel streams to the table, 1 to 64. Default {@code 1}. */
    public Builder setStreams(@Nullable String streams) {
      this.streams = streams;
      return this;
    }

    /**
     * A larger record is cut. Default {@code 256 KiB}; 1 KiB to 9 MiB, at most a quarter of {@code
     * bufferSize}.
     */
    public Builder setMaxRecordSize(@Nullable String maxRecordSize) {
      this.maxRecordSize = maxRecordSize;
      return this;
    }

    /** The longest that stop may take to deliver what is buffered. Default {@code 5 s}. */
    public Builder setShutdownTimeout(@Nullable String shutdownTimeout) {
      this.shutdownTimeout = shutdownTimeout;
      return this;
    }

    /**
     * Whether the exit of the JVM delivers what is buffered although nobody stops Log4j. Default
     * {@code true}.
     */
    public Builder setShutdownHook(@Nullable String shutdownHook) {
      this.shutdownHook = shutdownHook;
      return this;
    }

    /** The value of column {@code service}. Default: found from the application. */
    public Builder setServiceName(@Nullable String serviceName) {
      this.serviceName = serviceName;
      return this;
    }

    /** The value of column {@code host}. Default: found from the machine. */
    public Builder setHostName(@Nullable String hostName) {
      this.hostName = hostName;
      return this;
    }

    /**
     * The type of column {@code key_values}: {@code map} (default), with texts as values, or {@code
     * variant}, which keeps the types.
     */
    public Builder setKeyValuesType(@Nullable String keyValuesType) {
      this.keyValuesType = keyValuesType;
      return this;
    }

    /**
     * The keys that get into column {@code mdc}, with commas between them; {@code *} stands for any
     * characters, {@code ?} for one. Upper and lower case differ. Default: all.
     */
    public Builder setMdcInclude(@Nullable String mdcInclude) {
      this.mdcInclude = mdcInclude;
      return this;
    }

    /**
     * The keys that do not get into column {@code mdc}, written as for {@link #setMdcInclude}.
     * Promotions and the ids of traces are still read. Default: none.
     */
    public Builder setMdcExclude(@Nullable String mdcExclude) {
      this.mdcExclude = mdcExclude;
      return this;
    }

    /**
     * Whether column {@code caller} is filled, which is slow. Default {@code false}. Asynchronous
     * loggers and appenders need {@code includeLocation} besides.
     */
    public Builder setCallerData(@Nullable String callerData) {
      this.callerData = callerData;
      return this;
    }

    /** The most frames of one throwable in column {@code stack_trace}. Default {@code 200}. */
    public Builder setStackTraceMaxFrames(@Nullable String stackTraceMaxFrames) {
      this.stackTraceMaxFrames = stackTraceMaxFrames;
      return this;
    }

    /** Whether {@code stack_trace} begins with the root cause. Default {@code false}. */
    public Builder setStackTraceRootFirst(@Nullable String stackTraceRootFirst) {
      this.stackTraceRootFirst = stackTraceRootFirst;
      return this;
    }

    /** A file for the records that the table has refused, at most 16 MiB. Default: none. */
    public Builder setRejectedFile(@Nullable String rejectedFile) {
      this.rejectedFile = rejectedFile;
      return this;
    }

    /** Whether there is an MBean {@code io.zerobus:type=LogShipper,…}. Default {@code true}. */
    public Builder setMetricsEnabled(@Nullable String metricsEnabled) {
      this.metricsEnabled = metricsEnabled;
      return this;
    }

    /** Static columns. */
    public Builder setFields(Field @Nullable ... fields) {
      this.fields = fields == null ? null : fields.clone();
      return this;
    }

    /** The fallback: what is dropped goes there. */
    public Builder setFallbacks(AppenderRef @Nullable ... fallbacks) {
      this.fallbacks = fallbacks == null ? null : fallbacks.clone();
      return this;
    }

    /** Default columns that are renamed or left out. Default: all, under their own names. */
    public Builder setColumns(Column @Nullable ... columns) {
      this.columns = columns == null ? null : columns.clone();
      return this;
    }

    /** Context data or message entries that get columns of their own. */
    public Builder setPromotions(Promote @Nullable ... promotions) {
      this.promotions = promotions == null ? null : promotions.clone();
      return this;
    }

    /** Keys of context data and message entries whose values are hidden. */
    public Builder setMasks(Mask @Nullable ... masks) {
      this.masks = masks == null ? null : masks.clone();
      return this;
    }
  }
}
