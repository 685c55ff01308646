// SPDX-License-Identifier: Apache-2.0
package io.zerobus.local;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.zerobus.local.grpc.ZerobusService;
import io.zerobus.local.http.Credentials;
import io.zerobus.local.http.HttpEndpoints;
import io.zerobus.local.http.Tokens;
import io.zerobus.local.table.StateFolder;
import io.zerobus.local.table.Tables;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.TimeUnit;

/** A running server: its tables, its two endpoints, and the order in which they start and stop. */
final class LocalServer implements AutoCloseable {

  private static final String LOOPBACK = "127.0.0.1";

  /** Clients are gone by then, and what they sent is acknowledged. */
  private static final long STREAMS_STOP_NANOS = TimeUnit.MILLISECONDS.toNanos(1000);

  private static final long COMMIT_NANOS = TimeUnit.SECONDS.toNanos(30);

  private final Path dataDir;
  private final StateFolder state;
  private final Credentials credentials;
  private final Tables tables;
  private final HttpEndpoints http;
  private final ZerobusService grpc;

  private LocalServer(
      Path dataDir,
      StateFolder state,
      Credentials credentials,
      Tables tables,
      HttpEndpoints http,
      ZerobusService grpc) {
    this.dataDir = dataDir;
    this.state = state;
    this.credentials = credentials;
    this.tables = tables;
    this.http = http;
    this.grpc = grpc;
  }

  /**
   * Starts a server.
   *
   * @throws UserError when something is in its way that the user can change
   */
  static LocalServer start(ServerOptions options) {
    Path dataDir = options.dataDir().toAbsolutePath().normalize();
    StateFolder state = StateFolder.take(dataDir);
    try {
      Credentials credentials = Credentials.load(state.credentials());
      Tokens tokens = new Tokens(credentials, Clock.systemUTC());
      Tables tables = Tables.open(dataDir, state, options.commitInterval().toNanos());
      options.logTables().forEach(tables::createLogTable);
      if (options.ddl() != null) {
        DdlFile.run(options.ddl(), tables);
      }
      ZerobusService grpc = startGrpc(options, tables, tokens);
      try {
        HttpEndpoints http = startHttp(options, credentials, tokens, tables, grpc);
        LocalServer server = new LocalServer(dataDir, state, credentials, tables, http, grpc);
        state.announce(
            "the server with pid "
                + ProcessHandle.current().pid()
                + " (gRPC "
                + server.serverEndpoint()
                + ", HTTP "
                + server.workspaceUrl()
                + ")");
        return server;
      } catch (IOException | RuntimeException e) {
        grpc.close(0);
        throw e;
      }
    } catch (IOException | RuntimeException | InterruptedException e) {
      closeQuietly(state);
      throw e instanceof UserError error
          ? error
          : new UserError("the server cannot start: " + e, e);
    }
  }

  String serverEndpoint() {
    return "http://" + LOOPBACK + ":" + grpc.port();
  }

  String workspaceUrl() {
    return "http://" + LOOPBACK + ":" + http.port();
  }

  /** The line by which the server says that it is ready, with all that a client needs. */
  String readyLine() {
    return JsonNodeFactory.instance
        .objectNode()
        .put("serverEndpoint", serverEndpoint())
        .put("workspaceUrl", workspaceUrl())
        .put("clientId", credentials.clientId())
        .put("clientSecret", credentials.clientSecret())
        .put("dataDir", dataDir.toString())
        .toString();
  }

  /** Ends all streams, commits what was accepted, gives the folder free. */
  @Override
  public void close() {
    try {
      grpc.close(STREAMS_STOP_NANOS);
      http.close();
      tables.close(COMMIT_NANOS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      closeQuietly(state);
    }
  }

  private static ZerobusService startGrpc(ServerOptions options, Tables tables, Tokens tokens) {
    try {
      return new ZerobusService(
          loopback(options.grpcPort()),
          tables,
          tokens,
          options.rotateAfter(),
          options.rotateGrace());
    } catch (IOException e) {
      throw portError("--grpc-port", options.grpcPort(), e);
    }
  }

  private static HttpEndpoints startHttp(
      ServerOptions options,
      Credentials credentials,
      Tokens tokens,
      Tables tables,
      ZerobusService grpc) {
    try {
      return new HttpEndpoints(
          loopback(options.httpPort()), credentials, tokens, tables, grpc::openStreams);
    } catch (IOException e) {
      throw portError("--http-port", options.httpPort(), e);
    }
  }

  private static UserError portError(String option, int port, IOException e) {
    Throwable cause = e.getCause() == null ? e : e.getCause();
    return new UserError(
        "port "
            + port
            + " of 127.0.0.1 cannot be listened on ("
            + cause.getMessage()
            + "): choose another with "
            + option
            + ", or 0 for a free one",
        e);
  }

  @SuppressWarnings("AddressSelection") // A literal address: nothing is looked up.
  private static InetSocketAddress loopback(int port) {
    return new InetSocketAddress(LOOPBACK, port);
  }

  private static void closeQuietly(StateFolder state) {
    try {
      state.close();
    } catch (IOException e) {
      // The lock ends with the process.
    }
  }
}
