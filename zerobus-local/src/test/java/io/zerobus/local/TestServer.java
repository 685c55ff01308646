// SPDX-License-Identifier: Apache-2.0
package io.zerobus.local;

import io.zerobus.local.sql.SqlQuery;
import io.zerobus.local.table.TableName;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;

/** A server in this JVM, with tables made by DDL, and a client of it. */
final class TestServer implements AutoCloseable {

  private final Path dataDir;
  private final LocalServer server;
  private final TestClient client;

  TestServer(Path dataDir, String ddl) throws IOException {
    this(dataDir, ddl, Duration.ofMinutes(15), Duration.ofSeconds(5));
  }

  TestServer(Path dataDir, String ddl, Duration rotateAfter, Duration rotateGrace)
      throws IOException {
    this.dataDir = dataDir;
    Path ddlFile = Files.writeString(dataDir.resolve("tables.sql"), ddl);
    server =
        LocalServer.start(
            new ServerOptions(
                dataDir,
                0,
                0,
                List.of(new TableName("main", "default", "app")),
                ddlFile,
                Duration.ofMillis(20),
                rotateAfter,
                rotateGrace));
    ReadyLine ready = ReadyLine.parse(server.readyLine());
    client =
        new TestClient(
            ready.get("serverEndpoint"),
            ready.get("workspaceUrl"),
            ready.get("clientId"),
            ready.get("clientSecret"));
  }

  TestClient client() {
    return client;
  }

  LocalServer server() {
    return server;
  }

  /** The rows of a query as JSON, one a line. */
  List<String> rows(String query) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    PrintStream out = new PrintStream(bytes, false, StandardCharsets.UTF_8);
    new SqlQuery(dataDir).printJson(query, out);
    out.flush();
    return bytes.toString(StandardCharsets.UTF_8).lines().toList();
  }

  /** Waits until a table has this many rows. */
  void awaitRows(String table, int count) {
    Awaitility.await()
        .until(
            () -> rows("SELECT count(*) n FROM " + table).equals(List.of("{\"n\":" + count + "}")));
  }

  @Override
  public void close() throws Exception {
    client.close();
    server.close();
  }
}
