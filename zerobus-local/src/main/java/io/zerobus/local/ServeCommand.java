// SPDX-License-Identifier: Apache-2.0
package io.zerobus.local;

import io.zerobus.local.table.TableName;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Option;

/** Runs the server until it is told to stop. */
@Command(
    name = "zerobus-local",
    mixinStandardHelpOptions = true,
    versionProvider = ServeCommand.Version.class,
    sortOptions = false,
    description =
        "A local server that speaks the Zerobus Ingest protocol and lands records in Delta tables."
            + " Prints one line of JSON when it is ready; SIGTERM ends it.")
final class ServeCommand implements Callable<Integer> {

  @Option(
      names = "--data-dir", // Required here, and not by the parser: subcommands have their own.
      paramLabel = "DIR",
      description = "Folder of the tables: c.s.t is the Delta table in DIR/c/s/t.")
  private @Nullable Path dataDir;

  @Option(
      names = "--grpc-port",
      paramLabel = "PORT",
      defaultValue = "0",
      description = "Port of the ingest endpoint on 127.0.0.1; 0 = a free one (default).")
  private int grpcPort;

  @Option(
      names = "--http-port",
      paramLabel = "PORT",
      defaultValue = "0",
      description = "Port of tokens, table endpoint and web page; 0 = a free one (default).")
  private int httpPort;

  @Option(
      names = "--table",
      paramLabel = "c.s.t",
      description = "Make this table with the columns of a log table; may be repeated.")
  private List<String> tables = new ArrayList<>();

  @Option(
      names = "--ddl",
      paramLabel = "FILE",
      description = "Run the CREATE TABLE statements in this file.")
  private @Nullable Path ddl;

  @Option(
      names = "--commit-interval",
      paramLabel = "TIME",
      defaultValue = "1s",
      converter = DurationConverter.class,
      description = "About how long a record takes from durable to queryable (default 1s).")
  private Duration commitInterval = Duration.ofSeconds(1);

  @Option(
      names = "--rotate-after",
      paramLabel = "TIME",
      defaultValue = "15m",
      converter = DurationConverter.class,
      description = "Age at which a stream is told that it will be closed (default 15m).")
  private Duration rotateAfter = Duration.ofMinutes(15);

  @Option(
      names = "--rotate-grace",
      paramLabel = "TIME",
      defaultValue = "5s",
      converter = DurationConverter.class,
      description = "Time a stream then has before it is closed (default 5s).")
  private Duration rotateGrace = Duration.ofSeconds(5);

  @Option(names = "--exit-with-stdin", hidden = true)
  private boolean exitWithStdin;

  @Override
  public Integer call() throws InterruptedException {
    LocalServer server = LocalServer.start(options());
    CountDownLatch end = new CountDownLatch(1);
    Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(server), "zerobus-stop"));
    System.out.println(server.readyLine());
    System.out.flush();
    if (exitWithStdin) {
      exitAtEndOfStdin();
    }
    end.await();
    return 0;
  }

  private ServerOptions options() {
    if (dataDir == null) {
      throw new UserError("no data folder: give one with --data-dir DIR; see --help");
    }
    return new ServerOptions(
        dataDir,
        port("--grpc-port", grpcPort),
        port("--http-port", httpPort),
        tables.stream().map(ServeCommand::tableName).toList(),
        ddl,
        commitInterval,
        rotateAfter,
        rotateGrace);
  }

  private static int port(String option, int port) {
    if (port < 0 || port > 65_535) {
      throw new UserError(option + " is " + port + ": give a port from 1 to 65535, or 0");
    }
    return port;
  }

  private static TableName tableName(String name) {
    return TableName.parse(name)
        .orElseThrow(
            () ->
                new UserError(
                    "--table '"
                        + name
                        + "' is not a table name: give catalog.schema.table, each of letters,"
                        + " digits, _ and -"));
  }

  /** Ends the process with 0 from within the JVM's shutdown, which would end it with 143. */
  private static void stop(LocalServer server) {
    server.close();
    Runtime.getRuntime().halt(0);
  }

  /** For a server that was started by another JVM and must not outlive it. */
  private static void exitAtEndOfStdin() {
    Thread thread =
        new Thread(
            () -> {
              try {
                System.in.transferTo(OutputStream.nullOutputStream());
              } catch (IOException e) {
                // As at the end.
              }
              System.exit(0);
            },
            "zerobus-stdin");
    thread.setDaemon(true);
    thread.start();
  }

  /** The version in the jar's manifest. */
  static final class Version implements IVersionProvider {

    @Override
    public String[] getVersion() {
      String version = Main.class.getPackage().getImplementationVersion();
      return new String[] {"zerobus-local " + (version == null ? "(unpacked)" : version)};
    }
  }
}
