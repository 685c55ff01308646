// SPDX-License-Identifier: Apache-2.0
package io.zerobus.auth;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.zerobus.ingest.CredentialsException;
import io.zerobus.ingest.Endpoint;
import io.zerobus.ingest.ProxyAddress;
import io.zerobus.ingest.TransportOptions;
import io.zerobus.ingest.TransportTrouble;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import okhttp3.Credentials;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import okio.BufferedSource;

/**
 * Asks the workspace for a token.
 *
 * <p>Blocks: for the library's own thread, and for callers that ask to wait. Time-outs bound each
 * request, redirects are not followed (they would carry the credentials elsewhere), the answer may
 * be up to 4 MiB.
 */
final class TokenEndpoint {
  static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
  static final Duration CALL_TIMEOUT = Duration.ofSeconds(10);
  static final long MAX_RESPONSE_BYTES = 4L << 20;

  private static final long MAX_LIFETIME_SECONDS = TimeUnit.DAYS.toSeconds(30);

  private final OkHttpClient http;
  private final TransportTrouble trouble;
  private final String userAgent;
  private final String url;
  private final String clientId;
  private final SecretSource secret;
  private final TokenGrant grant;
  private final LongSupplier nanoClock;

  TokenEndpoint(
      Endpoint workspace,
      TokenGrant grant,
      String clientId,
      SecretSource secret,
      TransportOptions transport,
      LongSupplier nanoClock) {
    this.url = workspace + "/oidc/v1/token";
    this.clientId = clientId;
    this.secret = secret;
    this.grant = grant;
    this.nanoClock = nanoClock;
    ProxyAddress proxy = transport.proxies().forHttp(workspace);
    this.http = HttpClients.create(workspace, proxy, transport, CONNECT_TIMEOUT, CALL_TIMEOUT);
    this.trouble = TransportTrouble.through(proxy);
    this.userAgent = transport.userAgent();
  }

  /** One request. Throws {@link CredentialsException} when it gives no usable token. */
  Token request() {
    long startNanos = nanoClock.getAsLong();
    String used = readSecret();
    if (used.isEmpty()) {
      throw CredentialsException.refused("the client secret is empty", null);
    }
    Request request =
        new Request.Builder()
            .url(url)
            .header("User-Agent", userAgent)
            .header("Authorization", Credentials.basic(clientId, used, StandardCharsets.UTF_8))
            .post(grant.form())
            .build();
    try (Response response = http.newCall(request).execute()) {
      String body = readBody(response);
      if (!response.isSuccessful()) {
        throw refusal(response.code(), body.replace(used, "***"));
      }
      return parse(body, startNanos);
    } catch (IOException e) {
      throw CredentialsException.unreachable(
          "no token from " + url + ": " + trouble.inWords("", e), e);
    }
  }

  private String readSecret() {
    try {
      return secret.read();
    } catch (IOException e) {
      // A file that a secret manager is just writing anew is there a moment later.
      throw CredentialsException.unreachable("the client secret cannot be read: " + describe(e), e);
    }
  }

  private static String readBody(Response response) throws IOException {
    BufferedSource source = response.body().source();
    if (source.request(MAX_RESPONSE_BYTES + 1)) {
      throw new IOException("the answer is larger than " + MAX_RESPONSE_BYTES + " bytes");
    }
    return source.getBuffer().readUtf8();
  }

  private Token parse(String body, long startNanos) {
    JsonNode answer = null;
    try {
      answer = JsonTree.parse(body);
    } catch (JsonProcessingException e) {
      // The parser's message would quote the body, and so perhaps a token.
    }
    String token = answer == null ? "" : answer.path("access_token").asText("");
    if (answer == null || token.isEmpty()) {
      throw CredentialsException.refused("the answer of " + url + " holds no access_token", null);
    }
    for (int i = 0; i < token.length(); i++) {
      if (token.charAt(i) <= 0x20 || token.charAt(i) > 0x7E) {
        throw CredentialsException.refused(
            "the access_token of " + url + " holds a character that no header may hold", null);
      }
    }
    return new Token(token, lifetimeNanos(answer.path("expires_in")), startNanos);
  }

  /** Seconds as a number or as a quoted one; what is missing, odd or not positive counts as 0. */
  private static long lifetimeNanos(JsonNode expiresIn) {
    long seconds = 0;
    if (expiresIn.isIntegralNumber()) {
      seconds = expiresIn.longValue();
    } else if (expiresIn.isTextual()) {
      try {
        seconds = Long.parseLong(expiresIn.textValue().trim());
      } catch (NumberFormatException e) {
        seconds = 0; // used, but not cached
      }
    }
    return TimeUnit.SECONDS.toNanos(Math.min(Math.max(0, seconds), MAX_LIFETIME_SECONDS));
  }

  private CredentialsException refusal(int httpStatus, String body) {
    String error = "";
    String description = "";
    try {
      JsonNode answer = JsonTree.parse(body);
      error = answer.path("error").asText("");
      description = answer.path("error_description").asText("");
    } catch (JsonProcessingException e) {
      // An HTML page of a proxy, say: the HTTP status has to do.
    }
    StringBuilder message = new StringBuilder();
    message.append("no token from ").append(url).append(": HTTP ").append(httpStatus);
    if (!error.isEmpty()) {
      message.append(' ').append(HttpAnswers.quotable(error));
    }
    if (!description.isEmpty()) {
      message.append(" (").append(HttpAnswers.quotable(description)).append(')');
    }
    message.append(remedy(httpStatus, error));
    return HttpAnswers.isTransient(httpStatus)
        ? CredentialsException.unreachable(message.toString(), null)
        : CredentialsException.refused(message.toString(), null);
  }

  private String remedy(int httpStatus, String error) {
    if (error.equals("invalid_client")) {
      return "; check the client id " + clientId + " and its secret";
    }
    if (error.equals("invalid_authorization_details") && grant.tableName() != null) {
      return "; the table "
          + grant.tableName()
          + " does not exist, or "
          + clientId
          + " lacks USE CATALOG, USE SCHEMA, or SELECT and MODIFY on the table itself";
    }
    if (httpStatus >= 300 && httpStatus < 400) {
      return "; redirects are not followed: use the final address as workspace URL";
    }
    return httpStatus == 404 ? "; is this the address of a workspace?" : "";
  }

  private static String describe(IOException e) {
    String message = e.getMessage();
    return message != null ? message : e.toString();
  }

  /** Breaks off a request that is under way, and ends what the HTTP client keeps. */
  void close() {
    HttpClients.close(http);
  }
}
