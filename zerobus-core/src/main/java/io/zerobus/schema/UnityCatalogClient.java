// SPDX-License-Identifier: Apache-2.0
package io.zerobus.schema;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.zerobus.auth.Cancellation;
import io.zerobus.auth.HttpAnswers;
import io.zerobus.auth.HttpClients;
import io.zerobus.auth.JsonTree;
import io.zerobus.auth.SecretSource;
import io.zerobus.auth.WorkspaceToken;
import io.zerobus.ingest.CredentialsException;
import io.zerobus.ingest.Endpoint;
import io.zerobus.ingest.ProxyAddress;
import io.zerobus.ingest.StreamSpec;
import io.zerobus.ingest.TransportOptions;
import io.zerobus.ingest.TransportTrouble;
import java.io.IOException;
import java.time.Duration;
import okhttp3.Call;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import okio.BufferedSource;

/**
 * Asks Unity Catalog for the columns of a table, with a token of its own: one for ingest does not
 * serve there. Thread-safe; nothing is kept between calls.
 */
public final class UnityCatalogClient {
  static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);

  /** For the token, which has a bound of its own within this one, and the table. */
  static final Duration FETCH_TIMEOUT = Duration.ofSeconds(30);

  static final long MAX_RESPONSE_BYTES = 8L << 20;

  private UnityCatalogClient() {}

  /**
   * Fetches the schema of a table. Blocks, for 30 seconds at most; asks once and does not try
   * again. Redirects are not followed, an answer may be up to 8 MiB.
   *
   * @param workspace {@code https}, or plaintext to this machine
   * @param secret read once
   * @param tableName {@code catalog.schema.table}, each part of ASCII letters, digits and
   *     underscores
   * @throws SchemaException when there is no token or no answer (transient after a time-out, a 5xx
   *     or 429), when the table is refused or not there, or when the arguments are wrong
   */
  public static TableSchema fetch(
      Endpoint workspace,
      String clientId,
      SecretSource secret,
      String tableName,
      TransportOptions options) {
    if (workspace.isPlaintext() && !workspace.isLoopback()) {
      throw SchemaException.refused(
          "workspace URL "
              + workspace
              + ": http:// would send the secret unencrypted to another machine; use https://",
          null);
    }
    return fetchAllowingPlaintext(workspace, clientId, secret, tableName, options);
  }

  /** As {@link #fetch}, also for a workspace that is plaintext and on another machine. */
  public static TableSchema fetchAllowingPlaintext(
      Endpoint workspace,
      String clientId,
      SecretSource secret,
      String tableName,
      TransportOptions options) {
    return fetchAllowingPlaintext(
        workspace, clientId, secret, tableName, options, new Cancellation());
  }

  /** The same, which another thread may break off. */
  public static TableSchema fetchAllowingPlaintext(
      Endpoint workspace,
      String clientId,
      SecretSource secret,
      String tableName,
      TransportOptions options,
      Cancellation cancellation) {
    return fetchWithin(
        FETCH_TIMEOUT, workspace, clientId, secret, tableName, options, cancellation);
  }

  static TableSchema fetchWithin(
      Duration timeout,
      Endpoint workspace,
      String clientId,
      SecretSource secret,
      String tableName,
      TransportOptions options,
      Cancellation cancellation) {
    if (!StreamSpec.isTableName(tableName)) {
      throw SchemaException.refused(
          "table name '"
              + tableName
              + "': use catalog.schema.table, each part of ASCII letters, digits and underscores",
          null);
    }
    long deadlineNanos = System.nanoTime() + timeout.toNanos();
    String token;
    try {
      token = WorkspaceToken.request(workspace, clientId, secret, options, cancellation);
    } catch (CredentialsException e) {
      String message = String.valueOf(e.getMessage());
      throw e.isTransient()
          ? SchemaException.unreachable(message, e)
          : SchemaException.refused(message, e);
    }
    String answer =
        table(workspace, clientId, token, tableName, options, deadlineNanos, cancellation);
    try {
      return TableSchema.parse(answer);
    } catch (SchemaException e) {
      throw SchemaException.refused(
          "table " + tableName + " from " + workspace + ": " + e.getMessage(), e);
    }
  }

  private static String table(
      Endpoint workspace,
      String clientId,
      String token,
      String tableName,
      TransportOptions options,
      long deadlineNanos,
      Cancellation cancellation) {
    HttpUrl url =
        HttpUrl.get(workspace.toString())
            .newBuilder()
            .addPathSegments("api/2.1/unity-catalog/tables")
            .addPathSegment(tableName)
            .build();
    Request request =
        new Request.Builder()
            .url(url)
            .header("User-Agent", options.userAgent())
            .header("Authorization", "Bearer " + token)
            .build();
    ProxyAddress proxy = options.proxies().forHttp(workspace);
    Duration left = Duration.ofNanos(Math.max(1, deadlineNanos - System.nanoTime()));
    OkHttpClient http =
        HttpClients.create(workspace, proxy, options, CONNECT_TIMEOUT, left)
            .newBuilder()
            .readTimeout(Duration.ZERO) // the call as a whole has its bound
            .build();
    Call call = http.newCall(request);
    if (!cancellation.guard(call::cancel)) {
      throw SchemaException.unreachable("the request was cancelled", null);
    }
    try (Response response = call.execute()) {
      String body = readBody(response, url);
      if (!response.isSuccessful()) {
        throw refusal(response.code(), body.replace(token, "***"), url, clientId);
      }
      return body;
    } catch (IOException e) {
      throw SchemaException.unreachable(
          "no answer from " + url + ": " + TransportTrouble.through(proxy).inWords("", e), e);
    } finally {
      HttpClients.close(http);
    }
  }

  private static String readBody(Response response, HttpUrl url) throws IOException {
    BufferedSource source = response.body().source();
    if (source.request(MAX_RESPONSE_BYTES + 1)) {
      throw SchemaException.refused(
          "the answer of " + url + " is larger than " + MAX_RESPONSE_BYTES + " bytes", null);
    }
    return source.getBuffer().readUtf8();
  }

  private static SchemaException refusal(
      int httpStatus, String body, HttpUrl url, String clientId) {
    StringBuilder message = new StringBuilder();
    message.append("no table from ").append(url).append(": HTTP ").append(httpStatus);
    try {
      JsonNode answer = JsonTree.parse(body);
      append(message, " ", answer.path("error_code").asText(""), "");
      append(message, " (", answer.path("message").asText(""), ")");
    } catch (JsonProcessingException e) {
      // An HTML page of a proxy, say: the HTTP status has to do.
    }
    message.append(remedy(httpStatus, clientId));
    return HttpAnswers.isTransient(httpStatus)
        ? SchemaException.unreachable(message.toString(), null)
        : SchemaException.refused(message.toString(), null);
  }

  private static void append(StringBuilder message, String before, String text, String after) {
    if (!text.isEmpty()) {
      message.append(before).append(HttpAnswers.quotable(text)).append(after);
    }
  }

  private static String remedy(int httpStatus, String clientId) {
    switch (httpStatus) {
      case 401:
        return "; the token is not taken here: check that this is the workspace of " + clientId;
      case 403:
        return "; grant " + clientId + " USE CATALOG, USE SCHEMA, and SELECT on the table";
      case 404:
        return "; the table does not exist, or "
            + clientId
            + " lacks USE CATALOG, USE SCHEMA, or SELECT on the table";
      default:
        return httpStatus >= 300 && httpStatus < 400
            ? "; redirects are not followed: use the final address as workspace URL"
            : "";
    }
  }
}
