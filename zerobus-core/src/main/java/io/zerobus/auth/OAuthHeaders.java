// SPDX-License-Identifier: Apache-2.0
package io.zerobus.auth;

import io.zerobus.ingest.Endpoint;
import io.zerobus.ingest.HeadersSource;
import io.zerobus.ingest.RequestHeaders;
import io.zerobus.ingest.TransportOptions;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The two headers of a Zerobus call from OAuth client credentials. Thread-safe; requests run on
 * threads of the {@link TokenCache}.
 */
public final class OAuthHeaders implements HeadersSource {
  /** Metadata key that routes a call to its table. */
  public static final String TABLE_HEADER = "x-databricks-zerobus-table-name";

  private final String tableName;
  private final CachedTokens tokens;
  private final Runnable onClose;

  // Written by whoever asks for headers; the latest pair is the one that a refusal can mean.
  private volatile @Nullable Issue lastIssue;

  /**
   * @param onClose ends what these headers alone use
   */
  OAuthHeaders(String tableName, CachedTokens tokens, Runnable onClose) {
    this.tableName = tableName;
    this.tokens = tokens;
    this.onClose = onClose;
  }

  /**
   * Headers with a token cache of their own, which ends with them. The first request is made when
   * headers are asked for.
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
    TokenCache cache = new TokenCache(workspace, server, transport, TokenListener.NONE);
    return new OAuthHeaders(tableName, cache.tokens(tableName, clientId, secret), cache::close);
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
    onClose.run();
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
