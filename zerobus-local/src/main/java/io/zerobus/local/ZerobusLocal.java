// SPDX-License-Identifier: Apache-2.0
package io.zerobus.local;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The local Zerobus server in a JVM of its own, for tests. Uses the JDK only, so that none of the
 * server's libraries reaches the class path of what is tested.
 *
 * <pre>{@code
 * try (ZerobusLocal server = ZerobusLocal.builder().table("main.logs.app").start()) {
 *   // log through server.serverEndpoint(), server.workspaceUrl(), server.clientId(), ...
 *   server.rows("SELECT count(*) AS n FROM main.logs.app"); // [{"n":3}]
 * }
 * }</pre>
 *
 * <p>The server ends with this JVM, however that ends. Methods block; not thread-safe, except that
 * {@link #kill} may be called at any time.
 */
public final class ZerobusLocal implements AutoCloseable {

  private static final Duration START_TIMEOUT = Duration.ofSeconds(60);
  private static final Duration STOP_TIMEOUT = Duration.ofSeconds(40);
  private static final Duration QUERY_TIMEOUT = Duration.ofSeconds(60);

  /** For a JVM that ends before the second compiler would pay. */
  private static final List<String> SHORT_LIVED =
      List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC");

  private final Builder settings;
  private final Path dataDir;
  private final boolean deleteDataDir;
  private final @Nullable Path ddlFile;

  /** The server that runs or ran last. */
  private ChildProcess process;

  private ReadyLine ready;

  private ZerobusLocal(Builder settings) {
    this.settings = settings;
    try {
      Path given = settings.dataDir;
      deleteDataDir = given == null;
      dataDir =
          given == null ? Files.createTempDirectory("zerobus-local-") : given.toAbsolutePath();
      ddlFile = settings.ddl == null ? null : writeTemporary(settings.ddl);
    } catch (IOException e) {
      throw new IllegalStateException("no temporary file can be made: " + e.getMessage(), e);
    }
    try {
      process = launch(settings.grpcPort, settings.httpPort);
      ready = awaitReady(process);
    } catch (RuntimeException e) {
      deleteFiles();
      throw e;
    }
  }

  public static Builder builder() {
    return new Builder();
  }

  /** Where clients send records, as {@code http://127.0.0.1:PORT}. */
  public String serverEndpoint() {
    return ready.get("serverEndpoint");
  }

  /** Where clients get tokens and tables, as {@code http://127.0.0.1:PORT}. */
  public String workspaceUrl() {
    return ready.get("workspaceUrl");
  }

  /** Id of the service principal. */
  public String clientId() {
    return ready.get("clientId");
  }

  /** Secret of the service principal. */
  public String clientSecret() {
    return ready.get("clientSecret");
  }

  /** Folder of the tables: {@code c.s.t} is the Delta table in {@code c/s/t}. */
  public Path dataDir() {
    return dataDir;
  }

  /** Process id of the server. */
  public long pid() {
    return process.pid();
  }

  /** Whether the server's process runs. */
  public boolean isRunning() {
    return process.isAlive();
  }

  /** What the server has written to standard error since its last start; empty when all is well. */
  public String standardError() {
    return process.standardError();
  }

  /**
   * Runs a query over the committed rows, as the {@code sql} command does; the server may run or
   * not.
   *
   * @return the rows, each as a JSON object
   * @throws IllegalStateException when the query fails, with what DuckDB says
   */
  public List<String> rows(String query) {
    List<String> arguments =
        List.of("sql", "--data-dir", dataDir.toString(), "--format", "json", query);
    try (ChildProcess sql = ChildProcess.start(settings.command(SHORT_LIVED, arguments))) {
      int exitCode = sql.waitFor(QUERY_TIMEOUT);
      if (exitCode != 0) {
        throw new IllegalStateException(sql.standardError().strip());
      }
      return sql.standardOutput().lines().toList();
    }
  }

  /** Kills the server (SIGKILL on Unix) and waits until it is gone. */
  public void kill() {
    process.kill(STOP_TIMEOUT);
  }

  /**
   * Stops the server (SIGTERM on Unix), which commits what it has, and waits until it is gone.
   *
   * @return its exit code, 0 when all went well
   */
  public int stop() {
    return process.stop(STOP_TIMEOUT);
  }

  /** Starts the server again on the same folder and ports, after stopping it if it runs. */
  public void restart() {
    stop();
    process.close();
    process = launch(port(serverEndpoint()), port(workspaceUrl()));
    ready = awaitReady(process);
  }

  /** Stops the server and deletes the data folder, if it was not given to the builder. */
  @Override
  public void close() {
    try {
      stop();
    } finally {
      process.close();
      deleteFiles();
    }
  }

  private ChildProcess launch(int grpcPort, int httpPort) {
    List<String> arguments = new ArrayList<>();
    arguments.addAll(List.of("--data-dir", dataDir.toString(), "--exit-with-stdin"));
    arguments.addAll(List.of("--grpc-port", Integer.toString(grpcPort)));
    arguments.addAll(List.of("--http-port", Integer.toString(httpPort)));
    settings.tables.forEach(table -> arguments.addAll(List.of("--table", table)));
    if (ddlFile != null) {
      arguments.addAll(List.of("--ddl", ddlFile.toString()));
    }
    arguments.addAll(settings.serverArguments);
    return ChildProcess.start(settings.command(settings.jvmArgs, arguments));
  }

  private static ReadyLine awaitReady(ChildProcess process) {
    try {
      return ReadyLine.parse(process.firstLine(START_TIMEOUT));
    } catch (RuntimeException e) {
      process.close();
      throw e;
    }
  }

  private static int port(String endpoint) {
    return Integer.parseInt(endpoint.substring(endpoint.lastIndexOf(':') + 1));
  }

  private static Path writeTemporary(String text) throws IOException {
    Path file = Files.createTempFile("zerobus-local-", ".sql");
    return Files.writeString(file, text, StandardCharsets.UTF_8);
  }

  private void deleteFiles() {
    if (ddlFile != null) {
      TemporaryFiles.delete(ddlFile);
    }
    if (deleteDataDir) {
      TemporaryFiles.delete(dataDir);
    }
  }

  /** What the server is started with. Every setting has a default. */
  public static final class Builder {

    private final List<String> tables = new ArrayList<>();
    private final List<String> jvmArgs = new ArrayList<>();
    private final List<String> serverArguments = new ArrayList<>();
    private @Nullable String ddl;
    private @Nullable Path dataDir;
    private @Nullable Path javaExecutable;
    private int grpcPort;
    private int httpPort;

    private Builder() {}

    /** Makes a table with the columns of a log table; may be called again for another. */
    public Builder table(String name) {
      tables.add(name);
      return this;
    }

    /** Runs CREATE TABLE statements. Default: none. */
    public Builder ddl(String statements) {
      ddl = statements;
      return this;
    }

    /** Folder of the tables, kept at close. Default: a temporary one, deleted at close. */
    public Builder dataDir(Path folder) {
      dataDir = folder;
      return this;
    }

    /** Port of the ingest endpoint. Default: a free one. */
    public Builder grpcPort(int port) {
      grpcPort = port;
      return this;
    }

    /** Port of the workspace. Default: a free one. */
    public Builder httpPort(int port) {
      httpPort = port;
      return this;
    }

    /** Age at which the server tells a stream to go. Default: 15 minutes. */
    public Builder rotateAfter(Duration age) {
      return option("--rotate-after", age.toMillis() + "ms");
    }

    /** About how long a record takes from durable to queryable. Default: 1 second. */
    public Builder commitInterval(Duration interval) {
      return option("--commit-interval", interval.toMillis() + "ms");
    }

    /** Another option of the server's command line, with its value. */
    public Builder option(String name, String value) {
      serverArguments.add(name);
      serverArguments.add(value);
      return this;
    }

    /** Arguments of the server's JVM, such as {@code -Xmx256m}. Default: none. */
    public Builder jvmArgs(String... arguments) {
      jvmArgs.addAll(List.of(arguments));
      return this;
    }

    /** The {@code java} that runs the server. Default: that of this JVM. */
    public Builder javaExecutable(Path executable) {
      javaExecutable = executable;
      return this;
    }

    /**
     * Starts the server and waits until it is ready.
     *
     * @throws IllegalStateException when it does not start, with what it wrote to standard error
     */
    public ZerobusLocal start() {
      return new ZerobusLocal(this);
    }

    private List<String> command(List<String> jvmArguments, List<String> arguments) {
      Path java =
          javaExecutable == null
              ? Path.of(System.getProperty("java.home"), "bin", "java")
              : javaExecutable;
      List<String> command = new ArrayList<>();
      command.add(java.toString());
      command.addAll(jvmArguments);
      command.addAll(List.of("-jar", ServerJar.find().toString()));
      command.addAll(arguments);
      return command;
    }
  }
}
