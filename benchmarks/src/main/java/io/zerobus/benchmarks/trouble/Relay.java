// SPDX-License-Identifier: Apache-2.0
package io.zerobus.benchmarks.trouble;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A port in front of a server, which can be cut off: then connections break and new ones are
 * refused. One thread cuts and joins.
 */
final class Relay implements AutoCloseable {

  private static final int BUFFER_BYTES = 64 * 1024;

  private final int targetPort;
  private final int port;
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
  private ServerSocket listening;

  Relay(int targetPort) throws IOException {
    this.targetPort = targetPort;
    this.listening = listen(0);
    this.port = listening.getLocalPort();
    start(this::accept);
  }

  private static ServerSocket listen(int port) throws IOException {
    ServerSocket socket = new ServerSocket();
    socket.setReuseAddress(true);
    socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    return socket;
  }

  int port() {
    return port;
  }

  /** Cuts the server off. */
  void cut() throws IOException {
    listening.close();
    for (Socket socket : sockets) {
      socket.close();
    }
    sockets.clear();
  }

  /** The server can be reached again. */
  void join() throws IOException {
    listening = listen(port);
    start(this::accept);
  }

  private void accept() {
    ServerSocket accepting = listening;
    try {
      while (true) {
        Socket client = accepting.accept();
        Socket server = new Socket(InetAddress.getLoopbackAddress(), targetPort);
        client.setTcpNoDelay(true);
        server.setTcpNoDelay(true);
        sockets.add(client);
        sockets.add(server);
        start(() -> copy(client, server));
        start(() -> copy(server, client));
      }
    } catch (IOException e) {
      // Cut off.
    }
  }

  private static void copy(Socket from, Socket to) {
    byte[] buffer = new byte[BUFFER_BYTES];
    try (from;
        to) {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      int read;
      while ((read = in.read(buffer)) >= 0) {
        out.write(buffer, 0, read);
      }
    } catch (IOException e) {
      // Cut off.
    }
  }

  private static void start(Runnable work) {
    Thread thread = new Thread(work, "relay");
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void close() throws IOException {
    cut();
  }
}
