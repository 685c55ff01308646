// SPDX-License-Identifier: Apache-2.0
package io.zerobus.log;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.zerobus.ingest.ScriptedServer;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("slow")
class ShipperRegistryTest {

  private static final long SECONDS_10 = TimeUnit.SECONDS.toNanos(10);

  private final ShipperRig rig = new ShipperRig();
  private final ScriptedServer server = rig.server;
  private final FakeStatus status = new FakeStatus();
  private final AtomicInteger starts = new AtomicInteger();
  private final ShipperRegistry registry =
      new ShipperRegistry(
          (settings, first) -> {
            starts.incrementAndGet();
            return LogShipper.start(settings, first);
          });
  private final List<ShipperLease> leases = Collections.synchronizedList(new ArrayList<>());

  @BeforeEach
  void start() {
    rig.start();
  }

  @AfterEach
  void nothingIsLeft() {
    leases.forEach(lease -> lease.stop(0));
    registry.closeIdle();
    rig.close();
  }

  private ShipperLease acquire(AppenderSettings.Builder settings) {
    ShipperLease lease = registry.acquire(TestSettings.build(settings), status);
    leases.add(lease);
    return lease;
  }

  private static void offer(RecordSink sink, String record) {
    byte[] bytes = record.getBytes(UTF_8);
    long sequence = sink.counts().nextSequence();
    assertThat(sink.offer(sequence, bytes, 0, bytes.length, false)).isEqualTo(RecordSink.OFFERED);
  }

  private static long senders() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith("zerobus-sender"))
        .count();
  }

  @Test
  void acquire_ofTheSameEndpointIdentityAndTable_sharesOneShipperAndOneSender() throws Exception {
    List<ShipperLease> many = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      many.add(acquire(rig.settings()));
    }
    for (int i = 0; i < 20; i++) {
      offer(many.get(i), "{\"a\":" + i + "}");
    }

    assertThat(many.get(7).flush(SECONDS_10)).isTrue();

    assertThat(starts).hasValue(1);
    assertThat(senders()).isEqualTo(1);
    assertThat(server.streams).hasSize(1);
    assertThat(server.records()).hasSize(20);
    assertThat(many.stream().map(ShipperLease::instanceId).distinct()).hasSize(1);
  }

  @Test
  void acquire_ofAnotherTableOrIdentity_startsAnother() {
    acquire(rig.settings());
    acquire(rig.settings().set("tableName", "main.default.other"));
    acquire(rig.settings().set("clientId", "other"));
    acquire(rig.settings().set("clientSecret", "other"));

    assertThat(starts).hasValue(4);
  }

  // Complaint 19.
  @Test
  void acquire_withOtherSettingsOfTheShipper_isOneWarningWithBothValues() {
    acquire(rig.settings().set("bufferSize", "2 MiB"));
    assertThat(status.lines).isEmpty();
    acquire(rig.settings().set("bufferSize", "4 MiB").set("linger", "1 ms"));

    assertThat(status.lines)
        .singleElement()
        .asString()
        .startsWith("WARN ")
        .contains("bufferSize stays 2 MiB, not 4 MiB; linger stays 20 ms, not 1 ms");
  }

  // Complaint 19.
  @Test
  void stop_ofOneOfTwo_leavesTheOtherRunning() throws Exception {
    ShipperLease first = acquire(rig.settings());
    ShipperLease second = acquire(rig.settings());
    offer(first, "{\"a\":1}");

    first.stop(SECONDS_10);

    offer(first, "{\"late\":1}");
    offer(second, "{\"a\":2}");
    assertThat(second.flush(SECONDS_10)).isTrue();
    assertThat(server.records()).containsExactly("{\"a\":1}", "{\"late\":1}", "{\"a\":2}");
  }

  // Complaint 8.
  @Test
  void stop_ofTheLast_delivers_andTheShipperLingersForWhoStartsAgain() throws Exception {
    ShipperLease first = acquire(rig.settings());
    offer(first, "{\"a\":1}");
    first.stop(SECONDS_10);
    assertThat(server.records()).hasSize(1);

    ShipperLease second = acquire(rig.settings());
    offer(second, "{\"a\":2}");
    assertThat(second.flush(SECONDS_10)).isTrue();

    assertThat(starts).hasValue(1);
    assertThat(server.streams).hasSize(1);
    assertThat(second.instanceId()).isEqualTo(first.instanceId());
  }

  @Test
  void stop_whileAnotherStopDelivers_waitsForTheDeliveryToo() throws Exception {
    ShipperRig slow = new ShipperRig(new ScriptedServer(ScriptedServer.silent()));
    slow.start();
    ShipperLease first = acquire(slow.settings());
    offer(first, "{\"a\":1}");
    Thread firstStop = stopping(first);
    ShipperLease second = acquire(slow.settings());
    offer(second, "{\"a\":2}");
    Thread secondStop = stopping(second);

    assertThat(firstStop.isAlive()).isTrue();
    assertThat(secondStop.isAlive()).isTrue();
    await().until(() -> slow.server.records().size() == 2);
    slow.server.streams.get(0).ackAll();

    secondStop.join(10_000);
    assertThat(second.pendingRecords()).isZero();
    firstStop.join(10_000);
    registry.closeIdle();
    slow.close();
  }

  /** A thread that waits in the stop of the lease, or is through. */
  private static Thread stopping(ShipperLease lease) {
    Thread thread = new Thread(() -> lease.stop(SECONDS_10));
    thread.start();
    await()
        .until(
            () ->
                thread.getState() == Thread.State.TIMED_WAITING
                    || thread.getState() == Thread.State.TERMINATED);
    return thread;
  }

  // Complaint 8.
  // Complaint 15.
  @Test
  void lingering_endsByItselfWithAllThreads() throws Exception {
    ShipperLease lease = acquire(rig.settings());
    offer(lease, "{\"a\":1}");
    lease.stop(SECONDS_10);
    assertThat(senders()).isEqualTo(1);

    ShipperRig.awaitNoThread();

    assertThat(registry.statistics()).isEmpty();
    assertThat(status.lines).noneMatch(line -> line.startsWith("WARN"));
  }

  // Complaint 8.
  @Test
  void restartWhileTheServiceIsAway_keepsWhatCouldNotBeDelivered() throws Exception {
    rig.stopServer();
    ShipperLease first = acquire(rig.settings());
    offer(first, "{\"a\":\"early\"}");
    long before = System.nanoTime();
    first.stop(SECONDS_10);
    assertThat(System.nanoTime() - before).isLessThan(TimeUnit.SECONDS.toNanos(5));
    ShipperLease second = acquire(rig.settings());

    assertThat(starts).hasValue(1);
    assertThat(second.pendingRecords()).isEqualTo(1);
    await()
        .until(() -> status.lines.stream().anyMatch(line -> line.contains("not delivered yet 1")));
  }

  /** The line of the reason comes on a thread of its own, which may be late. */
  @Test
  void stop_whileTheServiceIsAway_saysWhyBeforeItSaysHowMany() throws Exception {
    rig.stopServer();
    ShipperLease lease = registry.acquire(TestSettings.build(rig.settings()), slowStatus());
    leases.add(lease);
    offer(lease, "{\"a\":1}");

    lease.stop(SECONDS_10);

    assertThat(status.lines).hasSize(2);
    assertThat(status.lines.get(0)).startsWith("WARN No delivery");
    assertThat(status.lines.get(1)).endsWith("(not delivered yet 1)");
  }

  @Test
  void exit_whileTheServiceIsAway_saysWhyBeforeItSaysHowMany() throws Exception {
    rig.stopServer();
    ShipperLease lease = registry.acquire(TestSettings.build(rig.settings()), slowStatus());
    leases.add(lease);
    offer(lease, "{\"a\":1}");
    lease.hurry();
    await().until(lease::isUnreachable);

    lease.reportPendingAtExit(SECONDS_10);

    assertThat(status.lines).hasSize(2);
    assertThat(status.lines.get(0)).startsWith("WARN No delivery");
    assertThat(status.lines.get(1)).isEqualTo("WARN Events not delivered when the JVM exits: 1");
  }

  /** One that has not said a reason before this thread waits for it. */
  private StatusSink slowStatus() {
    Thread waiter = Thread.currentThread();
    return new FakeStatus() {
      @Override
      public void warn(String message, @Nullable Throwable cause) {
        while (message.startsWith("No delivery") && !isInAwaitSaid(waiter) && isTotalToCome()) {
          Thread.onSpinWait();
        }
        status.warn(message, cause);
      }

      /** Where nobody waits, the total is told without the reason. */
      private boolean isTotalToCome() {
        return status.lines.isEmpty();
      }
    };
  }

  private static boolean isInAwaitSaid(Thread thread) {
    return Arrays.stream(thread.getStackTrace())
        .anyMatch(frame -> frame.getMethodName().equals("awaitSaid"));
  }

  // Complaint 6.
  @Test
  void statistics_addUp_andUndeliveredEventsAreLostToTheShutdown() throws Exception {
    rig.stopServer();
    ShipperLease lease = acquire(rig.settings());
    offer(lease, "{\"a\":1}");
    offer(lease, "{\"a\":2}");
    lease.counts().count(LossReason.RECURSION);
    ShipperStatistics before = registry.statistics().get(0);
    assertThat(before.offered()).isEqualTo(3);
    assertThat(before.pending()).isEqualTo(2);
    assertThat(before.lostInAll()).isEqualTo(1);

    lease.stop(0);
    registry.closeIdle();

    ShipperStatistics after = lease.shipper().get();
    assertThat(after.pending()).isZero();
    assertThat(after.lost()).containsEntry("shutdown", 2L).containsEntry("recursion", 1L);
    assertThat(status.lines)
        .contains("WARN Events that are not in the table: 3 (recursion 1, not delivered yet 2)")
        .endsWith("WARN Events that are not in the table: 3 (shutdown 2, recursion 1)");
  }

  // Complaint 15.
  @Test
  void bean_tellsTheCountersWhileTheShipperIsThere() throws Exception {
    MBeanServer beans = ManagementFactory.getPlatformMBeanServer();
    ShipperLease lease = acquire(rig.settings());
    ObjectName name =
        new ObjectName(
            "io.zerobus:type=LogShipper,table=main.default.logs,id=" + lease.instanceId());
    await().until(() -> beans.isRegistered(name));
    offer(lease, "{\"a\":1}");
    assertThat(lease.flush(SECONDS_10)).isTrue();
    lease.shipper().rejected().add("{\"bad\":1}".getBytes(UTF_8));

    assertThat(beans.getAttribute(name, "Offered")).isEqualTo(1L);
    assertThat(beans.getAttribute(name, "Acknowledged")).isEqualTo(1L);
    assertThat(beans.getAttribute(name, "Pending")).isEqualTo(0L);
    assertThat(beans.getAttribute(name, "DroppedOverflow")).isEqualTo(0L);
    assertThat((String[]) beans.getAttribute(name, "LastRejectedRecords"))
        .containsExactly("{\"bad\":1}");
    assertThat(beans.getMBeanInfo(name).getAttributes()).hasSizeGreaterThan(12);

    lease.stop(0);
    registry.closeIdle();
    assertThat(beans.isRegistered(name)).isFalse();
  }

  @Test
  void bean_registeredAfterTheEndOfItsShipper_isNotThere() throws Exception {
    ShipperLease lease = acquire(rig.settings());
    lease.stop(0);
    registry.closeIdle();
    ShipperBean late = new ShipperBean(lease.shipper());
    late.unregister();
    late.register();

    assertThat(
            ManagementFactory.getPlatformMBeanServer()
                .queryNames(new ObjectName("io.zerobus:id=" + lease.instanceId() + ",*"), null))
        .isEmpty();
  }

  @Test
  void bean_isNotThereWithMetricsOff() throws Exception {
    ShipperLease lease = acquire(rig.settings().set("metricsEnabled", "false"));
    offer(lease, "{\"a\":1}");
    assertThat(lease.flush(SECONDS_10)).isTrue();

    assertThat(
            ManagementFactory.getPlatformMBeanServer()
                .queryNames(new ObjectName("io.zerobus:id=" + lease.instanceId() + ",*"), null))
        .isEmpty();
  }

  @Test
  void listener_isToldOfShippersThatAreThereAndThatComeAndGo() {
    ShipperLease early = acquire(rig.settings());
    Told told = new Told();
    registry.addListener(told);
    acquire(rig.settings().set("tableName", "main.default.other"));
    early.stop(0);
    registry.closeIdle();

    assertThat(told.lines)
        .containsExactly("+main.default.logs", "+main.default.other", "-main.default.logs");
  }

  @Test
  void listenerThatThrows_costsNeitherTheAppenderNorTheEndNorTheOtherListeners() throws Exception {
    ShipperLease early = acquire(rig.settings());
    registry.addListener(
        new ShipperRegistry.Listener() {
          @Override
          public void started(Supplier<ShipperStatistics> shipper) {
            throw new IllegalStateException("no such meter");
          }

          @Override
          public void ended(Supplier<ShipperStatistics> shipper) {
            throw new NoClassDefFoundError("io/micrometer/Meter");
          }
        });
    Told told = new Told();
    registry.addListener(told);

    ShipperLease other = acquire(rig.settings().set("tableName", "main.default.other"));
    offer(other, "{\"a\":1}");
    assertThat(other.flush(SECONDS_10)).isTrue();
    early.stop(0);
    other.stop(0);
    registry.closeIdle();

    assertThat(told.lines)
        .startsWith("+main.default.logs", "+main.default.other")
        .contains("-main.default.logs", "-main.default.other")
        .hasSize(4);
    assertThat(registry.statistics()).isEmpty();
    assertThat(status.lines)
        .contains("WARN A listener of the shippers fails: java.lang.IllegalStateException")
        .contains("WARN A listener of the shippers fails: java.lang.NoClassDefFoundError");
  }

  @Test
  void listener_isToldOutsideOfTheLock_andNotOfTheEndBeforeTheStart() throws Exception {
    CountDownLatch telling = new CountDownLatch(1);
    CountDownLatch ended = new CountDownLatch(1);
    Told told =
        new Told() {
          @Override
          public void started(Supplier<ShipperStatistics> shipper) {
            telling.countDown();
            awaitQuietly(ended);
            super.started(shipper);
          }
        };
    registry.addListener(told);
    Thread starter = new Thread(() -> acquire(rig.settings()).stop(0));
    starter.start();
    assertThat(telling.await(10, TimeUnit.SECONDS)).isTrue();

    // The listener hangs, and still a second appender comes and goes.
    acquire(rig.settings()).stop(0);
    assertThat(starts).hasValue(1);
    assertThat(told.lines).isEmpty();
    ended.countDown();
    starter.join(10_000);
    registry.closeIdle();

    assertThat(told.lines).containsExactly("+main.default.logs", "-main.default.logs");
  }

  @Test
  void listener_takenOut_isToldNothingMore() {
    Told told = new Told();
    registry.addListener(told);
    registry.removeListener(told);

    acquire(rig.settings()).stop(0);
    registry.closeIdle();

    assertThat(told.lines).isEmpty();
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static class Told implements ShipperRegistry.Listener {
    final List<String> lines = Collections.synchronizedList(new ArrayList<>());

    @Override
    public void started(Supplier<ShipperStatistics> shipper) {
      lines.add("+" + shipper.get().tableName());
    }

    @Override
    public void ended(Supplier<ShipperStatistics> shipper) {
      lines.add("-" + shipper.get().tableName());
    }
  }

  @Test
  void awaitRoom_ofAStoppedLease_endsAtOnce() throws Exception {
    ShipperLease lease = acquire(rig.settings().set("bufferSize", "1 MiB"));
    acquire(rig.settings().set("bufferSize", "1 MiB"));
    Thread stopper = new Thread(() -> lease.stop(0));
    stopper.start();

    assertThat(lease.awaitRoom(2 << 20, 0)).isFalse();
    stopper.join();
  }
}
