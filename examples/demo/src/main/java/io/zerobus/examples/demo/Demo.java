// SPDX-License-Identifier: Apache-2.0
package io.zerobus.examples.demo;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/**
 * Runs the main job end to end: an application logs through the appender or under the agent, the
 * events land in a Delta table, and an audit compares the table with the application's own console.
 *
 * <p>Exit codes: 0 the audit adds up, 1 it does not, 2 something could not be started.
 */
public final class Demo {
  static final int EXIT_FAILED = 1;
  static final int EXIT_NOT_STARTED = 2;

  private static final String TABLE = "main.default.app_logs";
  private static final int LOAD_THREADS = 4;
  private static final Duration COMMIT_WAIT = Duration.ofSeconds(15);
  private static final Duration COMMIT_POLL = Duration.ofMillis(300);

  private final DemoOptions options;
  private final PrintStream out;
  private final WorkFolder work;
  private final ChildProcesses children;

  private Demo(DemoOptions options, PrintStream out, WorkFolder work, ChildProcesses children) {
    this.options = options;
    this.out = out;
    this.work = work;
    this.children = children;
  }

  public static void main(String[] args) {
    System.exit(run(args));
  }

  private static int run(String[] args) {
    DemoOptions options;
    try {
      options = DemoOptions.parse(args);
    } catch (IllegalArgumentException e) {
      System.err.println("demo: " + e.getMessage());
      return EXIT_NOT_STARTED;
    }
    WorkFolder work;
    try {
      work = WorkFolder.create(options.keep());
    } catch (IOException e) {
      System.err.println("demo: no temporary folder could be made: " + e);
      return EXIT_NOT_STARTED;
    }
    ChildProcesses children = new ChildProcesses();
    Thread cleanup = new Thread(() -> cleanUp(children, work), "demo-cleanup");
    Runtime.getRuntime().addShutdownHook(cleanup);
    try {
      return new Demo(options, System.out, work, children).run();
    } catch (DemoFailure e) {
      return report(e.getMessage(), e.exitCode(), children);
    } catch (IOException e) {
      return report(e.toString(), EXIT_NOT_STARTED, children);
    } catch (InterruptedException e) {
      return report("interrupted", EXIT_NOT_STARTED, children);
    }
  }

  /** A failure that only follows from being stopped ourselves is not worth a message. */
  private static int report(String message, int exitCode, ChildProcesses children) {
    if (!children.isClosed()) {
      System.out.flush();
      System.err.println();
      System.err.println("demo: " + message);
    }
    return exitCode;
  }

  private static void cleanUp(ChildProcesses children, WorkFolder work) {
    children.close();
    work.close();
  }

  private int run() throws DemoFailure, IOException, InterruptedException {
    out.println(
        "Application (Spring Boot, Logback"
            + (options.agent() ? "; knows nothing of Zerobus), agent" : ")")
            + " -> Zerobus protocol (gRPC) -> local server -> Delta table -> SQL");

    out.print("[1/5] Local server: ");
    LocalServer server = LocalServer.start(children, options, work, TABLE);
    out.println(server.ready().serverEndpoint() + ", table " + TABLE);

    out.print("[2/5] Application: ");
    Application application = Application.start(children, options, work, server.ready(), TABLE);
    out.println(application.uri());

    out.printf(
        "[3/5] HTTP requests from %d threads for %d s%n", LOAD_THREADS, options.load().toSeconds());
    HttpLoad load = new HttpLoad(application.uri(), LOAD_THREADS, options.load());
    sendRequests(load, application);
    out.println("      " + load.counters().summary());

    out.print("[4/5] Application stopped with SIGTERM: ");
    int exitCode = application.stop();
    long logged = EventLines.count(application.consoleLog());
    out.printf("exit code %d, %d events on its console%n", exitCode, logged);

    SqlCommand sql = new SqlCommand(children, options.serverJar(), work);
    out.print("[5/5] Rows in the Delta table: ");
    out.println(awaitRows(sql, logged));

    print(sql, "Events by level", Queries.byLevel(TABLE));
    print(sql, "The five latest errors", Queries.latestErrors(TABLE));

    FinalAudit end = FinalAudit.take(logged, TABLE, server::stop, sql::rows);
    Audit audit = end.audit();
    int serverExitCode = end.serverExitCode();
    out.println();
    out.println(audit.line());
    if (options.keep()) {
      printKept();
    }
    if (!audit.addsUp()) {
      throw new DemoFailure(
          EXIT_FAILED,
          audit.explain() + application.otherOutput() + server.explain(serverExitCode));
    }
    if (serverExitCode != 0) {
      throw new DemoFailure(
          EXIT_FAILED,
          "the audit adds up, but the end was not orderly." + server.explain(serverExitCode));
    }
    return 0;
  }

  private void sendRequests(HttpLoad load, Application application)
      throws DemoFailure, InterruptedException {
    try {
      load.run(new Progress(out, options.terminal()), application::isAlive);
    } catch (IOException e) {
      application.checkThatItRuns();
      throw application.failure("the application did not answer a request: " + e.getMessage());
    }
    application.checkThatItRuns();
    long unexpected = load.counters().unexpected();
    if (unexpected > 0) {
      throw application.failure(unexpected + " requests were answered with an unexpected status");
    }
  }

  /** A record stands in the table about a second after its acknowledgment: asks until all do. */
  private static long awaitRows(SqlCommand sql, long logged)
      throws DemoFailure, InterruptedException {
    long deadlineNanos = System.nanoTime() + COMMIT_WAIT.toNanos();
    while (true) {
      List<Map<String, Object>> rows = sql.rows(Queries.audit(TABLE));
      long count = Audit.of(logged, rows).rows();
      if (count >= logged || System.nanoTime() - deadlineNanos > 0) {
        return count;
      }
      LockSupport.parkNanos(COMMIT_POLL.toNanos());
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
    }
  }

  private void print(SqlCommand sql, String title, String query)
      throws DemoFailure, InterruptedException {
    out.println();
    out.println(title);
    out.print(sql.table(query));
  }

  private void printKept() {
    Path console = work.file(Application.NAME + ".out");
    out.println();
    out.println("Kept: " + work.root());
    out.println("  the table, with SQL:");
    out.printf(
        "    java -jar %s sql --data-dir %s \"SELECT level, message, mdc FROM %s LIMIT 10\"%n",
        options.serverJar(), work.data(), TABLE);
    out.println("  the application's console: " + (Files.exists(console) ? console : "none"));
  }
}
