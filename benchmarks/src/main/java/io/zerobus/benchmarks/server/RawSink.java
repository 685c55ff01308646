// SPDX-License-Identifier: Apache-2.0
package io.zerobus.benchmarks.server;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;

/**
 * The far end of a plain socket: reads to the end, answers with the number of bytes as eight bytes,
 * and takes the next connection.
 */
final class RawSink {

  private static final int BUFFER_BYTES = 1 << 20;

  private RawSink() {}

  /** Starts it on this machine and returns its port. */
  static int start() throws IOException {
    ServerSocketChannel server =
        ServerSocketChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    Thread thread = new Thread(() -> serve(server), "zerobus-benchmark-raw");
    thread.setDaemon(true);
    thread.start();
    return ((InetSocketAddress) server.getLocalAddress()).getPort();
  }

  private static void serve(ServerSocketChannel server) {
    ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_BYTES);
    while (true) {
      try (SocketChannel client = server.accept()) {
        drain(client, buffer);
      } catch (IOException e) {
        System.err.println("raw socket: " + e);
      }
    }
  }

  private static void drain(SocketChannel client, ByteBuffer buffer) throws IOException {
    long bytes = 0;
    int read;
    while ((read = client.read(buffer.clear())) >= 0) {
      bytes += read;
    }
    buffer.clear().putLong(bytes).flip();
    while (buffer.hasRemaining()) {
      client.write(buffer);
    }
  }
}
