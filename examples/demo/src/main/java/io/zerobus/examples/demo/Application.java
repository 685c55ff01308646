// SPDX-License-Identifier: Apache-2.0
package io.zerobus.examples.demo;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The Spring Boot application of the demo, on a free port of the loopback interface. */
final class Application {
  static final String NAME = "application";

  private static final Duration START_TIMEOUT = Duration.ofSeconds(90);
  private static final Duration STOP_GRACE = Duration.ofSeconds(30);
  private static final Duration END_WAIT = Duration.ofMillis(500);
  private static final Pattern STARTED = Pattern.compile("Tomcat started on port (\\d+) ");

  private final Service<URI> service;
  private final URI uri;

  private Application(Service<URI> service, URI uri) {
    this.service = service;
    this.uri = uri;
  }

  static Application start(
      ChildProcesses children, DemoOptions options, WorkFolder work, ReadyLine server, String table)
      throws DemoFailure, InterruptedException {
    Service<URI> service =
        Service.start(
            children,
            work,
            NAME,
            options.jvmOptions(),
            List.of(options.applicationJar().toString()),
            Map.of(
                "SERVER_ADDRESS", "127.0.0.1",
                "SERVER_PORT", "0",
                "ZEROBUS_SERVER_ENDPOINT", server.serverEndpoint(),
                "ZEROBUS_WORKSPACE_URL", server.workspaceUrl(),
                "ZEROBUS_TABLE_NAME", table,
                "DATABRICKS_CLIENT_ID", server.clientId(),
                "DATABRICKS_CLIENT_SECRET", server.clientSecret()),
            Application::address);
    Application application = new Application(service, service.awaitReady(START_TIMEOUT));
    application.checkThatItAnswers();
    return application;
  }

  /** Null when the line is not the one that names the port. */
  static @Nullable URI address(String line) {
    Matcher matcher = STARTED.matcher(line);
    return matcher.find() ? URI.create("http://127.0.0.1:" + matcher.group(1)) : null;
  }

  URI uri() {
    return uri;
  }

  boolean isAlive() {
    return service.isAlive();
  }

  /** Throws if the process has ended; gives one that just broke off an answer a moment to end. */
  void checkThatItRuns() throws DemoFailure, InterruptedException {
    if (service.endsWithin(END_WAIT)) {
      throw failure("the application ended with exit code " + service.exitCode());
    }
  }

  /**
   * SIGTERM: the application ends as on a container platform, and appender or agent deliver the
   * rest.
   */
  int stop() throws DemoFailure, InterruptedException {
    return service.stop(STOP_GRACE);
  }

  Path consoleLog() {
    return service.consoleLog();
  }

  /** What it said beside events: the framework's status lines, the appender's, the agent's. */
  String otherOutput() {
    return service.lastOutput(line -> !EventLines.isEvent(line));
  }

  DemoFailure failure(String what) {
    return service.failure(Demo.EXIT_FAILED, what);
  }

  private void checkThatItAnswers() throws DemoFailure, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(uri.resolve("/orders")).timeout(START_TIMEOUT).build();
    try {
      int status = HttpClient.newHttpClient().send(request, BodyHandlers.discarding()).statusCode();
      if (status != 200) {
        throw service.failure(
            Demo.EXIT_NOT_STARTED,
            "the application answers " + status + " to GET " + request.uri());
      }
    } catch (IOException e) {
      throw service.failure(
          Demo.EXIT_NOT_STARTED, "the application does not answer to GET " + request.uri());
    }
  }
}
