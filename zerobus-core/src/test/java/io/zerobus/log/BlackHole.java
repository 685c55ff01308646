// SPDX-License-Identifier: Apache-2.0
package io.zerobus.log;

import io.zerobus.HeadersProvider;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/** An endpoint that never answers. Public for the class that it names in its settings. */
public final class BlackHole implements AutoCloseable {

  /** Connections that fill the queue of a socket which accepts none. */
  private static final int BACKLOG = 1;

  private final ServerSocket socket;
  private final Queue<Socket> sockets = new ConcurrentLinkedQueue<>();

  private BlackHole(ServerSocket socket) {
    this.socket = socket;
  }

  /** Accepts connections, and says nothing. */
  static BlackHole accepting() {
    BlackHole hole = listening(50);
    Thread acceptor = new Thread(hole::accept, "black-hole");
    acceptor.setDaemon(true);
    acceptor.start();
    return hole;
  }

  /** Has so many waiting connections that a further one is not even established. */
  static BlackHole full() {
    BlackHole hole = listening(BACKLOG);
    for (int i = 0; i < BACKLOG + 5; i++) {
      Socket filler = new Socket();
      hole.sockets.add(filler);
      try {
        filler.connect(hole.socket.getLocalSocketAddress(), 200);
      } catch (IOException e) {
        return hole; // full, as it should be
      }
    }
    throw new IllegalStateException("the queue of connections never fills");
  }

  private static BlackHole listening(int backlog) {
    try {
      ServerSocket socket = new ServerSocket();
      socket.bind(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), backlog);
      return new BlackHole(socket);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void accept() {
    try {
      while (true) {
        sockets.add(socket.accept());
      }
    } catch (IOException e) {
      // closed
    }
  }

  int connections() {
    return sockets.size();
  }

  /** An appender's settings with this endpoint, whose credentials are at hand. */
  AppenderSettings.Builder settings() {
    return TestSettings.complete()
        .set("serverEndpoint", "http://127.0.0.1:" + socket.getLocalPort())
        .set("workspaceUrl", "http://127.0.0.1:" + socket.getLocalPort())
        .set("headersProvider", Headers.class.getName())
        .set("overflowPolicy", "drop");
  }

  @Override
  public void close() {
    try {
      socket.close();
      for (Socket open : sockets) {
        open.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Events are texts, all of one logger. */
  static final class Messages implements EventMapper<String> {
    @Override
    public @Nullable String loggerName(String event) {
      return "com.example.shop.OrderService";
    }

    @Override
    public boolean isWarnOrAbove(String event) {
      return false;
    }

    @Override
    public void map(String event, LogRecordWriter record) {
      record.timestampMicros(1_763_818_068_123_456L);
      record.level("INFO");
      record.logger("com.example.shop.OrderService");
      record.thread("http-nio-8080-exec-1");
      record.message(event);
    }
  }

  /** Known without a service. */
  public static final class Headers implements HeadersProvider {
    @Override
    public Map<String, String> getHeaders() {
      return Map.of(AUTHORIZATION, "Bearer tok", TABLE_NAME, "main.default.logs");
    }
  }
}
