// SPDX-License-Identifier: Apache-2.0
package io.zerobus.logback;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.UnsynchronizedAppenderBase;
import ch.qos.logback.core.spi.AppenderAttachable;
import ch.qos.logback.core.spi.AppenderAttachableImpl;
import io.zerobus.log.AgentHandshake;
import io.zerobus.log.AppenderSettings;
import io.zerobus.log.EventMapper;
import io.zerobus.log.EventPipeline;
import io.zerobus.log.StatusSink;
import io.zerobus.log.WrongSettingException;
import java.time.Duration;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/**
 * Ships Logback's events to a Delta table.
 *
 * <p>Never waits for the network, unless {@code overflowPolicy} is {@code block} and the buffer is
 * full, and never throws. A wrong setting makes it inert, with one line in Logback's status; the
 * application always starts. Each setting may also be given as system property or environment
 * variable; what the configuration says wins. Thread-safe once it is started.
 *
 * <p>An {@code <appender-ref>} within it names a fallback, which gets the events that are dropped,
 * and all of them while a wrong setting makes this one inert. What {@code drop-oldest} gives up, or
 * the table refuses, comes too late for it.
 */
public final class ZerobusAppender extends UnsynchronizedAppenderBase<ILoggingEvent>
    implements AppenderAttachable<ILoggingEvent> {

  private final AppenderSettings.Builder settings = AppenderSettings.builder();
  private final StatusSink status = new StatusLog(this);
  private final PipelineOpener opener;
  private final AppenderAttachableImpl<ILoggingEvent> fallbacks = new AppenderAttachableImpl<>();

  /** Whether a wrong setting keeps this appender from shipping. */
  private volatile boolean inert;

  /**
   * Null before the first start and while inert. Kept after a stop: an event that is late still
   * finds the shipper while it lingers, or is counted as lost to the shutdown.
   */
  private volatile @Nullable EventPipeline<ILoggingEvent> pipeline;

  /**
   * What {@link #isStarted} says. Logback's own flag stays up after a stop: while a logger's next
   * appenders stop, this one still gets events, and without the flag Logback would throw them away
   * before they are counted.
   */
  private volatile boolean active;

  /** An appender without settings, as Logback makes it. */
  public ZerobusAppender() {
    this(EventPipeline::start);
  }

  /** An appender with a pipeline of the test's. */
  ZerobusAppender(PipelineOpener opener) {
    this.opener = opener;
  }

  /** Returns at once; the connection is made in the background. Idempotent. */
  @Override
  public void start() {
    if (isStarted()) {
      return;
    }
    inert = false;
    pipeline = null;
    try {
      if (settings.isEnabled()) {
        pipeline = open(settings.build());
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
    // Started even when inert: Logback would warn of each event given to a stopped appender.
    super.start();
    active = true;
  }

  @Override
  public boolean isStarted() {
    return active;
  }

  /**
   * Delivers what is buffered within {@code shutdownTimeout}. An event that comes later is shipped
   * while the shipper lingers, and counted as lost after that. Idempotent; may be started again.
   */
  @Override
  public void stop() {
    EventPipeline<ILoggingEvent> running = pipeline;
    if (running != null) {
      running.stop();
    }
    active = false;
  }

  @Override
  public void doAppend(ILoggingEvent event) {
    EventPipeline<ILoggingEvent> running = pipeline;
    if (running == null || !running.dropIfNested()) {
      super.doAppend(event);
    }
  }

  @Override
  protected void append(ILoggingEvent event) {
    EventPipeline<ILoggingEvent> running = pipeline;
    boolean taken = running == null ? !inert : running.append(event);
    if (!taken) {
      fallbacks.appendLoopOnAppenders(event);
    }
  }

  /**
   * Waits until everything logged before this call is acknowledged by the service, or lost. Blocks.
   *
   * @return false when the time was over first
   */
  public boolean flush(Duration timeout) throws InterruptedException {
    EventPipeline<ILoggingEvent> running = pipeline;
    return running == null || running.flush(timeout);
  }

  /** Adds a fallback: it gets the events that are dropped. */
  @Override
  public void addAppender(Appender<ILoggingEvent> fallback) {
    fallbacks.addAppender(fallback);
  }

  @Override
  public Iterator<Appender<ILoggingEvent>> iteratorForAppenders() {
    return fallbacks.iteratorForAppenders();
  }

  @Override
  public @Nullable Appender<ILoggingEvent> getAppender(String name) {
    return fallbacks.getAppender(name);
  }

  @Override
  public boolean isAttached(Appender<ILoggingEvent> appender) {
    return fallbacks.isAttached(appender);
  }

  @Override
  public void detachAndStopAllAppenders() {
    fallbacks.detachAndStopAllAppenders();
  }

  @Override
  public boolean detachAppender(Appender<ILoggingEvent> appender) {
    return fallbacks.detachAppender(appender);
  }

  @Override
  public boolean detachAppender(String name) {
    return fallbacks.detachAppender(name);
  }

  private EventPipeline<ILoggingEvent> open(AppenderSettings checked) {
    for (String warning : checked.warnings()) {
      status.warn(warning, null);
    }
    EventPipeline<ILoggingEvent> opened =
        opener.open(checked, status, new LoggingEventMapper(checked.callerData()));
    AgentHandshake.takeOver(Logger.class);
    return opened;
  }

  AppenderSettings.Builder settings() {
    return settings;
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
   * The Zerobus endpoint, {@code https://host[:port]}; the scheme may be left out. Required.
   *
   * <p>{@code http://} is plaintext and allowed to this machine only, unless {@code allowPlaintext}
   */
  public void setServerEndpoint(String serverEndpoint) {
    settings.set("serverEndpoint", serverEndpoint);
  }

  /** The URL of the workspace. Required; falls back to {@code DATABRICKS_HOST}. */
  public void setWorkspaceUrl(String workspaceUrl) {
    settings.set("workspaceUrl", workspaceUrl);
  }

  /** The table, {@code catalog.schema.table}. Required. */
  public void setTableName(String tableName) {
    settings.set("tableName", tableName);
  }

  /** The service principal. Required; falls back to {@code DATABRICKS_CLIENT_ID}. */
  public void setClientId(String clientId) {
    settings.set("clientId", clientId);
  }

  /**
   * The service principal's secret. Falls back to {@code DATABRICKS_CLIENT_SECRET}; required unless
   * a file is named with {@link #setClientSecretFile}.
   */
  public void setClientSecret(String clientSecret) {
    settings.set("clientSecret", clientSecret);
  }

  /** A file that holds the secret; it is read again for each token request. */
  public void setClientSecretFile(String clientSecretFile) {
    settings.set("clientSecretFile", clientSecretFile);
  }

  /**
   * The class name of an own {@code io.zerobus.HeadersProvider}, public, with a public constructor
   * without arguments. With it, workspace, client id and secret are not needed. Default: OAuth.
   */
  public void setHeadersProvider(String headersProvider) {
    settings.set("headersProvider", headersProvider);
  }

  /** Whether {@code http://} to another machine is meant. Default {@code false}. */
  public void setAllowPlaintext(String allowPlaintext) {
    settings.set("allowPlaintext", allowPlaintext);
  }

  /**
   * The only authorities to trust: a file in PEM, PKCS12 or JKS. Default: the platform's trust
   * store.
   */
  public void setTlsTrustFile(String tlsTrustFile) {
    settings.set("tlsTrustFile", tlsTrustFile);
  }

  /**
   * The password of a store named with {@link #setTlsTrustFile}. Default: none. No system property.
   */
  public void setTlsTrustPassword(String tlsTrustPassword) {
    settings.set("tlsTrustPassword", tlsTrustPassword);
  }

  /**
   * Who we are, for mutual TLS: the certificate in PEM, with {@link #setTlsKeyFile}; or a PKCS12 or
   * JKS store, with {@link #setTlsKeyPassword}. Default: nobody.
   */
  public void setTlsCertificateFile(String tlsCertificateFile) {
    settings.set("tlsCertificateFile", tlsCertificateFile);
  }

  /**
   * The PKCS#8 key, in PEM, of the certificate named with {@link #setTlsCertificateFile}; it may be
   * the same file. Default: none.
   */
  public void setTlsKeyFile(String tlsKeyFile) {
    settings.set("tlsKeyFile", tlsKeyFile);
  }

  /** The password of the key, or of the store that holds it. Default: none. No system property. */
  public void setTlsKeyPassword(String tlsKeyPassword) {
    settings.set("tlsKeyPassword", tlsKeyPassword);
  }

  /**
   * The HTTP proxy for all connections, {@code host:port}. Default: from the environment, {@code
   * https_proxy} and {@code no_proxy}.
   */
  public void setProxy(String proxy) {
    settings.set("proxy", proxy);
  }

  /** The kill switch. Default {@code true}. */
  public void setEnabled(String enabled) {
    settings.set("enabled", enabled);
  }

  /**
   * Whether a wrong setting is an ERROR in the status, on which Spring Boot refuses to start.
   * Default {@code false}.
   */
  public void setStrict(String strict) {
    settings.set("strict", strict);
  }

  /**
   * What happens when the buffer is full: {@code drop} (default) gives up the new event, {@code
   * drop-oldest} the oldest that are not under way, {@code drop-low-levels} keeps the last part of
   * the buffer for WARN and above, {@code block} waits.
   */
  public void setOverflowPolicy(String overflowPolicy) {
    settings.set("overflowPolicy", overflowPolicy);
  }

  /**
   * The longest that {@code block} waits before it drops. Default {@code 1 s}; {@code 0} = for
   * ever.
   */
  public void setBlockTimeout(String blockTimeout) {
    settings.set("blockTimeout", blockTimeout);
  }

  /** The most bytes that wait for their acknowledgment. Default {@code 32 MiB}, at least 1 MiB. */
  public void setBufferSize(String bufferSize) {
    settings.set("bufferSize", bufferSize);
  }

  /** The most records in a batch. Default {@code 1000}. */
  public void setBatchRecords(String batchRecords) {
    settings.set("batchRecords", batchRecords);
  }

  /** The bytes that close a batch. Default {@code 64 KiB}. */
  public void setBatchSize(String batchSize) {
    settings.set("batchSize", batchSize);
  }

  /** The longest that a record waits for its batch to fill. Default {@code 20 ms}. */
  public void setLinger(String linger) {
    settings.set("linger", linger);
  }

  /** The most parallel streams to the table, 1 to 64. Default {@code 1}. */
  public void setStreams(String streams) {
    settings.set("streams", streams);
  }

  /**
   * A larger record is cut. Default {@code 256 KiB}; 1 KiB to 9 MiB, at most a quarter of {@code
   * bufferSize}.
   */
  public void setMaxRecordSize(String maxRecordSize) {
    settings.set("maxRecordSize", maxRecordSize);
  }

  /** The longest that stop may take to deliver what is buffered. Default {@code 5 s}. */
  public void setShutdownTimeout(String shutdownTimeout) {
    settings.set("shutdownTimeout", shutdownTimeout);
  }

  /**
   * Whether the exit of the JVM delivers what is buffered although nobody stops Logback. Default
   * {@code true}.
   */
  public void setShutdownHook(String shutdownHook) {
    settings.set("shutdownHook", shutdownHook);
  }

  /** The value of column {@code service}. Default: found from the application. */
  public void setServiceName(String serviceName) {
    settings.set("serviceName", serviceName);
  }

  /** The value of column {@code host}. Default: found from the machine. */
  public void setHostName(String hostName) {
    settings.set("hostName", hostName);
  }

  /**
   * The type of column {@code key_values}: {@code map} (default), with texts as values, or {@code
   * variant}, which keeps the types.
   */
  public void setKeyValuesType(String keyValuesType) {
    settings.set("keyValuesType", keyValuesType);
  }

  /**
   * The keys that get into column {@code mdc}, with commas between them; {@code *} stands for any
   * characters, {@code ?} for one. Upper and lower case differ. Default: all.
   */
  public void setMdcInclude(String mdcInclude) {
    settings.set("mdcInclude", mdcInclude);
  }

  /**
   * The keys that do not get into column {@code mdc}, written as for {@link #setMdcInclude}.
   * Promotions and the ids of traces are still read. Default: none.
   */
  public void setMdcExclude(String mdcExclude) {
    settings.set("mdcExclude", mdcExclude);
  }

  /** Whether column {@code caller} is filled, which is slow. Default {@code false}. */
  public void setCallerData(String callerData) {
    settings.set("callerData", callerData);
  }

  /** The most frames of one throwable in column {@code stack_trace}. Default {@code 200}. */
  public void setStackTraceMaxFrames(String stackTraceMaxFrames) {
    settings.set("stackTraceMaxFrames", stackTraceMaxFrames);
  }

  /** Whether {@code stack_trace} begins with the root cause. Default {@code false}. */
  public void setStackTraceRootFirst(String stackTraceRootFirst) {
    settings.set("stackTraceRootFirst", stackTraceRootFirst);
  }

  /** A file for the records that the table has refused, at most 16 MiB. Default: none. */
  public void setRejectedFile(String rejectedFile) {
    settings.set("rejectedFile", rejectedFile);
  }

  /** Whether there is an MBean {@code io.zerobus:type=LogShipper,…}. Default {@code true}. */
  public void setMetricsEnabled(String metricsEnabled) {
    settings.set("metricsEnabled", metricsEnabled);
  }

  /** A static column; repeatable. */
  public void addField(Field field) {
    settings.addField(field.name(), field.value());
  }

  /** Renames a default column or leaves it out; repeatable. Default: all, under their own names. */
  public void addColumn(Column column) {
    settings.addColumn(column.name(), column.as(), column.enabled());
  }

  /** Gives an MDC or key-value entry a column of its own; repeatable. */
  public void addPromote(Promote promote) {
    settings.addPromotion(promote.key(), promote.as(), promote.type());
  }

  /** Hides the values of the MDC and key-value entries with such a key; repeatable. */
  public void addMask(Mask mask) {
    settings.addMask(mask.key());
  }

  /** Makes the pipeline of an appender that starts. */
  interface PipelineOpener {
    EventPipeline<ILoggingEvent> open(
        AppenderSettings settings, StatusSink status, EventMapper<ILoggingEvent> mapper);
  }
}
