// SPDX-License-Identifier: Apache-2.0
package io.zerobus.auth;

import io.zerobus.ingest.DaemonThreads;
import io.zerobus.ingest.Endpoint;
import io.zerobus.ingest.HeadersSource;
import io.zerobus.ingest.RequestHeaders;
import io.zerobus.ingest.TransportOptions;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The two headers of a Zerobus call from OAuth client credentials. Thread-safe; requests run on a
 * thread {@code zerobus-auth-1} that is there only while it is needed.
 */
public final class OAuthHeaders implements HeadersSource, AutoCloseable {
  /** Metadata key that routes a call to its table. */
  public static final String TABLE_HEADER = "x-databricks-zerobus-table-name";

  private final String tableName;
  private final TokenEndpoint endpoint;
  private final CachedTokens tokens;
  private final ThreadPoolExecutor executor;

  // Written by whoever asks for headers; the latest pair is the one that a refusal can mean.
  private volatile @Nullable Issue lastIssue;

  private OAuthHeaders(
      String tableName, TokenEndpoint endpoint, CachedTokens tokens, ThreadPoolExecutor executor) {
    this.tableName = tableName;
    this.endpoint = endpoint;
    this.tokens = tokens;
    this.executor = executor;
  }

  /**
   * Prepares; the first request is made when headers are asked for.
   *
   * @param workspace where {@code /oidc/v1/token} is
   * @param server the Zerobus endpoint, whose first label is the workspace id
   * @param tableName {@code catalog.schema.table}
   */
  public static OAuthHeaders create(
      Endpoint workspace,
      Endpoint server,
      String tableName,
      String clientId,
      SecretSource secret,
      TransportOptions transport) {
    TokenEndpoint endpoint =
        new TokenEndpoint(
            workspace,
            TokenGrant.ingest(server, tableName),
            clientId,
            secret,
            transport,
            System::nanoTime);
    ThreadPoolExecutor executor =
        new ThreadPoolExecutor(
            0,
            1,
            1,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            DaemonThreads.named("zerobus-auth"));
    return new OAuthHeaders(
        tableName,
        endpoint,
        new CachedTokens(endpoint::request, executor, System::nanoTime),
        executor);
  }

  @Override
  public CompletionStage<RequestHeaders> headers() {
    return tokens.token().thenApply(this::issue);
  }

  private RequestHeaders issue(Token token) {
    Issue last = lastIssue;
    if (last != null && last.token == token) {
      return last.headers;
    }
    RequestHeaders headers =
        new RequestHeaders(
            Map.of("authorization", "Bearer " + token.value(), TABLE_HEADER, tableName));
    lastIssue = new Issue(headers, token);
    return headers;
  }

  @Override
  public void refused(RequestHeaders headers) {
    Issue last = lastIssue;
    if (last != null && last.headers == headers) {
      tokens.refused(last.token);
    }
  }

  @Override
  public void close() {
    executor.shutdownNow();
    endpoint.close();
  }

  private static final class Issue {
    final RequestHeaders headers;
    final Token token;

    Issue(RequestHeaders headers, Token token) {
      this.headers = headers;
      this.token = token;
    }
  }
}
