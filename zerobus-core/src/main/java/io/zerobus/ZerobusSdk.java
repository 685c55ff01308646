// SPDX-License-Identifier: Apache-2.0
package io.zerobus;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.grpc.Status;
import io.zerobus.DiagnosticListener.Kind;
import io.zerobus.auth.ProviderHeaders;
import io.zerobus.auth.TokenCache;
import io.zerobus.auth.TokenListener;
import io.zerobus.ingest.Endpoint;
import io.zerobus.ingest.Failure;
import io.zerobus.ingest.HeadersSource;
import io.zerobus.ingest.TransportOptions;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Opens streams of records into Delta tables over the Zerobus Ingest protocol. Thread-safe; one for
 * an application is enough. Connects with the first stream only.
 *
 * <pre>{@code
 * try (ZerobusSdk sdk = new ZerobusSdk(serverEndpoint, workspaceUrl);
 *     ZerobusStream stream =
 *         sdk.createStream(clientId, clientSecret, TableProperties.json("main.default.air_quality"))) {
 *   stream.ingestRecord("{\"device_name\":\"sensor-1\",\"temp\":22}").waitForAck();
 * }
 * }</pre>
 *
 * <p>Streams of one SDK share its tokens: one request an hour for each client and table. Each has a
 * connection of its own.
 */
public final class ZerobusSdk implements AutoCloseable {
  private final Endpoint server;
  private final @Nullable Endpoint workspace; // null when only headers providers are used
  private final TransportOptions transportOptions;
  private final Diagnostics diagnostics;
  private final StreamSource.Service service;
  private final StreamChurn churn = new StreamChurn(System::nanoTime);
  private final Set<ZerobusStream> streams = ConcurrentHashMap.newKeySet();
  private volatile boolean closed;

  /**
   * An SDK for one workspace, with all defaults of {@link #builder}.
   *
   * @param serverEndpoint the Zerobus endpoint, e.g. {@code
   *     1234567890.zerobus.eu-west-1.cloud.databricks.com}; {@code https} unless it says {@code
   *     http://}, which is plaintext and taken for this machine only
   * @param workspaceUrl the workspace, where tokens come from
   * @throws NonRetriableException when one of them is no such address
   */
  public ZerobusSdk(String serverEndpoint, String workspaceUrl) {
    this(builder().serverEndpoint(serverEndpoint).workspaceUrl(workspaceUrl));
  }

  private ZerobusSdk(Builder builder) {
    this.server = builder.checkedServer();
    this.workspace = builder.checkedWorkspace();
    this.transportOptions = builder.transportOptions(server, workspace);
    this.diagnostics = new Diagnostics(builder.checkedListener(), System::nanoTime);
    this.service =
        new StreamSource.Service(
            server,
            transportOptions,
            workspace == null
                ? null
                : new TokenCache(workspace, server, transportOptions, new TokenDiagnostics()));
  }

  /** Collects what an SDK needs; the two addresses at least. */
  public static Builder builder() {
    return new Builder();
  }

  // ---- streams ---------------------------------------------------------------------------------

  /** As the method with options, with {@link StreamConfigurationOptions#defaults}. */
  public ZerobusStream createStream(
      String clientId, String clientSecret, TableProperties tableProperties) {
    return createStream(
        clientId, clientSecret, tableProperties, StreamConfigurationOptions.defaults());
  }

  /**
   * Opens a stream with a token for a service principal. Blocks until the service has opened it or
   * the options' attempts are used up: about {@code recoveryTimeout} times {@code recoveryRetries}
   * + 1, and the pauses between.
   *
   * @param clientId of the service principal
   * @param clientSecret kept in memory for later tokens; in no message and no {@code toString}
   * @throws NonRetriableException when an argument is wrong, or the service refuses: wrong secret,
   *     missing table or grant, a descriptor that does not fit
   * @throws ZerobusException when the service could not be reached, naming endpoint, attempts and
   *     the last cause; when the SDK is closed, or the thread is interrupted
   */
  public ZerobusStream createStream(
      String clientId,
      String clientSecret,
      TableProperties tableProperties,
      StreamConfigurationOptions options) {
    return open(oauthSource(clientId, clientSecret, tableProperties, options));
  }

  /** As {@link #createStreamAsync(String, String, TableProperties, StreamConfigurationOptions)}. */
  public CompletableFuture<ZerobusStream> createStreamAsync(
      String clientId, String clientSecret, TableProperties tableProperties) {
    return createStreamAsync(
        clientId, clientSecret, tableProperties, StreamConfigurationOptions.defaults());
  }

  /**
   * Opens a stream without blocking. To cancel the future abandons the stream. Never throws: all
   * failures, as of {@link #createStream(String, String, TableProperties,
   * StreamConfigurationOptions)}, are in the future. Its dependents run on the stream's thread
   * {@code zerobus-completion-<table>}: they must not wait for other futures of the stream.
   */
  public CompletableFuture<ZerobusStream> createStreamAsync(
      String clientId,
      String clientSecret,
      TableProperties tableProperties,
      StreamConfigurationOptions options) {
    return openAsync(() -> oauthSource(clientId, clientSecret, tableProperties, options));
  }

  /** As the method with options, with {@link StreamConfigurationOptions#defaults}. */
  public ZerobusStream createStream(
      HeadersProvider headersProvider, TableProperties tableProperties) {
    return createStream(headersProvider, tableProperties, StreamConfigurationOptions.defaults());
  }

  /**
   * Opens a stream with headers of the application's own; otherwise as {@link #createStream(String,
   * String, TableProperties, StreamConfigurationOptions)}.
   *
   * @throws NonRetriableException also when the provider leaves out a required header, or gives one
   *     that no header may be
   */
  public ZerobusStream createStream(
      HeadersProvider headersProvider,
      TableProperties tableProperties,
      StreamConfigurationOptions options) {
    return open(providerSource(headersProvider, tableProperties, options));
  }

  /** As the method with options, with {@link StreamConfigurationOptions#defaults}. */
  public CompletableFuture<ZerobusStream> createStreamAsync(
      HeadersProvider headersProvider, TableProperties tableProperties) {
    return createStreamAsync(
        headersProvider, tableProperties, StreamConfigurationOptions.defaults());
  }

  /** Opens a stream with headers of the application's own, without blocking. */
  public CompletableFuture<ZerobusStream> createStreamAsync(
      HeadersProvider headersProvider,
      TableProperties tableProperties,
      StreamConfigurationOptions options) {
    return openAsync(() -> providerSource(headersProvider, tableProperties, options));
  }

  /**
   * Opens a stream like one that has ended, and sends what that one could not deliver, in the same
   * order and batches, before anything else. Logical offsets begin with 0 again. Blocks as {@link
   * #createStream(String, String, TableProperties, StreamConfigurationOptions)}; the records are
   * then sent in the background. The ended stream keeps its unacknowledged records to be read, but
   * the SDK's close no longer complains of them.
   *
   * @param ended a stream of this SDK or another, closed or failed
   * @throws NonRetriableException {@code FAILED_PRECONDITION} while it has not ended
   * @throws ZerobusException as to create one
   */
  public ZerobusStream recreateStream(ZerobusStream ended) {
    List<List<byte[]>> records = unacknowledged(ended);
    ZerobusStream next = open(ended.source().at(service), records);
    ended.handedOver();
    return next;
  }

  /** As {@link #recreateStream}, without blocking; see {@link #createStreamAsync}. */
  public CompletableFuture<ZerobusStream> recreateStreamAsync(ZerobusStream ended) {
    List<List<byte[]>> records;
    try {
      records = unacknowledged(ended);
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
    return openAsync(() -> ended.source().at(service), records, ended::handedOver);
  }

  private static List<List<byte[]>> unacknowledged(@Nullable ZerobusStream ended) {
    if (ended == null) {
      throw NonRetriableException.argument("the stream is null");
    }
    if (!ended.hasEnded()) {
      throw NonRetriableException.state(
          "a stream can be recreated once it has ended; it is " + ended.getState());
    }
    return ended.unacknowledged();
  }

  // ---- opening ---------------------------------------------------------------------------------

  private StreamSource oauthSource(
      String clientId,
      String clientSecret,
      TableProperties table,
      StreamConfigurationOptions options) {
    TokenCache unused = service.requireTokens();
    require("clientId", clientId);
    require("clientSecret", clientSecret);
    checkStreamArguments(table, options);
    String tableName = table.getTableName();
    return new StreamSource(
        service,
        at -> at.requireTokens().headers(tableName, clientId, clientSecret),
        table,
        options);
  }

  private StreamSource providerSource(
      HeadersProvider provider, TableProperties table, StreamConfigurationOptions options) {
    if (provider == null) {
      throw NonRetriableException.argument("the headers provider is null");
    }
    checkStreamArguments(table, options);
    return new StreamSource(
        service,
        at ->
            new ProviderHeaders(
                provider::getHeaders,
                provider::onRefused,
                NonRetriableException.class::isInstance,
                table.getTableName()),
        table,
        options);
  }

  /** For {@link OAuthHeadersProvider}, with the tokens that the streams of this SDK share. */
  HeadersSource headers(String tableName, String clientId, String clientSecret) {
    return service.requireTokens().headers(tableName, clientId, clientSecret);
  }

  static void require(String name, @Nullable String value) {
    if (value == null || value.isEmpty()) {
      throw NonRetriableException.argument(name + " is " + (value == null ? "null" : "empty"));
    }
  }

  private static void checkStreamArguments(
      @Nullable TableProperties table, @Nullable StreamConfigurationOptions options) {
    if (table == null || options == null) {
      throw NonRetriableException.argument(
          (table == null ? "the table properties are" : "the options are") + " null");
    }
    RecordType wanted = options.recordType();
    if (wanted != null && wanted != table.getRecordType()) {
      throw NonRetriableException.argument(
          "recordType is "
              + wanted
              + ", but the properties of "
              + table.getTableName()
              + " say "
              + table.getRecordType());
    }
  }

  private ZerobusStream open(StreamSource source) {
    return open(source, List.of());
  }

  private ZerobusStream open(StreamSource source, List<List<byte[]>> records) {
    ZerobusStream stream = start(source, records);
    try {
      stream.life().awaitDecision();
    } catch (InterruptedException e) {
      stream.abandon();
      Thread.currentThread().interrupt();
      throw new ZerobusException(
          "interrupted while opening a stream to " + source, Status.Code.CANCELLED, true, e);
    }
    ZerobusException failure = failureToOpen(stream);
    if (failure != null) {
      throw failure;
    }
    return stream;
  }

  private CompletableFuture<ZerobusStream> openAsync(Supplier<StreamSource> source) {
    return openAsync(source, List.of(), () -> {});
  }

  private CompletableFuture<ZerobusStream> openAsync(
      Supplier<StreamSource> source, List<List<byte[]>> records, Runnable onOpened) {
    ZerobusStream stream;
    try {
      stream = start(source.get(), records);
    } catch (Throwable e) {
      return CompletableFuture.failedFuture(e);
    }
    CompletableFuture<ZerobusStream> result = new CompletableFuture<>();
    CompletableFuture<Void> decided =
        stream.life().decision().thenRun(() -> decide(stream, result, onOpened));
    CompletableFuture<ZerobusStream> unused =
        result.whenComplete(
            (opened, error) -> {
              if (result.isCancelled()) {
                decided.cancel(false);
                stream.abandon();
              }
            });
    return result;
  }

  private static void decide(
      ZerobusStream stream, CompletableFuture<ZerobusStream> result, Runnable onOpened) {
    ZerobusException failure = failureToOpen(stream);
    if (failure == null && !result.isDone()) {
      onOpened.run();
    }
    boolean taken =
        failure == null ? result.complete(stream) : result.completeExceptionally(failure);
    if (!taken) {
      stream.abandon();
    }
  }

  /** Null when the stream is open. */
  TableProperties tableProperties(String clientId, String clientSecret, String tableName) {
    Endpoint asked = workspace;
    if (asked == null) {
      throw NonRetriableException.argument(
          "workspaceUrl is not set: tables come from the workspace");
    }
    return TableProperties.fetch(asked, clientId, clientSecret, tableName, transportOptions);
  }

  private static @Nullable ZerobusException failureToOpen(ZerobusStream stream) {
    Failure failure = stream.failure();
    if (failure != null) {
      stream.abandon();
      return ZerobusException.of("no stream to " + stream.source(), failure);
    }
    if (stream.getState() == StreamState.CLOSED || stream.getStreamId().isEmpty()) {
      stream.abandon();
      return stream.ended("no stream");
    }
    return null;
  }

  private ZerobusStream start(StreamSource source, List<List<byte[]>> records) {
    if (closed) {
      throw closedAlready();
    }
    if (churn.opened(source.table().getTableName())) {
      diagnostics.tell(
          Level.WARNING,
          Kind.STREAM_CHURN,
          source
              + ": "
              + StreamChurn.LIMIT
              + " streams opened within a minute; keep one open and send many records over it",
          null);
    }
    ZerobusStream stream = ZerobusStream.start(source, diagnostics, this::forgetSettled);
    streams.add(stream);
    forgetSettled(stream); // it may have ended before it was added
    if (closed) { // by another thread, which may not have seen this stream
      stream.abandon();
      throw closedAlready();
    }
    try {
      stream.replay(records);
    } catch (RuntimeException e) {
      stream.abandon();
      throw e;
    }
    return stream;
  }

  private void forgetSettled(ZerobusStream stream) {
    if (stream.isSettled()) {
      streams.remove(stream);
    }
  }

  private static ZerobusException closedAlready() {
    return NonRetriableException.state("the SDK is closed");
  }

  /**
   * Closes all streams, together, each within its {@code flushTimeout}, and what they shared.
   * Blocks as {@link ZerobusStream#close} does. After it no thread, socket or timer of the SDK is
   * left. Idempotent.
   *
   * @throws ZerobusException when records of a stream that was not closed before are left
   *     unacknowledged, also one that had failed; further ones are its suppressed exceptions
   */
  @Override
  public void close() {
    closed = true;
    streams.forEach(ZerobusStream::requestClose);
    ZerobusException first = null;
    for (ZerobusStream stream : streams) {
      try {
        stream.close();
      } catch (ZerobusException e) {
        if (first == null) {
          first = e;
        } else {
          first.addSuppressed(e);
        }
      }
    }
    if (service.tokens != null) {
      service.tokens.close();
    }
    diagnostics.close();
    if (first != null) {
      throw first;
    }
  }

  @Override
  public String toString() {
    return "ZerobusSdk{" + server + "}";
  }

  /** Tells token requests. */
  private final class TokenDiagnostics implements TokenListener {
    @Override
    public void onGranted(String tableName, long lifetimeSeconds) {
      diagnostics.tell(
          Level.INFO,
          Kind.TOKEN_REFRESHED,
          tableName + ": new token from " + workspace + ", for " + lifetimeSeconds + " s",
          null);
    }

    @Override
    public void onFailed(String tableName, Throwable reason) {
      diagnostics.tell(
          Level.WARNING, Kind.TOKEN_FAILED, tableName + ": " + reason.getMessage(), reason);
    }
  }

  // ---- builder ---------------------------------------------------------------------------------

  /** Collects what an SDK needs. Not thread-safe; {@link #build} checks all of it. */
  public static final class Builder {
    private @Nullable String serverEndpoint;
    private @Nullable String workspaceUrl;
    private boolean allowPlaintext;
    private DiagnosticListener diagnosticListener = new SystemLoggerListener();
    private final TransportOptions.Builder transport = TransportOptions.builder();

    private Builder() {}

    /** The Zerobus endpoint, with or without {@code https://}. Required. */
    public Builder serverEndpoint(String serverEndpoint) {
      this.serverEndpoint = serverEndpoint;
      return this;
    }

    /**
     * The workspace, where tokens and tables come from. Required, unless all streams use a {@link
     * HeadersProvider}.
     */
    public Builder workspaceUrl(String workspaceUrl) {
      this.workspaceUrl = workspaceUrl;
      return this;
    }

    /**
     * Allows {@code http://}, which is plaintext, to another machine: records and secrets can be
     * read on the way. Default false; to this machine it is always allowed.
     */
    public Builder allowPlaintext(boolean allowPlaintext) {
      this.allowPlaintext = allowPlaintext;
      return this;
    }

    /**
     * Stands behind name and version of this SDK in the {@code user-agent}, e.g. {@code
     * orders/1.4}. Default: none.
     */
    public Builder applicationName(String applicationName) {
      checked(() -> transport.applicationName(applicationName));
      return this;
    }

    /** As {@link #trustFile(Path, char[])}, without a password. */
    public Builder trustFile(Path file) {
      return trustFile(file, null);
    }

    /**
     * The only authorities to trust, for the service and the workspace: a PEM file with one or more
     * certificates, or a PKCS12 or JKS store; its content decides. Read by {@link #build}. Default:
     * the trust store of the platform.
     *
     * @param password of a store; null if there is none
     */
    public Builder trustFile(Path file, char @Nullable [] password) {
      checked(() -> transport.trustFile(file, password));
      return this;
    }

    /**
     * Who we are, for mutual TLS: a PEM file with the certificate and those between it and the
     * authority, and a PEM file with its PKCS#8 key; both may be one file. Read by {@link #build}.
     * Default: none.
     *
     * @param keyPassword of an encrypted key; null if it is not encrypted
     */
    public Builder clientCertificate(
        Path certificateChain, Path privateKey, char @Nullable [] keyPassword) {
      checked(() -> transport.clientCertificate(certificateChain, privateKey, keyPassword));
      return this;
    }

    /**
     * Who we are, for mutual TLS, from a PKCS12 or JKS store; not together with {@link
     * #clientCertificate}. Read by {@link #build}. Default: none.
     *
     * @param password of the store and of the key in it
     */
    public Builder clientKeyStore(Path file, char[] password) {
      checked(() -> transport.clientKeyStore(file, password));
      return this;
    }

    /**
     * The HTTP proxy for all connections: {@code host:port} or {@code
     * http://user:password@host:port}. It is asked for tunnels (CONNECT). Default: from the
     * environment, for records the first of {@code grpc_proxy}, {@code https_proxy}, {@code
     * http_proxy}, for tokens the one of their scheme, in lower or upper case, but for hosts in
     * {@code no_proxy} ({@code no_grpc_proxy}); if none is named there, the JVM's properties.
     *
     * @throws NonRetriableException when it is no proxy; credentials are not quoted
     */
    public Builder proxy(String proxy) {
      checked(() -> transport.proxy(proxy));
      return this;
    }

    /** No proxy, whatever the environment and the JVM's properties say. */
    public Builder noProxy() {
      transport.noProxy();
      return this;
    }

    /** Is told the life of the streams. Default: the {@link System.Logger} {@code io.zerobus}. */
    public Builder diagnosticListener(DiagnosticListener listener) {
      this.diagnosticListener = listener;
      return this;
    }

    /**
     * The SDK; it does not connect yet.
     *
     * @throws NonRetriableException naming the option and its value when one is wrong
     */
    public ZerobusSdk build() {
      return new ZerobusSdk(this);
    }

    private Endpoint checkedServer() {
      return endpoint("server endpoint", serverEndpoint, allowPlaintext);
    }

    private DiagnosticListener checkedListener() {
      if (diagnosticListener == null) {
        throw NonRetriableException.argument(
            "diagnosticListener is null; to hear nothing use DiagnosticListener.none()");
      }
      return diagnosticListener;
    }

    private @Nullable Endpoint checkedWorkspace() {
      return workspaceUrl == null ? null : endpoint("workspace URL", workspaceUrl, allowPlaintext);
    }

    private TransportOptions transportOptions(Endpoint server, @Nullable Endpoint workspace) {
      return checked(
          () -> {
            TransportOptions options = transport.build();
            // Looked up once more for each stream; what is wrong is better said now.
            options.proxies().forGrpc(server);
            if (workspace != null) {
              options.proxies().forHttp(workspace);
            }
            return options;
          });
    }

    @CanIgnoreReturnValue
    private static <T> T checked(Supplier<T> option) {
      try {
        return option.get();
      } catch (IllegalArgumentException e) {
        throw NonRetriableException.argument(String.valueOf(e.getMessage()));
      }
    }

    static Endpoint endpoint(String what, @Nullable String text, boolean allowPlaintext) {
      if (text == null) {
        throw NonRetriableException.argument(what + " is not set");
      }
      Endpoint endpoint;
      try {
        endpoint = Endpoint.parse(text);
      } catch (IllegalArgumentException e) {
        throw NonRetriableException.argument(what + ": " + e.getMessage());
      }
      if (endpoint.isPlaintext() && !endpoint.isLoopback() && !allowPlaintext) {
        throw NonRetriableException.argument(
            what
                + " "
                + endpoint
                + ": http:// would send records and secrets unencrypted to another machine; use"
                + " https://, or set allowPlaintext");
      }
      return endpoint;
    }
  }
}
