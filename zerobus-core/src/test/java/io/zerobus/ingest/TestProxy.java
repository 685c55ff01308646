// SPDX-License-Identifier: Apache-2.0
package io.zerobus.ingest;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** An HTTP proxy for CONNECT that remembers what it was asked. */
public final class TestProxy implements AutoCloseable {
  /** What stood behind the method: {@code host:port} for CONNECT, else a URL. */
  public final List<String> targets = new CopyOnWriteArrayList<>();

  /** The values of Proxy-Authorization that came; "" for a request without. */
  public final List<String> authorizations = new CopyOnWriteArrayList<>();

  private final Map<String, Integer> routes = new ConcurrentHashMap<>();
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final ExecutorService threads =
      Executors.newCachedThreadPool(DaemonThreads.named("test-proxy"));
  private final ServerSocket server;
  private volatile String answer = "HTTP/1.1 200 Connection established\r\n\r\n";

  public TestProxy() throws IOException {
    server = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
    threads.execute(this::accept);
  }

  public String authority() {
    return "127.0.0.1:" + server.getLocalPort();
  }

  /** Where a name leads that no DNS knows. */
  public TestProxy route(String target, int localPort) {
    routes.put(target, localPort);
    return this;
  }

  /** Answers so instead of leading anywhere. */
  public TestProxy answer(String wholeAnswer) {
    answer = wholeAnswer;
    return this;
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket client = server.accept();
        open.add(client);
        threads.execute(() -> serve(client));
      } catch (IOException e) {
        return; // closed
      }
    }
  }

  private void serve(Socket client) {
    try (client) {
      String head = readHead(client.getInputStream());
      String[] lines = head.split("\r\n", -1);
      String target = lines[0].split(" ", -1)[1];
      targets.add(target);
      String authorization = "";
      for (String line : lines) {
        if (line.toLowerCase(Locale.ROOT).startsWith("proxy-authorization: ")) {
          authorization = line.substring("proxy-authorization: ".length());
        }
      }
      authorizations.add(authorization);
      client.getOutputStream().write(answer.getBytes(StandardCharsets.ISO_8859_1));
      if (answer.startsWith("HTTP/1.1 2") && lines[0].startsWith("CONNECT ")) {
        tunnel(client, target);
      }
    } catch (IOException e) {
      // The client or the target has gone; so does the tunnel.
    } finally {
      open.remove(client);
    }
  }

  private void tunnel(Socket client, String target) throws IOException {
    int colon = target.lastIndexOf(':');
    Integer routed = routes.get(target);
    String host = routed != null ? "127.0.0.1" : target.substring(0, colon);
    int port = routed != null ? routed : Integer.parseInt(target.substring(colon + 1));
    try (Socket far = new Socket(host, port)) {
      open.add(far);
      threads.execute(() -> pump(far, client));
      pump(client, far);
    }
  }

  private static void pump(Socket from, Socket to) {
    try (from;
        to) {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      in.transferTo(out);
    } catch (IOException e) {
      // One side has gone; both are closed.
    }
  }

  private static String readHead(InputStream in) throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      int next = in.read();
      if (next < 0) {
        throw new IOException("no head");
      }
      head.append((char) next);
    }
    return head.toString();
  }

  @Override
  public void close() throws IOException {
    server.close();
    for (Socket socket : open) {
      socket.close();
    }
    threads.shutdown();
  }
}
