// SPDX-License-Identifier: Apache-2.0
package io.zerobus.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.zerobus.ingest.OpeningPace;
import io.zerobus.ingest.ScriptedServer;
import io.zerobus.ingest.TestThreads;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Four threads log through two appenders that share a shipper, each its own part of the events,
 * while a {@link ChaoticScript} does to the streams what a service may do. At the end the books are
 * balanced to the event: what was logged, what the counters say, and what the service has stored.
 *
 * <p>12 000 events; system property {@code zerobus.chaos.events} for another count, {@code
 * zerobus.chaos.longest} for that of the variant that loses none and has several streams, and
 * {@code zerobus.chaos.seed} for another seed.
 */
@Tag("slow")
class ShipperChaosTest {

  private static final int EVENTS = Integer.getInteger("zerobus.chaos.events", 12_000);
  private static final int LONGEST = Integer.getInteger("zerobus.chaos.longest", EVENTS);
  private static final int THREADS = 4;
  private static final int BURST = 800;

  private final ShipperRegistry registry = new ShipperRegistry(ShipperChaosTest::startShipper);
  private final FakeStatus status = new FakeStatus();
  private ShipperRig rig;
  private ChaoticScript script;
  private @Nullable Logging logging;
  private int events;

  @AfterEach
  void nothingIsLeft() {
    if (logging != null) {
      logging.stop();
    }
    registry.closeIdle();
    rig.close();
    script.close();
  }

  // Complaint 6.
  // Complaint 13.
  @ParameterizedTest
  @CsvSource({
    "1, block",
    "3, block",
    "1, drop-oldest",
    "3, drop-oldest",
    "1, drop-low-levels",
    "3, drop-low-levels"
  })
  void everyEventIsAcknowledgedOrLostForAReason(int streams, String policy) throws Exception {
    long seed = Long.getLong("zerobus.chaos.seed", 4711 + streams);
    String run = "seed " + seed + ", streams " + streams + ", " + policy;
    events = streams > 1 && policy.equals("block") ? LONGEST : EVENTS;
    script = new ChaoticScript(seed, events, badEvents());
    rig = new ShipperRig(new ScriptedServer(script).withoutKeepingRecords());
    rig.start();
    logging = new Logging(streams, policy);

    List<CompletableFuture<BitSet>> threads = logging.start();
    BitSet lost = new BitSet(events);
    for (CompletableFuture<BitSet> thread : threads) {
      lost.or(thread.orTimeout(limitSeconds(), TimeUnit.SECONDS).join());
    }
    assertThat(logging.first.flush(Duration.ofSeconds(limitSeconds())))
        .as("flush, %s: %s, %s", run, logging.statistics(), status.lines)
        .isTrue();

    check(run, logging.statistics(), lost, policy.equals("drop-oldest"));
    if (policy.equals("block") && streams > 1) {
      assertThat(logging.statistics().streams()).as(run).isGreaterThan(1);
    }
  }

  /**
   * All that is in flight is searched, which opens eight streams or so: a minute has not the time.
   */
  private static LogShipper startShipper(AppenderSettings settings, StatusSink status) {
    return LogShipper.start(settings, status, OpeningPace.of(TimeUnit.MILLISECONDS.toNanos(300)));
  }

  private int badEvents() {
    return 4 + events / 50_000;
  }

  /** Small ones: the less is in flight, the shorter a search. */
  private int batchRecords() {
    return events < 100_000 ? 5 : 50;
  }

  /** An outage costs a second or so, and a million events meet hundreds. */
  private long limitSeconds() {
    return 300 + events / 1_000;
  }

  private void check(String run, ShipperStatistics statistics, BitSet refused, boolean givesUp) {
    String all = run + ": " + statistics + ", " + script;
    assertThat(rig.server.violations).as(all).isEmpty();
    assertThat(statistics.offered()).as(all).isEqualTo(events);
    assertThat(statistics.pending()).as(all).isZero();
    assertThat(statistics.pendingBytes()).as(all).isZero();
    Map<String, Long> losses = statistics.lost();
    long rejected = losses.get("rejected");
    long overflow = losses.get("overflow") + losses.get("level"); // no room, either way
    assertThat(statistics.lostInAll()).as(all).isEqualTo(rejected + overflow);

    BitSet stored = script.stored();
    BitSet bad = script.bad();
    assertThat(stored.intersects(bad)).as("a bad one stored, %s", all).isFalse();
    assertThat(script.storedSequences()).as(all).isEqualTo(stored.cardinality());
    bad.andNot(refused);
    BitSet stale = (BitSet) stored.clone();
    stale.and(refused);
    assertThat(stale.isEmpty()).as("refused and stored, %s", all).isTrue();
    if (givesUp) {
      // One whose stream broke off before the acknowledgment may be stored, and be given up then.
      assertThat((long) stored.cardinality())
          .as(all)
          .isBetween(statistics.acknowledged(), statistics.acknowledged() + overflow);
      assertThat(overflow).as(all).isGreaterThanOrEqualTo(refused.cardinality());
      assertThat(rejected).as(all).isLessThanOrEqualTo(bad.cardinality());
    } else {
      stored.or(refused);
      stored.or(script.bad());
      assertThat(stored.cardinality()).as("stored or lost, %s", all).isEqualTo(events);
      assertThat(statistics.acknowledged())
          .as(all)
          .isEqualTo(events - refused.cardinality() - bad.cardinality());
      assertThat(overflow).as(all).isEqualTo(refused.cardinality());
      assertThat(rejected).as(all).isEqualTo(bad.cardinality());
    }
    assertThat(script.faults()).as(all).isPositive();
    assertThat(script.badSeen()).as(all).isPositive();
  }

  /** Two appenders of one shipper. */
  private final class Logging {
    final EventPipeline<Integer> first;
    final EventPipeline<Integer> second;
    private final LogShipper shipper;
    private final boolean pauses;

    Logging(int streams, String policy) {
      pauses = !policy.equals("block");
      AppenderSettings dropping = settings(streams, "drop");
      ShipperLease lease = registry.acquire(dropping, status);
      shipper = lease.shipper();
      first = EventPipeline.into(lease, dropping, script);
      AppenderSettings other = settings(streams, policy);
      second = EventPipeline.into(registry.acquire(other, status), other, script);
      script.beginsWhen(
          () -> shipper.openStreams() == streams || shipper.acknowledgedRecords() > events / 2);
    }

    private AppenderSettings settings(int streams, String policy) {
      return TestSettings.build(
          rig.settings()
              .set("overflowPolicy", policy)
              .set("blockTimeout", "0")
              .set("bufferSize", "1 MiB")
              .set("batchRecords", Integer.toString(batchRecords()))
              .set("linger", "1 ms")
              .set("streams", Integer.toString(streams)));
    }

    List<CompletableFuture<BitSet>> start() {
      List<CompletableFuture<BitSet>> threads = new ArrayList<>();
      for (int thread = 0; thread < THREADS; thread++) {
        int from = thread;
        threads.add(CompletableFuture.supplyAsync(() -> log(from), TestThreads.OWN));
      }
      return threads;
    }

    /** Logs every fourth event; says which did not get in. */
    private BitSet log(int from) {
      BitSet refused = new BitSet(events);
      for (int i = from; i < events; i += THREADS) {
        EventPipeline<Integer> pipeline = (i / THREADS) % 2 == 0 ? first : second;
        if (!pipeline.append(i)) {
          refused.set(i);
        }
        if (pauses && (i / THREADS) % BURST == BURST - 1) {
          awaitSome(pipeline);
        }
      }
      return refused;
    }

    /** Lets the shipper catch up a little, where no thread waits for room. */
    private void awaitSome(EventPipeline<Integer> pipeline) {
      try {
        boolean unused = pipeline.flush(Duration.ofMillis(500));
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }

    ShipperStatistics statistics() {
      return shipper.get();
    }

    void stop() {
      first.stop(0);
      second.stop(0);
    }
  }
}
