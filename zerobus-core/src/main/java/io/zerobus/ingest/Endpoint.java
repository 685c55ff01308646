// SPDX-License-Identifier: Apache-2.0
package io.zerobus.ingest;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;

/** Host, port and scheme of a service; an immutable value. */
public final class Endpoint {
  private final String host;
  private final int port;
  private final boolean plaintext;

  private Endpoint(String host, int port, boolean plaintext) {
    this.host = host;
    this.port = port;
    this.plaintext = plaintext;
  }

  /**
   * Parses {@code [https://|http://]host[:port][/]}; without a scheme it is {@code https}.
   *
   * @throws IllegalArgumentException naming the text and what is wrong with it
   */
  public static Endpoint parse(String text) {
    String trimmed = text.trim();
    String shown = redacted(trimmed);
    String withScheme = trimmed.contains("://") ? trimmed : "https://" + trimmed;
    URI uri;
    try {
      uri = new URI(withScheme);
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException("'" + shown + "' is no URL: " + e.getReason());
    }
    String scheme = uri.getScheme().toLowerCase(Locale.ROOT);
    if (!scheme.equals("https") && !scheme.equals("http")) {
      throw new IllegalArgumentException("'" + shown + "': scheme must be https or http");
    }
    if (trimmed.contains("@")) {
      throw new IllegalArgumentException("an endpoint must hold no credentials");
    }
    String host = uri.getHost();
    if (host == null || host.isEmpty()) {
      throw new IllegalArgumentException("'" + shown + "' names no host");
    }
    String path = uri.getRawPath();
    boolean hasPath = path != null && !path.isEmpty() && !path.equals("/");
    if (hasPath || uri.getRawQuery() != null || uri.getRawFragment() != null) {
      throw new IllegalArgumentException("'" + shown + "': leave out what follows the host");
    }
    boolean plaintext = scheme.equals("http");
    int port = uri.getPort() >= 0 ? uri.getPort() : defaultPort(plaintext);
    if (port == 0 || port > 65_535) {
      throw new IllegalArgumentException("'" + shown + "': port must be 1 to 65535");
    }
    return new Endpoint(host.toLowerCase(Locale.ROOT), port, plaintext);
  }

  /** The text as it may be shown: without what may be a password or a token. */
  public static String redacted(String text) {
    int end = text.length();
    for (char mark : new char[] {'?', '#'}) {
      int at = text.indexOf(mark);
      end = at >= 0 ? Math.min(end, at) : end;
    }
    String shown = text.substring(0, end) + (end < text.length() ? "…" : "");
    int userEnd = shown.lastIndexOf('@');
    if (userEnd < 0) {
      return shown;
    }
    int scheme = shown.indexOf("://");
    int start = scheme >= 0 && scheme < userEnd ? scheme + 3 : 0;
    return shown.substring(0, start) + "***" + shown.substring(userEnd);
  }

  /** Without the brackets of an IPv6 address. */
  public String host() {
    return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
  }

  public int port() {
    return port;
  }

  public boolean isPlaintext() {
    return plaintext;
  }

  /** Whether the host names this machine, judged by its text alone. */
  public boolean isLoopback() {
    String name = host();
    return name.equals("localhost")
        || name.equals("::1")
        || name.equals("0:0:0:0:0:0:0:1")
        || name.matches("127(\\.\\d{1,3}){3}");
  }

  /** The first DNS label, which at Databricks is the workspace id. */
  public String firstLabel() {
    int dot = host.indexOf('.');
    return dot < 0 ? host : host.substring(0, dot);
  }

  /** {@code host:port}, as gRPC takes it. */
  public String authority() {
    return host + ":" + port;
  }

  private static int defaultPort(boolean plaintext) {
    return plaintext ? 80 : 443;
  }

  /** {@code scheme://host}, and the port where it is not the scheme's. */
  @Override
  public String toString() {
    return (plaintext ? "http://" : "https://")
        + (port == defaultPort(plaintext) ? host : authority());
  }
}
