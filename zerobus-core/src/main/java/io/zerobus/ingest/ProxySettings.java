// SPDX-License-Identifier: Apache-2.0
package io.zerobus.ingest;

import java.net.Authenticator;
import java.net.InetSocketAddress;
import java.net.MalformedURLException;
import java.net.PasswordAuthentication;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Which proxy, if any, leads to an endpoint; an immutable value. The first that says something
 * wins:
 *
 * <ol>
 *   <li>the option: a proxy for everything, or none;
 *   <li>the environment, unless the endpoint is plaintext on this machine: for gRPC the first
 *       variable of {@code grpc_proxy}, {@code https_proxy}, {@code http_proxy} that is not empty,
 *       for an HTTP request that of its scheme, each in lower case, then in upper case. {@code
 *       no_grpc_proxy} (gRPC only), else {@code no_proxy}, names hosts to reach directly: {@code
 *       *}, or names and their subdomains, with or without a leading dot and a port, separated by
 *       commas;
 *   <li>the JVM's {@link ProxySelector}, so {@code -Dhttps.proxyHost}, with the JVM's {@link
 *       Authenticator}, unless a variable names a proxy.
 * </ol>
 */
public final class ProxySettings {
  private static final String OPTION = "proxy";
  private static final String[] GRPC = {"grpc_proxy", "https_proxy", "http_proxy"};
  private static final String[] HTTPS = {"https_proxy"};
  private static final String[] HTTP = {"http_proxy"};

  private final Function<String, @Nullable String> environment;
  private final @Nullable ProxyAddress chosen; // null: by the environment, or none
  private final boolean direct;

  private ProxySettings(
      Function<String, @Nullable String> environment,
      @Nullable ProxyAddress chosen,
      boolean direct) {
    this.environment = environment;
    this.chosen = chosen;
    this.direct = direct;
  }

  /** What the environment and the JVM say. */
  static ProxySettings detected(Function<String, @Nullable String> environment) {
    return new ProxySettings(environment, null, false);
  }

  /**
   * This proxy for everything.
   *
   * @throws IllegalArgumentException if the text is no proxy
   */
  static ProxySettings of(String text) {
    return new ProxySettings(name -> null, ProxyAddress.parse(OPTION, text), false);
  }

  /** No proxy at all. */
  static ProxySettings none() {
    return new ProxySettings(name -> null, null, true);
  }

  /** Whether nothing but a direct connection will do, not even the JVM's SOCKS proxy. */
  boolean isNone() {
    return direct;
  }

  /**
   * The proxy for gRPC; null: connect directly.
   *
   * @throws IllegalArgumentException if a variable of the environment names what is no proxy
   */
  public @Nullable ProxyAddress forGrpc(Endpoint endpoint) {
    return proxy(endpoint, "https", GRPC, "no_grpc_proxy", "no_proxy");
  }

  /**
   * The proxy for HTTP requests; null: connect directly.
   *
   * @throws IllegalArgumentException if a variable of the environment names what is no proxy
   */
  public @Nullable ProxyAddress forHttp(Endpoint endpoint) {
    return endpoint.isPlaintext()
        ? proxy(endpoint, "http", HTTP, "no_proxy")
        : proxy(endpoint, "https", HTTPS, "no_proxy");
  }

  private @Nullable ProxyAddress proxy(
      Endpoint endpoint, String scheme, String[] variables, String... bypasses) {
    if (direct || chosen != null) {
      return chosen;
    }
    if (endpoint.isPlaintext() && endpoint.isLoopback()) {
      return null;
    }
    for (String variable : variables) {
      for (String name : spellings(variable)) {
        String value = environment.apply(name);
        if (value != null && !value.isBlank()) {
          return isBypassed(endpoint, bypasses)
              ? null
              : ProxyAddress.parse("environment variable " + name, value);
        }
      }
    }
    return ofJvm(endpoint, scheme);
  }

  private boolean isBypassed(Endpoint endpoint, String[] variables) {
    for (String variable : variables) {
      for (String name : spellings(variable)) {
        String value = environment.apply(name);
        if (value != null && !value.isBlank()) {
          return lists(value, endpoint);
        }
      }
    }
    return false;
  }

  private static boolean lists(String entries, Endpoint endpoint) {
    for (String part : entries.toLowerCase(Locale.ROOT).split("[,\\s]+", -1)) {
      String entry = part.startsWith("*.") ? part.substring(1) : part;
      entry = entry.startsWith(".") ? entry.substring(1) : entry;
      String port = ":" + endpoint.port();
      if (entry.endsWith(port)
          && (entry.startsWith("[") || entry.indexOf(':') == entry.lastIndexOf(':'))) {
        entry = entry.substring(0, entry.length() - port.length());
      }
      if (entry.startsWith("[") && entry.endsWith("]")) {
        entry = entry.substring(1, entry.length() - 1);
      }
      String host = endpoint.host();
      if (!entry.isEmpty()
          && (entry.equals("*") || host.equals(entry) || host.endsWith("." + entry))) {
        return true;
      }
    }
    return false;
  }

  private static @Nullable ProxyAddress ofJvm(Endpoint endpoint, String scheme) {
    ProxySelector selector = ProxySelector.getDefault();
    if (selector == null) {
      return null;
    }
    List<Proxy> proxies;
    try {
      proxies = selector.select(new URI(scheme + "://" + endpoint.authority()));
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
    // SOCKS is no matter of ours: the JDK's sockets see to it.
    if (proxies == null || proxies.isEmpty() || proxies.get(0).type() != Proxy.Type.HTTP) {
      return null;
    }
    InetSocketAddress address = (InetSocketAddress) proxies.get(0).address();
    PasswordAuthentication credentials = credentials(address, endpoint, scheme);
    String host = address.getHostString();
    return new ProxyAddress(
        host.indexOf(':') >= 0 ? "[" + host + "]" : host,
        address.getPort(),
        credentials == null ? null : credentials.getUserName(),
        credentials == null ? "" : String.valueOf(credentials.getPassword()));
  }

  @SuppressWarnings("NullAway") // nothing is known of the address, the prompt and the scheme
  private static @Nullable PasswordAuthentication credentials(
      InetSocketAddress proxy, Endpoint endpoint, String scheme) {
    try {
      return Authenticator.requestPasswordAuthentication(
          proxy.getHostString(),
          proxy.getAddress(),
          proxy.getPort(),
          scheme,
          "",
          "basic",
          new URI(scheme + "://" + endpoint.authority()).toURL(),
          Authenticator.RequestorType.PROXY);
    } catch (URISyntaxException | MalformedURLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String[] spellings(String variable) {
    return new String[] {variable, variable.toUpperCase(Locale.ROOT)};
  }

  @Override
  public String toString() {
    if (direct) {
      return "no proxy";
    }
    return chosen == null ? "proxy of the environment" : "proxy " + chosen;
  }
}
