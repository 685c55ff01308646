// SPDX-License-Identifier: Apache-2.0
package io.zerobus.log;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * How long an append takes at most while nothing is delivered: four threads log at full speed, with
 * {@code drop}, into a service that never answers.
 *
 * <p>Not a test, since a machine may stall any thread for any time. A fifth thread, which only
 * reads the clock, tells for how long that was meanwhile; and the row {@code nothing} is of four
 * threads that call nothing at all.
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
      print("nothing", new Run(() -> {}, seconds), 0);
    }
  }

  private static void measure(String name, BlackHole hole, long seconds) throws Exception {
    ShipperRegistry registry = new ShipperRegistry(LogShipper::start);
    AppenderSettings settings = TestSettings.build(hole.settings().set("bufferSize", "8 MiB"));
    ShipperLease lease = registry.acquire(settings, new FakeStatus());
    EventPipeline<String> pipeline = EventPipeline.into(lease, settings, new BlackHole.Messages());
    Run run = new Run(() -> pipeline.append("Order 4711 was shipped"), seconds);
    print(name, run, 100.0 * lease.counts().lost(LossReason.OVERFLOW) / lease.counts().offered());
    pipeline.stop(0);
    registry.closeIdle();
    hole.close();
  }

  private static void print(String name, Run run, double droppedPercent) {
    Meter all = run.sum();
    System.out.printf(
        "%-9s %9d  %9.2f  %7d  %10d  %22d  %s  %s%n",
        name,
        all.calls,
        droppedPercent,
        all.nanos / all.calls,
        all.longestNanos / 1_000,
        run.clock.longestNanos / 1_000,
        Arrays.toString(all.over),
        Arrays.toString(run.clock.over));
  }

  /** Four threads do the same, and the fifth nothing. */
  private static final class Run {
    final Meter clock;
    private final List<Meter> meters = new ArrayList<>();
    private final AtomicBoolean over = new AtomicBoolean();

    Run(Runnable action, long seconds) throws InterruptedException {
      for (int i = 0; i < THREADS; i++) {
        meters.add(new Meter(over, action));
      }
      clock = new Meter(over, () -> {});
      clock.start();
      meters.forEach(Thread::start);
      TimeUnit.SECONDS.timedJoin(clock, seconds);
      over.set(true);
      clock.join();
      for (Meter meter : meters) {
        meter.join();
      }
    }

    Meter sum() {
      Meter sum = new Meter(over, () -> {});
      meters.forEach(sum::add);
      return sum;
    }
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

    void add(Meter other) {
      calls += other.calls;
      nanos += other.nanos;
      longestNanos = Math.max(longestNanos, other.longestNanos);
      Arrays.setAll(over, i -> over[i] + other.over[i]);
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
