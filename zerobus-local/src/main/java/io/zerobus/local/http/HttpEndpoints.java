// SPDX-License-Identifier: Apache-2.0
package io.zerobus.local.http;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.zerobus.local.table.Tables;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;

/** The server's HTTP side: what a workspace offers beside the ingest endpoint. */
public final class HttpEndpoints implements AutoCloseable {

  private final HttpServer server;
  private final ExecutorService executor;

  /** Answers one request; what it throws is answered with 500. */
  private interface Endpoint {
    Answer answer(HttpExchange exchange) throws IOException;
  }

  /**
   * Starts to listen.
   *
   * @param openStreams how many streams each table has that has any
   * @throws IOException when the address cannot be had
   */
  public HttpEndpoints(
      InetSocketAddress address,
      Credentials credentials,
      Tokens tokens,
      Tables tables,
      Supplier<Map<String, Integer>> openStreams)
      throws IOException {
    executor =
        Executors.newCachedThreadPool(
            task -> {
              Thread thread = new Thread(task, "zerobus-http");
              thread.setDaemon(true);
              return thread;
            });
    server = HttpServer.create(address, 0);
    server.setExecutor(executor);
    TokenEndpoint token = new TokenEndpoint(credentials, tokens, tables);
    serve("/oidc/v1/token", token::answer);
    serve(TableEndpoint.PATH, new TableEndpoint(tokens, tables)::answer);
    serve("/", new StatusPage(tables, openStreams)::answer);
    serve("/health", exchange -> health());
    server.start();
  }

  public int port() {
    return server.getAddress().getPort();
  }

  @Override
  public void close() {
    server.stop(0);
    executor.shutdownNow();
  }

  private static Answer health() {
    return Answer.json(200, JsonNodeFactory.instance.objectNode().put("status", "ok"));
  }

  private void serve(String path, Endpoint endpoint) {
    server.createContext(
        path,
        exchange -> {
          try (exchange) {
            answerOf(endpoint, exchange).send(exchange);
          }
        });
  }

  private static Answer answerOf(Endpoint endpoint, HttpExchange exchange) throws IOException {
    try {
      return endpoint.answer(exchange);
    } catch (RuntimeException e) {
      return Answer.apiError(500, "INTERNAL_ERROR", String.valueOf(e.getMessage()));
    }
  }
}
