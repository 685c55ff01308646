// SPDX-License-Identifier: Apache-2.0
package io.zerobus.auth;

import io.zerobus.ingest.Endpoint;
import io.zerobus.ingest.ProxyAddress;
import io.zerobus.ingest.TlsMaterial;
import io.zerobus.ingest.TransportOptions;
import io.zerobus.ingest.TransportSockets;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import okhttp3.ConnectionPool;
import okhttp3.ConnectionSpec;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import org.jspecify.annotations.Nullable;

/**
 * Makes HTTP clients for rare, synchronous requests to the workspace: all of a request runs on the
 * thread that makes it, and no socket stays open after it. Redirects are not followed.
 *
 * <p>OkHttp keeps two daemon threads for the whole process, {@code Okio Watchdog} for time-outs and
 * {@code OkHttp TaskRunner}, which end when nobody has used them for a minute.
 */
public final class HttpClients {
  private HttpClients() {}

  /**
   * A client for one workspace.
   *
   * @param proxy the one that leads to the workspace; null: connect directly
   */
  public static OkHttpClient create(
      Endpoint workspace,
      @Nullable ProxyAddress proxy,
      TransportOptions transport,
      Duration connectTimeout,
      Duration callTimeout) {
    OkHttpClient.Builder builder =
        new OkHttpClient.Builder()
            .connectTimeout(connectTimeout)
            .callTimeout(callTimeout)
            .followRedirects(false)
            .followSslRedirects(false)
            // Else OkHttp would connect and read frames on threads of its own.
            .fastFallback(false)
            .protocols(List.of(Protocol.HTTP_1_1))
            // One request an hour: a connection kept open would only hold a thread and a socket.
            // The
            // time does not matter for that; as often does OkHttp look after a connection in use.
            .connectionPool(new ConnectionPool(0, 1, TimeUnit.SECONDS))
            .socketFactory(TransportSockets.forHttp(workspace, proxy, transport.proxies()))
            // Decided by the options alone: OkHttp is not to ask the JVM a second time.
            .proxy(Proxy.NO_PROXY);
    if (proxy != null) {
      builder.proxy(
          new Proxy(
              Proxy.Type.HTTP, InetSocketAddress.createUnresolved(proxy.host(), proxy.port())));
      String authorization = proxy.authorization();
      if (authorization != null) {
        builder.proxyAuthenticator(
            (route, response) ->
                // Null gives up: the proxy has seen these credentials.
                response.request().header("Proxy-Authorization") != null
                    ? null
                    : response
                        .request()
                        .newBuilder()
                        .header("Proxy-Authorization", authorization)
                        .build());
      }
    }
    TlsMaterial tls = transport.tls();
    if (workspace.isPlaintext()) {
      // Else OkHttp reads the platform's certificates, which takes longer than the request.
      builder.connectionSpecs(List.of(ConnectionSpec.CLEARTEXT));
    } else if (tls != null) {
      builder.sslSocketFactory(tls.socketFactory(), tls.trustManager());
    }
    return builder.build();
  }

  /** Breaks off what is under way. */
  public static void close(OkHttpClient client) {
    client.dispatcher().cancelAll();
    client.connectionPool().evictAll();
  }
}
