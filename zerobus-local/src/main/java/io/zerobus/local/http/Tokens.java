// SPDX-License-Identifier: Apache-2.0
package io.zerobus.local.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Makes and checks access tokens: JWTs signed with the folder's own key. A token with privileges is
 * one for ingest; one without is for the REST API; neither serves for the other. Thread-safe.
 */
public final class Tokens {

  static final int LIFETIME_SECONDS = 3600;

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String HEADER =
      encode("{\"alg\":\"HS256\",\"typ\":\"JWT\"}".getBytes(StandardCharsets.UTF_8));
  private static final String BEARER = "bearer ";

  private final Credentials credentials;
  private final Clock clock;

  public Tokens(Credentials credentials, Clock clock) {
    this.credentials = credentials;
    this.clock = clock;
  }

  /** A token that is signed by us and has not expired. */
  public static final class Token {

    private final @Nullable JsonNode details;

    private Token(@Nullable JsonNode details) {
      this.details = details;
    }

    /** Whether the token was asked for with privileges on a table. */
    public boolean isForIngest() {
      return details != null;
    }

    /**
     * The first of SELECT and MODIFY that the token does not have for a table, or null when it has
     * both.
     */
    public @Nullable String missingPrivilege(String table) {
      List<String> granted = new ArrayList<>();
      if (details != null) {
        for (JsonNode detail : details) {
          if (detail.path("object_type").asText().equals("TABLE")
              && detail.path("object_full_path").asText().equalsIgnoreCase(table)) {
            detail.path("privileges").forEach(privilege -> granted.add(privilege.asText()));
          }
        }
      }
      for (String needed : List.of("MODIFY", "SELECT")) {
        if (!granted.contains(needed)) {
          return needed;
        }
      }
      return null;
    }
  }

  /**
   * Makes a token.
   *
   * @param details the privileges of an ingest token, null for a plain one
   */
  String issue(@Nullable JsonNode details) {
    long now = clock.instant().getEpochSecond();
    ObjectNode claims =
        JSON.createObjectNode()
            .put("iss", "zerobus-local")
            .put("sub", credentials.clientId())
            .put("scope", "all-apis")
            .put("iat", now)
            .put("exp", now + LIFETIME_SECONDS);
    if (details != null) {
      claims.set("authorization_details", details);
    }
    try {
      String signed = HEADER + "." + encode(JSON.writeValueAsBytes(claims));
      return signed + "." + encode(sign(signed));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree of JSON nodes can be written", e);
    }
  }

  /** Checks an {@code Authorization} header; empty when its token does not count. */
  public Optional<Token> check(@Nullable String authorization) {
    if (authorization == null || !authorization.toLowerCase(Locale.ROOT).startsWith(BEARER)) {
      return Optional.empty();
    }
    String token = authorization.substring(BEARER.length()).strip();
    int dot = token.lastIndexOf('.');
    if (dot < 0 || !token.startsWith(HEADER + ".") || dot < HEADER.length() + 1) {
      return Optional.empty();
    }
    try {
      Base64.Decoder decoder = Base64.getUrlDecoder();
      byte[] signature = decoder.decode(token.substring(dot + 1));
      if (!MessageDigest.isEqual(signature, sign(token.substring(0, dot)))) {
        return Optional.empty();
      }
      JsonNode claims = JSON.readTree(decoder.decode(token.substring(HEADER.length() + 1, dot)));
      return claims.path("exp").asLong() > clock.instant().getEpochSecond()
          ? Optional.of(new Token(claims.get("authorization_details")))
          : Optional.empty();
    } catch (IllegalArgumentException | IOException e) {
      return Optional.empty();
    }
  }

  private byte[] sign(String text) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(credentials.tokenKey(), "HmacSHA256"));
      return mac.doFinal(text.getBytes(StandardCharsets.US_ASCII));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JVM has HmacSHA256", e);
    }
  }

  private static String encode(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
