// SPDX-License-Identifier: Apache-2.0
package io.zerobus;

import io.grpc.Status;
import io.zerobus.auth.TokenCache;
import io.zerobus.auth.TokenListener;
import io.zerobus.ingest.CredentialsException;
import io.zerobus.ingest.Endpoint;
import io.zerobus.ingest.HeadersSource;
import io.zerobus.ingest.RequestHeaders;
import io.zerobus.ingest.TransportOptions;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * The headers that {@link ZerobusSdk#createStream(String, String, TableProperties)} uses, for who
 * wants to add to them in a {@link HeadersProvider} of its own. Keeps its token until shortly
 * before its end. Thread-safe.
 */
public final class OAuthHeadersProvider implements HeadersProvider, AutoCloseable {
  private final String tableName;
  private final @Nullable TokenCache cache; // null: the SDK's, which ends it
  private final HeadersSource source;

  private volatile @Nullable RequestHeaders lastGiven;

  /**
   * Makes no request yet.
   *
   * @param serverEndpoint the Zerobus endpoint, whose first label is the workspace id
   * @param workspaceUrl where tokens come from
   * @param tableName {@code catalog.schema.table}
   * @param clientId of the service principal
   * @param clientSecret in no message and no {@code toString}
   * @throws NonRetriableException when an argument is wrong
   */
  public OAuthHeadersProvider(
      String serverEndpoint,
      String workspaceUrl,
      String tableName,
      String clientId,
      String clientSecret) {
    Endpoint server = ZerobusSdk.Builder.endpoint("server endpoint", serverEndpoint, false);
    Endpoint workspace = ZerobusSdk.Builder.endpoint("workspace URL", workspaceUrl, false);
    this.tableName = TableProperties.checkedName(tableName);
    ZerobusSdk.require("clientId", clientId);
    ZerobusSdk.require("clientSecret", clientSecret);
    TokenCache own =
        new TokenCache(workspace, server, TransportOptions.builder().build(), TokenListener.NONE);
    this.cache = own;
    this.source = own.headers(tableName, clientId, clientSecret);
  }

  /**
   * Over the proxy and with the trust of an SDK, whose tokens it shares. Makes no request yet.
   *
   * @param sdk with a workspace URL; to be closed after the provider is no longer used
   * @throws NonRetriableException when an argument is wrong
   */
  public OAuthHeadersProvider(
      ZerobusSdk sdk, String tableName, String clientId, String clientSecret) {
    this.tableName = TableProperties.checkedName(tableName);
    ZerobusSdk.require("clientId", clientId);
    ZerobusSdk.require("clientSecret", clientSecret);
    this.cache = null;
    this.source = sdk.headers(tableName, clientId, clientSecret);
  }

  /**
   * The two required headers. Blocks while a token is asked for, about ten seconds at most.
   *
   * @throws NonRetriableException when the workspace refuses
   * @throws ZerobusException when it could not be asked
   */
  @Override
  public Map<String, String> getHeaders() throws InterruptedException {
    try {
      RequestHeaders headers = source.headers().toCompletableFuture().get();
      lastGiven = headers;
      return headers.values();
    } catch (ExecutionException e) {
      throw refused(e.getCause());
    }
  }

  private static ZerobusException refused(@Nullable Throwable cause) {
    String message = cause == null ? "no token" : String.valueOf(cause.getMessage());
    boolean later =
        cause instanceof CredentialsException && ((CredentialsException) cause).isTransient();
    return later
        ? new ZerobusException(message, Status.Code.UNAVAILABLE, true, cause)
        : new NonRetriableException(message, Status.Code.UNAUTHENTICATED, cause);
  }

  @Override
  public void onRefused() {
    RequestHeaders refused = lastGiven;
    if (refused != null) {
      source.refused(refused);
    }
  }

  /** Gives up a request under way and ends its thread, unless they are an SDK's. */
  @Override
  public void close() {
    if (cache != null) {
      cache.close();
    }
  }

  @Override
  public String toString() {
    return "OAuthHeadersProvider{" + tableName + "}";
  }
}
