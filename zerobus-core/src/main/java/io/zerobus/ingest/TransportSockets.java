// SPDX-License-Identifier: Apache-2.0
package io.zerobus.ingest;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.Proxy;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.SocketFactory;
import org.jspecify.annotations.Nullable;

/**
 * Makes the sockets of one transport: connects within a bounded time, through the proxy where there
 * is one, and closes them all at the end, also those that are still about to connect. Thread-safe.
 */
public final class TransportSockets extends SocketFactory implements AutoCloseable {
  /** Bounds one attempt to connect; without it, the system's minutes would hold. */
  private static final int CONNECT_TIMEOUT_MILLIS = 5_000;

  private static final int TUNNEL_TIMEOUT_MILLIS = 10_000;

  private final FirstByteCheck check;
  private final @Nullable ProxyAddress tunnelProxy; // null: sockets lead to the endpoint
  private final String target;
  private final boolean noProxy;
  private final Set<TransportSocket> open = ConcurrentHashMap.newKeySet();
  private final AtomicInteger connected = new AtomicInteger();

  // Set once, by close().
  private volatile boolean closed;

  private TransportSockets(
      FirstByteCheck check, @Nullable ProxyAddress tunnelProxy, String target, boolean noProxy) {
    this.check = check;
    this.tunnelProxy = tunnelProxy;
    this.target = target;
    this.noProxy = noProxy;
  }

  /** For gRPC. With a proxy, the addresses given are the proxy's, and sockets lead through it. */
  static TransportSockets forGrpc(
      Endpoint endpoint, @Nullable ProxyAddress proxy, ProxySettings settings) {
    return new TransportSockets(
        endpoint.isPlaintext() ? FirstByteCheck.HTTP2 : FirstByteCheck.TLS,
        proxy,
        endpoint.authority(),
        settings.isNone());
  }

  /** For an HTTP client that talks to proxies itself. */
  public static TransportSockets forHttp(
      Endpoint endpoint, @Nullable ProxyAddress proxy, ProxySettings settings) {
    FirstByteCheck direct = endpoint.isPlaintext() ? FirstByteCheck.HTTP1 : FirstByteCheck.TLS;
    return new TransportSockets(
        proxy == null ? direct : FirstByteCheck.NONE, null, "", settings.isNone());
  }

  /** Not connected yet, and never through a tunnel. */
  @Override
  public Socket createSocket() throws IOException {
    TransportSocket socket =
        noProxy
            ? new TransportSocket(Proxy.NO_PROXY, check, open)
            : new TransportSocket(check, open);
    if (closed) {
      socket.close();
      throw new SocketException("the transport is closed");
    }
    return socket;
  }

  /** Blocks until connected, through the tunnel if there is to be one. */
  @Override
  public Socket createSocket(InetAddress address, int port) throws IOException {
    TransportSocket socket = (TransportSocket) createSocket();
    try {
      connect(socket, new InetSocketAddress(address, port));
      if (tunnelProxy != null) {
        socket.check(FirstByteCheck.NONE);
        ConnectTunnel.open(socket, tunnelProxy, target, TUNNEL_TIMEOUT_MILLIS);
        socket.check(check);
      }
      connected.incrementAndGet();
      return socket;
    } catch (IOException | RuntimeException e) {
      socket.close();
      throw e;
    }
  }

  /** How many sockets were ever connected, through the tunnel if there is one. */
  int connected() {
    return connected.get();
  }

  private void connect(TransportSocket socket, InetSocketAddress address) throws IOException {
    try {
      socket.connect(address, CONNECT_TIMEOUT_MILLIS);
    } catch (SocketTimeoutException e) {
      throw new ExplainedException(
          "no connection" + toProxy() + " within " + CONNECT_TIMEOUT_MILLIS + " ms", e);
    } catch (ConnectException | NoRouteToHostException e) {
      throw new ExplainedException("no connection" + toProxy() + ": " + e.getMessage(), e);
    }
  }

  private String toProxy() {
    return tunnelProxy == null ? "" : " to proxy " + tunnelProxy;
  }

  @Override
  public Socket createSocket(String host, int port) throws IOException {
    return createSocket(InetAddress.getByName(host), port);
  }

  @Override
  public Socket createSocket(String host, int port, InetAddress localHost, int localPort) {
    throw new UnsupportedOperationException("no local address can be chosen");
  }

  @Override
  public Socket createSocket(InetAddress host, int port, InetAddress localHost, int localPort) {
    throw new UnsupportedOperationException("no local address can be chosen");
  }

  /** Closes all sockets, which ends whoever waits for one. Idempotent. */
  @Override
  public void close() {
    closed = true;
    for (TransportSocket socket : open) {
      try {
        socket.close();
      } catch (IOException e) {
        // There is nothing left to do for it.
      }
    }
  }
}
