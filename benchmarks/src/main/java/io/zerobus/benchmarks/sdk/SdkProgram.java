// SPDX-License-Identifier: Apache-2.0
package io.zerobus.benchmarks.sdk;

import io.zerobus.benchmarks.Result;
import io.zerobus.benchmarks.Usage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** The program of one contender in one case: sends as fast as it can, and tells what that took. */
final class SdkProgram {

  static final String WHAT = "sdk";
  static final String THROUGHPUT = "throughput";
  static final String CPU = "CPU";
  static final String ALLOCATION = "allocation";
  // Not for the tables: what the server must have received.
  static final String SENT = "sent";

  private static final int CALLS_BY_CLOCK = 32;

  private final SdkCase what;
  private final Client client;
  // Lives over all windows, so that what its threads have allocated is not forgotten.
  private final ExecutorService threads;
  // Owner: the main thread.
  private long sentRecords;

  private SdkProgram(SdkCase what, Client client) {
    this.what = what;
    this.client = client;
    threads = Executors.newFixedThreadPool(what.threads());
  }

  /**
   * Arguments: contender; bytes, batch, threads; endpoint, workspace, port of the plain socket, a
   * certificate or "-"; milliseconds of warm-up and of measuring.
   */
  public static void main(String[] arguments) throws Exception {
    Contender contender = Contender.valueOf(arguments[0]);
    Path certificate = arguments[7].equals("-") ? null : Path.of(arguments[7]);
    SdkCase what =
        new SdkCase(
            Integer.parseInt(arguments[1]),
            Integer.parseInt(arguments[2]),
            Integer.parseInt(arguments[3]),
            certificate == null ? SdkCase.Security.PLAINTEXT : SdkCase.Security.TLS);
    Contender.Server server =
        new Contender.Server(
            arguments[4], arguments[5], Integer.parseInt(arguments[6]), certificate);
    Payload payload = new Payload(what.recordBytes(), what.batch());
    try (Client client = contender.open(server, payload, what.batch())) {
      SdkProgram program = new SdkProgram(what, client);
      Window unused = program.window(Long.parseLong(arguments[8]));
      Window measured = program.window(Long.parseLong(arguments[9]));
      program.threads.shutdown();
      program.tell(contender.label(), measured);
    }
    System.exit(0);
  }

  private void tell(String contender, Window window) {
    print(contender, THROUGHPUT, "records/s", window.records() * 1e9 / window.wallNanos());
    print(contender, CPU, "s/M records", window.cpuNanos() * 1e-3 / window.records());
    print(contender, ALLOCATION, "B/record", (double) window.bytes() / window.records());
    print(contender, SENT, "records", (double) sentRecords);
  }

  private void print(String contender, String metric, String unit, double value) {
    Result.of(WHAT, what.caseName(), contender, metric, unit, value).print(System.out);
  }

  /** Sends for so long, and waits until all of it is acknowledged. */
  private Window window(long millis) throws Exception {
    long cpu = Usage.cpuNanos();
    long bytes = Usage.allocatedBytes();
    long start = System.nanoTime();
    long end = start + millis * 1_000_000;
    List<Future<Long>> running = new ArrayList<>();
    for (int i = 0; i < what.threads(); i++) {
      running.add(threads.submit(() -> sendUntil(end)));
    }
    long records = 0;
    for (Future<Long> thread : running) {
      records += thread.get();
    }
    client.flush();
    Window window =
        new Window(
            records,
            System.nanoTime() - start,
            Usage.cpuNanos() - cpu,
            Usage.allocatedBytes() - bytes);
    sentRecords += records;
    return window;
  }

  private long sendUntil(long end) throws Exception {
    int calls = 0;
    int callsByClock = what.batch() == 1 ? CALLS_BY_CLOCK : 1;
    while (System.nanoTime() - end < 0) {
      for (int i = 0; i < callsByClock; i++) {
        client.send(calls++);
      }
    }
    return (long) calls * what.batch();
  }

  /** What was sent and acknowledged, and what that took. Immutable. */
  private record Window(long records, long wallNanos, long cpuNanos, long bytes) {}
}
