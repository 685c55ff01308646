// SPDX-License-Identifier: Apache-2.0
package io.zerobus.benchmarks.server;

import io.zerobus.benchmarks.ChildJvm;
import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A server in a JVM of its own, as seen from the one that started it. Not thread-safe. */
public final class ServerProcess implements AutoCloseable {

  static final String READY = "ready ";
  static final String DONE = "done ";
  static final String SHUT = "shut";
  static final String OPEN = "open";
  static final String COUNTS = "counts";

  private static final Duration TIME_LIMIT = Duration.ofHours(1);

  private final ChildJvm.Running process;
  private final String serverEndpoint;
  private final String workspaceUrl;
  private final int rawPort;

  private ServerProcess(ChildJvm.Running process, boolean tls) throws IOException {
    this.process = process;
    String[] ports = process.awaitLine(READY).split(" ", -1);
    serverEndpoint = (tls ? "https://localhost:" : "http://127.0.0.1:") + ports[0];
    workspaceUrl = "http://127.0.0.1:" + ports[1];
    rawPort = Integer.parseInt(ports[2]);
  }

  /** Starts a plaintext server that acknowledges at the usual pace. */
  public static ServerProcess start() throws IOException {
    return start(AckPace.USUAL, null);
  }

  /** Starts a server; with TLS if there is a key for it. */
  public static ServerProcess start(AckPace pace, @Nullable TlsStore tls) throws IOException {
    ChildJvm.Builder jvm =
        ChildJvm.builder(CountingServer.class)
            .jvmOptions("-Xmx1g", ChildJvm.SILENT)
            .arguments(String.valueOf(pace.requests()), String.valueOf(pace.interval().toNanos()))
            .timeLimit(TIME_LIMIT);
    if (tls != null) {
      jvm.arguments(tls.keyStore().toString());
    }
    ChildJvm.Running process = jvm.build().start();
    try {
      return new ServerProcess(process, tls != null);
    } catch (IOException e) {
      process.close();
      throw e;
    }
  }

  /** As a client's {@code serverEndpoint}. */
  public String serverEndpoint() {
    return serverEndpoint;
  }

  /** As a client's {@code workspaceUrl}: any client id and secret get a token. */
  public String workspaceUrl() {
    return workspaceUrl;
  }

  /** Port of a plain socket that reads to the end and answers with the number of bytes. */
  public int rawPort() {
    return rawPort;
  }

  /** Stalls: from now on nothing is read and nothing is acknowledged; connections stay. */
  public void shut() throws IOException {
    tell(SHUT);
  }

  /** Ends the stall. */
  public void open() throws IOException {
    tell(OPEN);
  }

  /** What it has received so far. */
  public ServerCounts counts() throws IOException {
    return tell(COUNTS);
  }

  private ServerCounts tell(String command) throws IOException {
    process.writeLine(command);
    return ServerCounts.parse(process.awaitLine(DONE));
  }

  /** Kills it: its clients see the connection break. */
  @Override
  public void close() {
    process.close();
  }
}
