// SPDX-License-Identifier: Apache-2.0
package io.zerobus.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.grpc.Status;
import io.zerobus.local.TestClient.Stream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The runnable jar, in a JVM of its own. */
class ZerobusLocalIT {

  private static final Duration TIMEOUT = Duration.ofSeconds(60);

  @TempDir Path folder;

  private static ChildProcess jar(String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-jar", ServerJar.find().toString()));
    command.addAll(List.of(arguments));
    return ChildProcess.start(command);
  }

  /** Runs a command that must fail and returns what it says. */
  private static String failure(String... arguments) {
    try (ChildProcess process = jar(arguments)) {
      assertThat(process.waitFor(TIMEOUT)).isEqualTo(2);
      assertThat(process.standardOutput()).isEmpty();
      assertThat(process.standardError().lines()).hasSize(1);
      return process.standardError();
    }
  }

  @Test
  void server_lifeWithKillsAndStops_losesNothingAndSaysNothing() throws Exception {
    try (ZerobusLocal server = ZerobusLocal.builder().table("main.default.app").start()) {
      String endpoint = server.serverEndpoint();
      String secret = server.clientSecret();
      try (TestClient client = TestClient.of(server)) {
        Stream stream = client.openJson("main.default.app");
        for (int offset = 0; offset < 50; offset++) {
          stream.sendJson(offset, "{\"timestamp\":1700000000123456,\"seq\":" + offset + "}");
        }
        stream.awaitAck(49);
        server.kill();
        assertThat(stream.awaitStatus().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
      }
      assertThat(server.isRunning()).isFalse();

      server.restart();
      assertThat(server.serverEndpoint()).isEqualTo(endpoint);
      assertThat(server.clientSecret()).isEqualTo(secret);
      try (TestClient client = TestClient.of(server)) {
        Stream stream = client.openJson("main.default.app");
        stream.sendJson(0, "{\"seq\":50,\"mdc\":{\"user\":\"it's me\"},\"markers\":[\"A\"]}");
        stream.awaitAck(0);
        assertThat(server.stop()).isZero();
        assertThat(stream.awaitStatus().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
      }
      assertThat(server.standardError()).isEmpty();

      assertThat(
              server.rows(
                  "SELECT seq, mdc, markers, level, timestamp, count(*) OVER () AS n,"
                      + " (SELECT count(DISTINCT seq) FROM main.default.app) AS d"
                      + " FROM main.default.app ORDER BY seq DESC LIMIT 2"))
          .containsExactly(
              "{\"seq\":50,\"mdc\":{\"user\":\"it's me\"},\"markers\":[\"A\"],\"level\":null,"
                  + "\"timestamp\":null,\"n\":51,\"d\":51}",
              "{\"seq\":49,\"mdc\":null,\"markers\":null,\"level\":null,"
                  + "\"timestamp\":\"2023-11-14T22:13:20.123456Z\",\"n\":51,\"d\":51}");
      assertThatThrownBy(() -> server.rows("SELECT nope FROM main.default.app"))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageStartingWith("zerobus-local: the query failed: ")
          .hasMessageContaining("nope");
    }
  }

  @Test
  void server_folderInUse_isRefusedWithTheNameOfTheFirst() {
    try (ZerobusLocal first = ZerobusLocal.builder().dataDir(folder).start()) {
      assertThat(failure("--data-dir", folder.toString()))
          .contains(
              "the data folder "
                  + folder
                  + " is in use by the server with pid "
                  + first.pid()
                  + " (gRPC "
                  + first.serverEndpoint()
                  + ", HTTP "
                  + first.workspaceUrl()
                  + "): stop that server or choose another folder with --data-dir");
      assertThatThrownBy(() -> ZerobusLocal.builder().dataDir(folder).start())
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("(exit code 2)")
          .hasMessageContaining("is in use by");
    }
    assertThat(folder.resolve(".zerobus/credentials.json")).exists();
  }

  @Test
  void server_portInUse_isRefused() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String port = Integer.toString(taken.getLocalPort());
      for (String option : List.of("--grpc-port", "--http-port")) {
        assertThat(failure("--data-dir", folder.toString(), option, port))
            .contains("port " + port + " of 127.0.0.1 cannot be listened on")
            .contains("choose another with " + option);
      }
    }
  }

  @Test
  void server_wrongArguments_areRefusedWithTheRemedy() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "x");
    assertThat(failure("--data-dir", file.resolve("data").toString()))
        .contains("cannot be written")
        .contains("choose a folder that this user may write");
    assertThat(failure("--data-dir", folder.toString(), "--table", "s.t"))
        .contains("--table 's.t' is not a table name: give catalog.schema.table");
    Path ddl = Files.writeString(folder.resolve("x.sql"), "CREATE TABLE a.b.c (\nx WHAT)");
    assertThat(failure("--data-dir", folder.toString(), "--ddl", ddl.toString()))
        .contains("--ddl " + ddl + ", line 2: a column type expected, found 'WHAT'");
    assertThat(failure("--data-dri", "x")).contains("--data-dri");
  }

  @Test
  void sql_besideARunningServer_printsATable() throws Exception {
    try (ZerobusLocal server =
            ZerobusLocal.builder()
                .ddl("CREATE TABLE c.s.t (level STRING, n BIGINT)")
                .commitInterval(Duration.ofMillis(50))
                .start();
        TestClient client = TestClient.of(server)) {
      Stream stream = client.openJson("c.s.t");
      stream.sendJsonBatch(
          0, List.of("{\"level\":\"INFO\",\"n\":1}", "{\"level\":\"WARN\",\"n\":20}"));
      stream.awaitAck(0);
      await().atMost(TIMEOUT).until(() -> server.rows("SELECT * FROM c.s.t").size() == 2);
      try (ChildProcess sql =
          jar(
              "sql",
              "--data-dir",
              server.dataDir().toString(),
              "SELECT level, n, NULL AS x FROM c.s.t ORDER BY n")) {
        assertThat(sql.waitFor(TIMEOUT)).isZero();
        assertThat(sql.standardError()).isEmpty();
        assertThat(sql.standardOutput())
            .isEqualTo(
                """
                level | n  | x
                ------+----+-----
                INFO  |  1 | NULL
                WARN  | 20 | NULL
                (2 rows)
                """);
      }
    }
  }

  @Test
  void exitWithStdin_inputEnds_serverEnds() {
    try (ChildProcess server = jar("--data-dir", folder.toString(), "--exit-with-stdin")) {
      server.firstLine(TIMEOUT);
      server.closeInput();
      assertThat(server.waitFor(TIMEOUT)).isZero();
    }
  }
}
