// SPDX-License-Identifier: Apache-2.0
package io.zerobus.testing;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.zerobus.local.ZerobusLocal;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** The workspace of a local server, which tells of its tables only when it is let go. */
public final class SlowWorkspace implements AutoCloseable {

  private final ZerobusLocal server;
  private final CountDownLatch asked = new CountDownLatch(1);
  private final CountDownLatch released = new CountDownLatch(1);
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final HttpClient client = HttpClient.newHttpClient();
  private final HttpServer http;

  /** Listens on a port of its own. */
  public SlowWorkspace(ZerobusLocal server) throws IOException {
    this.server = server;
    http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    http.setExecutor(threads);
    http.createContext("/", this::forward);
    http.start();
  }

  /** What an appender has as {@code workspaceUrl}. */
  public String url() {
    return "http://127.0.0.1:" + http.getAddress().getPort();
  }

  /** Whether somebody waits for the columns of a table. */
  public boolean isAsked() {
    return asked.getCount() == 0;
  }

  /** Lets all answers go. */
  public void release() {
    released.countDown();
  }

  private void forward(HttpExchange exchange) throws IOException {
    try (exchange) {
      if (exchange.getRequestURI().getPath().startsWith("/api/")) {
        asked.countDown();
        released.await();
      }
      HttpResponse<byte[]> answer =
          client.send(request(exchange), HttpResponse.BodyHandlers.ofByteArray());
      answer
          .headers()
          .firstValue("content-type")
          .ifPresent(type -> exchange.getResponseHeaders().set("content-type", type));
      exchange.sendResponseHeaders(answer.statusCode(), answer.body().length);
      exchange.getResponseBody().write(answer.body());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private HttpRequest request(HttpExchange exchange) throws IOException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(server.workspaceUrl() + exchange.getRequestURI()))
            .method(
                exchange.getRequestMethod(),
                HttpRequest.BodyPublishers.ofByteArray(exchange.getRequestBody().readAllBytes()));
    for (String name : new String[] {"authorization", "content-type"}) {
      String value = exchange.getRequestHeaders().getFirst(name);
      if (value != null) {
        request.header(name, value);
      }
    }
    return request.build();
  }

  @Override
  public void close() {
    release();
    http.stop(0);
    threads.shutdownNow();
  }
}
