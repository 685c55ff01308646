// SPDX-License-Identifier: Apache-2.0
package io.zerobus.log;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * How long an append takes at most while nothing is delivered: four threads log at full speed, with
 * {@code drop}, into a service that never answers.
 *
 * <p>Not a test, since a machine may stall any thread for any time: a fifth thread that does
 * nothing but read the clock tells for how long that was meanwhile. On a machine with fewer
 * processors than threads each of the four also waits for its turn now and then, longer than that
 * one.
 *
 * <p>{@code java -cp … io.zerobus.log.BlackHoleTimings [seconds]}
 */
final class BlackHoleTimings {

  private static final int THREADS = 4;
  private static final long[] LIMITS_MICROS = {10, 100, 1_000, 10_000};

  private BlackHoleTimings() {}

  public static void main(String[] arguments) throws Exception {
    long seconds = arguments.length == 0 ? 3 : Long.parseLong(arguments[0]);
    System.out.println(
        "endpoint     events  dropped %  mean ns  longest us  of the clock thread us"
            + "  over 10 us, 100 us, 1 ms, 10 ms  of the clock thread");
    for (int round = 0; round < 2; round++) {
      measure("accepting", BlackHole.accepting(), seconds);
      measure("full", BlackHole.full(), seconds);
    }
  }

  private static void measure(String name, BlackHole hole, long seconds) throws Exception {
    ShipperRegistry registry = new ShipperRegistry(LogShipper::start);
    AppenderSettings settings = TestSettings.build(hole.settings());
    ShipperLease lease = registry.acquire(settings, new FakeStatus());
    EventPipeline<String> pipeline = EventPipeline.into(lease, settings, new BlackHole.Messages());
    AtomicBoolean over = new AtomicBoolean();
    List<Meter> meters = new ArrayList<>();
    for (int i = 0; i < THREADS; i++) {
      meters.add(new Meter(over, () -> pipeline.append("Order 4711 was shipped")));
    }
    Meter clock = new Meter(over, () -> {});
    meters.add(clock);
    meters.forEach(Thread::start);
    TimeUnit.SECONDS.timedJoin(clock, seconds);
    over.set(true);
    for (Meter meter : meters) {
      meter.join();
    }
    meters.remove(clock);
    print(name, meters, clock, lease.counts());
    pipeline.stop(0);
    registry.closeIdle();
    hole.close();
  }

  private static void print(String name, List<Meter> meters, Meter clock, EventCounts counts) {
    long calls = 0;
    long longest = 0;
    long nanos = 0;
    long[] over = new long[LIMITS_MICROS.length];
    for (Meter meter : meters) {
      calls += meter.calls;
      nanos += meter.nanos;
      longest = Math.max(longest, meter.longestNanos);
      for (int i = 0; i < over.length; i++) {
        over[i] += meter.over[i];
      }
    }
    System.out.printf(
        "%-9s %9d  %9.2f  %7d  %10d  %22d  %d, %d, %d, %d  %d, %d, %d, %d%n",
        name,
        calls,
        100.0 * counts.lost(LossReason.OVERFLOW) / counts.offered(),
        nanos / calls,
        longest / 1_000,
        clock.longestNanos / 1_000,
        over[0],
        over[1],
        over[2],
        over[3],
        clock.over[0],
        clock.over[1],
        clock.over[2],
        clock.over[3]);
  }

  /** Does one thing again and again, and times it. */
  private static final class Meter extends Thread {
    final long[] over = new long[LIMITS_MICROS.length];
    long calls;
    long nanos;
    long longestNanos;
    private final AtomicBoolean end;
    private final Runnable action;

    Meter(AtomicBoolean end, Runnable action) {
      super("meter");
      this.end = end;
      this.action = action;
    }

    @Override
    public void run() {
      while (!end.get()) {
        long before = System.nanoTime();
        action.run();
        note(System.nanoTime() - before);
      }
    }

    private void note(long took) {
      calls++;
      nanos += took;
      longestNanos = Math.max(longestNanos, took);
      for (int i = 0; i < over.length; i++) {
        if (took > LIMITS_MICROS[i] * 1_000) {
          over[i]++;
        }
      }
    }
  }
}
