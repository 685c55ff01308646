// SPDX-License-Identifier: Apache-2.0
package io.zerobus.examples.demo;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/**
 * The requests of one customer: mostly good ones, now and then one that the application refuses.
 */
final class CustomerVisit {
  private static final Duration TIMEOUT = Duration.ofSeconds(30);

  private final HttpClient client;
  private final URI application;
  private final LoadCounters counters;
  private final String customer;

  CustomerVisit(HttpClient client, URI application, LoadCounters counters, String customer) {
    this.client = client;
    this.application = application;
    this.counters = counters;
    this.customer = customer;
  }

  /**
   * Makes the requests of visit number {@code n}.
   *
   * @throws IOException if the application does not answer
   */
  void run(long n) throws IOException, InterruptedException {
    String order = create("{\"article\":\"lamp\",\"quantity\":2}", 201);
    get(order, 200);
    post(order + "/payment", "", 200);
    get("/orders?limit=10", 200);
    if (n % 5 == 1) {
      String large = create("{\"article\":\"anvil\",\"quantity\":12}", 201);
      post(large + "/payment", "", 502);
    }
    if (n % 7 == 2) {
      get("/orders/0", 404);
      create("{\"quantity\":1}", 400);
    }
    if (n % 11 == 3) {
      create("{\"article\":\"caf\u00e9 chair\",\"quantity\":2000}", 201);
      get("/orders?limit=0", 200);
    }
  }

  private String create(String order, int expectedStatus) throws IOException, InterruptedException {
    return post("/orders", order, expectedStatus).headers().firstValue("Location").orElse("");
  }

  private HttpResponse<Void> post(String path, String body, int expectedStatus)
      throws IOException, InterruptedException {
    return send(
        request(path)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body)),
        expectedStatus);
  }

  private void get(String path, int expectedStatus) throws IOException, InterruptedException {
    send(request(path).GET(), expectedStatus);
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(application.resolve(path))
        .timeout(TIMEOUT)
        .header("X-Customer", customer);
  }

  private HttpResponse<Void> send(HttpRequest.Builder request, int expectedStatus)
      throws IOException, InterruptedException {
    HttpResponse<Void> response = client.send(request.build(), BodyHandlers.discarding());
    counters.answered(response.statusCode(), expectedStatus);
    return response;
  }
}
