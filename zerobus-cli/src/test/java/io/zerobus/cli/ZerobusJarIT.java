// SPDX-License-Identifier: Apache-2.0
package io.zerobus.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import io.zerobus.StreamConfigurationOptions;
import io.zerobus.TableProperties;
import io.zerobus.ZerobusSdk;
import io.zerobus.ZerobusStream;
import io.zerobus.local.ZerobusLocal;
import io.zerobus.log.LogSchema;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.jar.JarFile;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The jar as a process of its own, against the local server. */
class ZerobusJarIT {
  private static final String TABLE = "main.default.app";

  private static ZerobusLocal server;

  @TempDir static Path folder;

  @BeforeAll
  static void startServerWithWhatCreateTablePrints() throws Exception {
    Run run = Run.of(Map.of(), "create-table", "--table", TABLE, "--field", "env");
    assertThat(run.err).isEmpty();
    assertThat(run.exitCode).isZero();
    server =
        ZerobusLocal.builder()
            .ddl(run.out)
            .table("main.default.builtin")
            .commitInterval(Duration.ofMillis(200))
            .start();
  }

  @AfterAll
  static void stopServer() {
    if (server != null) {
      server.close();
    }
  }

  @Test
  void createTable_atTheLocalServer_hasAllColumnsAndTakesRecords() throws Exception {
    List<String> expected = new ArrayList<>();
    LogSchema.defaults().columns().forEach(column -> expected.add(column.name()));
    expected.add("env");
    assertThat(columnsOf(TABLE)).isEqualTo(expected);

    try (ZerobusSdk sdk = new ZerobusSdk(server.serverEndpoint(), server.workspaceUrl());
        ZerobusStream stream =
            sdk.createStream(
                server.clientId(),
                server.clientSecret(),
                TableProperties.json(TABLE),
                StreamConfigurationOptions.defaults())) {
      stream.ingestRecordOffset(
          "{\"timestamp\":1700000000000000,\"level\":\"INFO\",\"message\":\"hello\","
              + "\"mdc\":{\"a\":\"b\"},\"markers\":[\"m\"],\"seq\":0,\"env\":\"test\"}");
      stream.flush();
    }
    await()
        .atMost(Duration.ofSeconds(20))
        .until(
            () -> server.rows("SELECT message, env, seq FROM " + TABLE),
            rows -> rows.equals(List.of("{\"message\":\"hello\",\"env\":\"test\",\"seq\":0}")));
  }

  @Test
  void createTable_columns_areThoseOfTheServersOwnLogTable() throws Exception {
    List<String> own = columnsOf("main.default.builtin");
    own.add("env");
    assertThat(columnsOf(TABLE)).isEqualTo(own);
  }

  @Test
  void generateProto_ofTheServersTable_isCompiledByProtoc() throws Exception {
    Path secret = Files.writeString(folder.resolve("secret"), server.clientSecret() + "\n");
    Path output = folder.resolve("app.proto");
    Run run =
        Run.of(
            Map.of("DATABRICKS_HOST", server.workspaceUrl()),
            "generate-proto",
            "--client-id",
            server.clientId(),
            "--client-secret-file",
            secret.toString(),
            "--table",
            TABLE,
            "--output",
            output.toString());
    assertThat(run.err).isEmpty();
    assertThat(run.out).isEmpty();
    assertThat(run.exitCode).isZero();

    DescriptorProto message = Protoc.compile(output);
    assertThat(message.getName()).isEqualTo("app");
    assertThat(message.getFieldList())
        .extracting(FieldDescriptorProto::getName)
        .isEqualTo(columnsOf(TABLE));
  }

  @Test
  void generateProto_whatTheServerRefuses_isOneLineAndExitCode1() throws Exception {
    Map<String, String> environment =
        Map.of(
            "DATABRICKS_HOST", server.workspaceUrl(),
            "DATABRICKS_CLIENT_ID", server.clientId(),
            "DATABRICKS_CLIENT_SECRET", server.clientSecret());
    Run unknown =
        Run.of(environment, "generate-proto", "--table", "main.default.nowhere", "--output", "-");
    assertThat(unknown.err).contains("HTTP 404", "does not exist").hasLineCount(1);
    assertThat(unknown.exitCode).isEqualTo(1);

    Run wrongSecret =
        Run.of(
            environment,
            "generate-proto",
            "--client-secret=wrong",
            "--table=" + TABLE,
            "--output=-");
    assertThat(wrongSecret.err).contains("HTTP 401", "its secret").hasLineCount(1);
    assertThat(wrongSecret.exitCode).isEqualTo(1);
  }

  @Test
  void wrongUse_isExitCode2() throws Exception {
    Run run = Run.of(Map.of(), "create-table", "--nonsense");
    assertThat(run.err).contains("--nonsense").hasLineCount(1);
    assertThat(run.exitCode).isEqualTo(2);
  }

  @Test
  void version_isThatOfTheJar() throws Exception {
    Run run = Run.of(Map.of(), "--version");
    assertThat(run.out).startsWith("zerobus 0.");
    assertThat(run.err).isEmpty();
  }

  @Test
  void jar_holdsItsLicences() throws IOException {
    try (JarFile jar = new JarFile(System.getProperty("zerobus.jar"))) {
      assertThat(text(jar, "META-INF/LICENSE")).contains("Apache License", "Version 2.0");
      assertThat(text(jar, "META-INF/NOTICE")).isNotBlank();
    }
  }

  private static String text(JarFile jar, String entry) throws IOException {
    try (InputStream in = jar.getInputStream(jar.getEntry(entry))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static List<String> columnsOf(String table) throws Exception {
    Path proto = folder.resolve("columns.proto");
    Run run =
        Run.of(
            Map.of(
                "DATABRICKS_HOST", server.workspaceUrl(),
                "DATABRICKS_CLIENT_ID", server.clientId(),
                "DATABRICKS_CLIENT_SECRET", server.clientSecret()),
            "generate-proto",
            "--table=" + table,
            "--output=" + proto);
    assertThat(run.err).isEmpty();
    List<String> names = new ArrayList<>();
    for (String line : Files.readAllLines(proto)) {
      if (line.contains(" = ") && !line.startsWith("syntax")) {
        String[] words = line.substring(0, line.indexOf(" = ")).split(" ");
        names.add(words[words.length - 1]);
      }
    }
    return names;
  }

  /** One run of the jar, with nothing of this environment but what is given. */
  private static final class Run {
    final int exitCode;
    final String out;
    final String err;

    private Run(int exitCode, String out, String err) {
      this.exitCode = exitCode;
      this.out = out;
      this.err = err;
    }

    static Run of(Map<String, String> environment, String... args) throws Exception {
      List<String> command = new ArrayList<>();
      command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
      command.add("-jar");
      command.add(System.getProperty("zerobus.jar"));
      command.addAll(List.of(args));
      ProcessBuilder builder = new ProcessBuilder(command);
      builder.environment().keySet().removeIf(name -> name.startsWith("DATABRICKS_"));
      builder.environment().putAll(environment);
      Path err = Files.createTempFile(folder, "stderr", "");
      builder.redirectError(err.toFile());
      Process process = builder.start();
      process.getOutputStream().close();
      String out;
      try (InputStream in = process.getInputStream()) {
        out = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      }
      return new Run(process.waitFor(), out, Files.readString(err));
    }
  }
}
