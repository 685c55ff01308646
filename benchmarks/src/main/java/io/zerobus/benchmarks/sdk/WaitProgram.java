// SPDX-License-Identifier: Apache-2.0
package io.zerobus.benchmarks.sdk;

import io.zerobus.benchmarks.Result;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * The program of one contender in which one thread waits for acknowledgments all the time, and
 * another sends a record each millisecond: tells the longest call of the latter.
 */
final class WaitProgram {

  static final String LONGEST = "longest ingest";

  private static final Payload PAYLOAD = new Payload(500, 1);
  private static final int WARM_UP_CALLS = 20_000;

  private WaitProgram() {}

  /** Arguments: contender, endpoint, workspace, name of the case, milliseconds. */
  public static void main(String[] arguments) throws Exception {
    Contender contender = Contender.valueOf(arguments[0]);
    Contender.Server server = new Contender.Server(arguments[1], arguments[2], 0, null);
    long nanos = TimeUnit.MILLISECONDS.toNanos(Long.parseLong(arguments[4]));
    try (Client client = contender.open(server, PAYLOAD, 1)) {
      for (int i = 0; i < WARM_UP_CALLS; i++) {
        client.send(i);
      }
      client.flush();
      Result.of(
              SdkProgram.WHAT,
              arguments[3],
              contender.label(),
              LONGEST,
              "ms",
              longestMillis(client, nanos))
          .print(System.out);
    }
    System.exit(0);
  }

  private static double longestMillis(Client client, long nanos) throws Exception {
    long end = System.nanoTime() + nanos;
    CountDownLatch waiting = new CountDownLatch(1);
    Thread waiter =
        new Thread(
            () -> {
              try {
                while (System.nanoTime() - end < 0) {
                  client.send(0);
                  waiting.countDown();
                  client.flush();
                }
              } catch (Exception e) {
                throw new IllegalStateException(e);
              }
            });
    waiter.start();
    waiting.await();
    long longest = 0;
    int call = 0;
    while (System.nanoTime() - end < 0) {
      TimeUnit.MILLISECONDS.sleep(1);
      long start = System.nanoTime();
      client.send(call++);
      longest = Math.max(longest, System.nanoTime() - start);
    }
    waiter.join();
    return longest / 1e6;
  }
}
