// SPDX-License-Identifier: Apache-2.0
package io.zerobus.auth;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.zerobus.ingest.DaemonThreads;
import io.zerobus.ingest.Endpoint;
import io.zerobus.ingest.HeadersSource;
import io.zerobus.ingest.TransportOptions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The tokens of one SDK, by client, secret and table, so that many streams to a table ask the
 * workspace once an hour and not once each. Thread-safe; requests run on up to four threads {@code
 * zerobus-auth-n}, which are there only while they are needed.
 */
public final class TokenCache implements AutoCloseable {
  /** Clients times tables kept; beyond, the one not used for longest is forgotten. */
  static final int MAX_ENTRIES = 1_000;

  private static final int MAX_THREADS = 4;
  private static final long CLOSE_MILLIS = 500;

  private final Endpoint workspace;
  private final Endpoint server;
  private final TransportOptions transport;
  private final TokenListener listener;
  private final ThreadPoolExecutor executor;
  private final Object lock = new Object();

  @GuardedBy("lock")
  private final Map<String, Source> byKey = new LinkedHashMap<>(16, 0.75f, true);

  /** All that may have a request under way. */
  private final Set<TokenEndpoint> endpoints = ConcurrentHashMap.newKeySet();

  /**
   * @param workspace where {@code /oidc/v1/token} is
   * @param server the Zerobus endpoint, whose first label is the workspace id
   */
  public TokenCache(
      Endpoint workspace, Endpoint server, TransportOptions transport, TokenListener listener) {
    this.workspace = workspace;
    this.server = server;
    this.transport = transport;
    this.listener = listener;
    this.executor =
        new ThreadPoolExecutor(
            MAX_THREADS,
            MAX_THREADS,
            1,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            DaemonThreads.named("zerobus-auth"));
    executor.allowCoreThreadTimeOut(true);
  }

  /**
   * Headers for streams to a table; all with the same client, secret and table share their tokens.
   * To close them ends nothing here.
   */
  public HeadersSource headers(String tableName, String clientId, String clientSecret) {
    String key = clientId + '\n' + hash(clientSecret) + '\n' + tableName;
    synchronized (lock) {
      Source source = byKey.get(key);
      if (source == null) {
        source = source(tableName, clientId, () -> clientSecret);
        byKey.put(key, source);
        if (byKey.size() > MAX_ENTRIES) {
          Iterator<Source> oldest = byKey.values().iterator();
          endpoints.remove(oldest.next().endpoint);
          oldest.remove();
        }
      }
      return new OAuthHeaders(tableName, source.tokens, () -> {});
    }
  }

  /** Tokens that nobody shares. */
  CachedTokens tokens(String tableName, String clientId, SecretSource secret) {
    return source(tableName, clientId, secret).tokens;
  }

  private Source source(String tableName, String clientId, SecretSource secret) {
    TokenEndpoint endpoint =
        new TokenEndpoint(
            workspace,
            TokenGrant.ingest(server, tableName),
            clientId,
            secret,
            transport,
            System::nanoTime);
    endpoints.add(endpoint);
    return new Source(
        endpoint, new CachedTokens(() -> request(endpoint, tableName), executor, System::nanoTime));
  }

  private Token request(TokenEndpoint endpoint, String tableName) {
    Token token;
    try {
      token = endpoint.request();
    } catch (RuntimeException e) {
      listener.onFailed(tableName, e);
      throw e;
    }
    listener.onGranted(tableName, token.lifetimeSeconds());
    return token;
  }

  /** Keys may end up in a debugger or a message; secrets must not. */
  private static String hash(String secret) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(secret.getBytes(UTF_8));
      return Base64.getEncoder().encodeToString(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("each Java platform has SHA-256", e);
    }
  }

  /** Gives up requests under way; ends the threads. Idempotent. */
  @Override
  public void close() {
    executor.shutdownNow();
    // To be interrupted does not end a wait for the network.
    endpoints.forEach(TokenEndpoint::close);
    DaemonThreads.awaitEnd(executor, CLOSE_MILLIS);
  }

  private static final class Source {
    final TokenEndpoint endpoint;
    final CachedTokens tokens;

    Source(TokenEndpoint endpoint, CachedTokens tokens) {
      this.endpoint = endpoint;
      this.tokens = tokens;
    }
  }
}
