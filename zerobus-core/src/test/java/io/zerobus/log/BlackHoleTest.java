// SPDX-License-Identifier: Apache-2.0
package io.zerobus.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.management.ThreadMXBean;
import io.zerobus.ingest.TestThreads;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * An application that logs with {@code drop} while the service takes connections or none at all.
 */
@Tag("slow")
class BlackHoleTest {

  private static final int EVENTS = 20_000;
  private static final String MESSAGE = "Order 4711 was shipped";
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private final ShipperRegistry registry = new ShipperRegistry(LogShipper::start);
  private final FakeStatus status = new FakeStatus();
  private @Nullable BlackHole hole;
  private @Nullable ShipperLease lease;
  private @Nullable EventPipeline<String> pipeline;

  private void start(BlackHole into) {
    start(into, "8 MiB");
  }

  private void start(BlackHole into, @Nullable String bufferSize) {
    hole = into;
    AppenderSettings settings = TestSettings.build(into.settings().set("bufferSize", bufferSize));
    lease = registry.acquire(settings, status);
    pipeline = EventPipeline.into(lease, settings, new BlackHole.Messages());
  }

  private static BlackHole hole(String kind) {
    return kind.equals("full") ? BlackHole.full() : BlackHole.accepting();
  }

  @AfterEach
  void end() {
    pipeline.stop(0);
    registry.closeIdle();
    hole.close();
    ShipperRig.awaitNoThread();
  }

  private void fill() {
    for (int refused = 0; refused < EVENTS; refused++) {
      while (pipeline.append(MESSAGE)) {
        refused = 0;
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"accepting", "full"})
  void append_toAFullBuffer_allocatesNothing(String kind) {
    start(hole(kind));
    fill();

    assertThat(leastAllocatedBytes()).isZero();
    assertThat(lease.pendingRecords() + pipeline.lost(LossReason.OVERFLOW))
        .isEqualTo(lease.counts().offered());
  }

  /** A compiler at work on this thread's behalf may add a little to a round, never to all. */
  private long leastAllocatedBytes() {
    long least = Long.MAX_VALUE;
    for (int round = 0; round < 20 && least > 0; round++) {
      long before = THREADS.getCurrentThreadAllocatedBytes();
      for (int i = 0; i < EVENTS; i++) {
        boolean unused = pipeline.append(MESSAGE);
      }
      least = Math.min(least, THREADS.getCurrentThreadAllocatedBytes() - before);
    }
    return least;
  }

  @ParameterizedTest
  @ValueSource(strings = {"accepting", "full"})
  void append_toAFullBufferByFourThreads_noneIsEverParkedOrBlocked(String kind) {
    start(hole(kind));
    fill();
    List<CompletableFuture<Long>> threads = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      threads.add(CompletableFuture.supplyAsync(this::waitsOfManyAppends, TestThreads.OWN));
    }

    assertThat(threads)
        .allSatisfy(waits -> assertThat(waits.orTimeout(60, TimeUnit.SECONDS).join()).isZero());
  }

  /** How often the present thread waited for a lock, or parked. */
  private long waitsOfManyAppends() {
    appendMany(); // what is loaded and made once, four threads may wait for
    long before = waits();
    appendMany();
    return waits() - before;
  }

  private void appendMany() {
    for (int i = 0; i < 10 * EVENTS; i++) {
      boolean unused = pipeline.append(MESSAGE);
    }
  }

  private static long waits() {
    ThreadInfo info = THREADS.getThreadInfo(Thread.currentThread().getId());
    return info.getBlockedCount() + info.getWaitedCount();
  }

  /**
   * The tenth is for all that there is beside records: segments that are not full, the few that the
   * pool keeps, a writer for each thread, and the objects of an attempt to connect.
   */
  @Test
  void fullBuffer_takesNoMoreOfTheHeapThanATenthAboveItsBound() {
    start(BlackHole.accepting(), "1 MiB");
    fill(); // loads the classes
    end();
    start(BlackHole.accepting(), null);
    boolean unused = pipeline.append(MESSAGE);
    await().atMost(10, TimeUnit.SECONDS).until(() -> hole.connections() > 0);
    long before = usedAfterCollection();

    fill();
    long bufferBytes = lease.shipper().bufferBytes();
    assertThat(bufferBytes).isEqualTo(32 << 20);
    assertThat(lease.shipper().pendingBytes()).isGreaterThan(bufferBytes - 1_000);

    assertThat((double) (usedAfterCollection() - before)).isLessThan(1.10 * bufferBytes);
  }

  /** The transport says what it cannot do any more in a log that is not ours to write to. */
  @Test
  void stop_whileAConnectionIsBeingMade_logsNothing() {
    Queue<String> logged = new ConcurrentLinkedQueue<>();
    Logger grpc = Logger.getLogger("io.grpc");
    Handler handler = keeping(logged);
    grpc.addHandler(handler);
    try {
      start(BlackHole.full());
      boolean unused = pipeline.append(MESSAGE);
      await().atMost(10, TimeUnit.SECONDS).until(BlackHoleTest::isConnecting);
      pipeline.stop(0);
      registry.closeIdle();
      ShipperRig.awaitNoThread();
    } finally {
      grpc.removeHandler(handler);
    }

    assertThat(logged).isEmpty();
  }

  /** Whether a thread of the transport waits for the network. */
  private static boolean isConnecting() {
    return Thread.getAllStackTraces().entrySet().stream()
        .filter(thread -> thread.getKey().getName().startsWith("zerobus-transport"))
        .flatMap(thread -> Arrays.stream(thread.getValue()))
        .anyMatch(frame -> frame.getClassName().startsWith("sun.nio.ch."));
  }

  private static Handler keeping(Queue<String> logged) {
    return new Handler() {
      @Override
      public void publish(LogRecord event) {
        logged.add(event.getLevel() + " " + event.getMessage() + " " + event.getThrown());
      }

      @Override
      public void flush() {}

      @Override
      public void close() {}
    };
  }

  /** The least of several: what happens to run beside leaves garbage behind. */
  private static long usedAfterCollection() {
    long least = Long.MAX_VALUE;
    for (int i = 0; i < 5; i++) {
      System.gc();
      least = Math.min(least, ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
    }
    return least;
  }
}
