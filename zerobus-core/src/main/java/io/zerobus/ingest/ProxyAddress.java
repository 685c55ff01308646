// SPDX-License-Identifier: Apache-2.0
package io.zerobus.ingest;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** An HTTP proxy; an immutable value whose text holds no credentials. */
public final class ProxyAddress {
  private static final int DEFAULT_PORT = 80;

  private final String host;
  private final int port;
  private final @Nullable String user; // null: the proxy wants no credentials
  private final String password;

  ProxyAddress(String host, int port, @Nullable String user, String password) {
    this.host = host;
    this.port = port;
    this.user = user;
    this.password = password;
  }

  /**
   * Parses {@code [http://][user[:password]@]host[:port][/]}; without a port it is 80. User and
   * password are percent-decoded.
   *
   * @param source who said so: an option or a variable, for the message
   * @throws IllegalArgumentException naming the source, and the text without its credentials
   */
  static ProxyAddress parse(String source, String text) {
    String trimmed = text.trim();
    int scheme = trimmed.indexOf("://");
    if (scheme >= 0 && !trimmed.substring(0, scheme).equalsIgnoreCase("http")) {
      throw wrong(source, trimmed, "only http:// proxies (CONNECT) are supported");
    }
    String rest = scheme >= 0 ? trimmed.substring(scheme + 3) : trimmed;
    int at = rest.lastIndexOf('@');
    URI uri;
    try {
      uri = new URI("http://" + rest.substring(at + 1));
    } catch (URISyntaxException e) {
      throw wrong(source, trimmed, "it must be host:port");
    }
    String path = uri.getRawPath();
    boolean hasPath = path != null && !path.isEmpty() && !path.equals("/");
    String host = uri.getHost();
    if (host == null || hasPath || uri.getRawQuery() != null || uri.getRawFragment() != null) {
      throw wrong(source, trimmed, "it must be host:port");
    }
    int port = uri.getPort() >= 0 ? uri.getPort() : DEFAULT_PORT;
    if (port == 0 || port > 65_535) {
      throw wrong(source, trimmed, "its port must be 1 to 65535");
    }
    if (at < 0) {
      return new ProxyAddress(host.toLowerCase(Locale.ROOT), port, null, "");
    }
    String credentials = rest.substring(0, at);
    int colon = credentials.indexOf(':');
    return new ProxyAddress(
        host.toLowerCase(Locale.ROOT),
        port,
        decoded(source, trimmed, colon < 0 ? credentials : credentials.substring(0, colon)),
        colon < 0 ? "" : decoded(source, trimmed, credentials.substring(colon + 1)));
  }

  private static String decoded(String source, String text, String part) {
    try {
      // A plus sign is itself here, unlike in forms.
      return URLDecoder.decode(part.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw wrong(source, text, "its credentials hold a % that is no %xx");
    }
  }

  private static IllegalArgumentException wrong(String source, String text, String what) {
    return new IllegalArgumentException(
        source + ": '" + Endpoint.redacted(text) + "' is no proxy: " + what);
  }

  /** Without the brackets of an IPv6 address. */
  public String host() {
    return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
  }

  public int port() {
    return port;
  }

  /** {@code host:port}. */
  String authority() {
    return host + ":" + port;
  }

  /** The value of {@code Proxy-Authorization}; null if the proxy wants none. */
  public @Nullable String authorization() {
    if (user == null) {
      return null;
    }
    byte[] pair = (user + ":" + password).getBytes(StandardCharsets.UTF_8);
    return "Basic " + Base64.getEncoder().encodeToString(pair);
  }

  /** {@code http://host:port}, with {@code ***@} where there are credentials. */
  @Override
  public String toString() {
    return "http://" + (user == null ? "" : "***@") + authority();
  }
}
