// SPDX-License-Identifier: Apache-2.0
package io.zerobus.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.zerobus.ingest.ScriptedServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** From four threads, through two appenders, to a service that does what it likes. */
@Timeout(600)
class ShipperChaosTest {

  private static final boolean SOAK = Boolean.getBoolean("zerobus.soak");
  private static final int THREADS = 4;
  private static final int EVENTS = SOAK ? 1_000_000 : 60_000;
  private static final int BAD_EVENTS = SOAK ? 1 : 2;
  private static final int RUN = 500;
  private static final String BALLAST = "x".repeat(100);

  private final long seed = System.nanoTime();
  private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
  private final ChaoticService service = new ChaoticService(seed, timer);
  private final ShipperRig rig = new ShipperRig(new ScriptedServer(service));
  private final ShipperRegistry registry = new ShipperRegistry(LogShipper::start);
  private final FakeStatus status = new FakeStatus();
  private final List<EventPipeline<String>> pipelines = new ArrayList<>();

  @BeforeEach
  void start() {
    rig.start();
  }

  @AfterEach
  void nothingIsLeft() {
    pipelines.forEach(pipeline -> pipeline.stop(0));
    registry.closeIdle();
    timer.shutdownNow();
    rig.close();
  }

  private static final class Messages implements EventMapper<String> {
    @Override
    public String loggerName(String event) {
      return "app";
    }

    @Override
    public boolean isWarnOrAbove(String event) {
      return false;
    }

    @Override
    public void map(String event, LogRecordWriter record) {
      record.level(event);
      record.message(BALLAST);
    }
  }

  private EventPipeline<String> pipeline(AppenderSettings.Builder settings) {
    AppenderSettings checked = TestSettings.build(settings);
    EventPipeline<String> pipeline =
        EventPipeline.into(registry.acquire(checked, status), checked, new Messages());
    pipelines.add(pipeline);
    return pipeline;
  }

  private AppenderSettings.Builder settings() {
    return rig.settings().set("batchRecords", SOAK ? "200" : "50");
  }

  @Test
  void dropAndBlock_overOneStream() throws Exception {
    run(
        settings().set("overflowPolicy", "drop").set("bufferSize", "2 MiB"),
        settings()
            .set("overflowPolicy", "block")
            .set("blockTimeout", "0")
            .set("bufferSize", "2 MiB"));
  }

  /** What is given up after its acknowledgment was lost counts as lost and is there: not here. */
  @Test
  void dropOldestAndDropLowLevels_overThreeStreams() throws Exception {
    service.keepAcknowledgments();
    run(
        settings()
            .set("overflowPolicy", "drop-oldest")
            .set("bufferSize", "1 MiB")
            .set("streams", "3"),
        settings()
            .set("overflowPolicy", "drop-low-levels")
            .set("bufferSize", "1 MiB")
            .set("streams", "3"));
  }

  private void run(AppenderSettings.Builder one, AppenderSettings.Builder other) throws Exception {
    EventPipeline<String> first = pipeline(one);
    EventPipeline<String> second = pipeline(other);
    AtomicInteger bad = new AtomicInteger();
    List<Thread> threads = new ArrayList<>();
    for (int t = 0; t < THREADS; t++) {
      EventPipeline<String> own = t % 2 == 0 ? first : second;
      boolean mayBeBad = t == 1;
      Thread thread = new Thread(() -> bad.addAndGet(logInto(own, mayBeBad)));
      threads.add(thread);
      thread.start();
    }
    for (Thread thread : threads) {
      thread.join();
    }
    boolean flushed = second.flush(Duration.ofMinutes(SOAK ? 8 : 2));

    ShipperStatistics end = registry.statistics().get(0);
    String story = "seed " + seed + ": " + end + "; " + service;
    assertThat(flushed).as(story).isTrue();
    assertThat(end.offered()).as(story).isEqualTo(EVENTS);
    assertThat(end.pending()).as(story).isZero();
    assertThat(end.pendingBytes()).as(story).isZero();
    assertThat(end.acknowledged() + end.lostInAll()).as(story).isEqualTo(EVENTS);
    assertThat(service.storedRecords()).as(story).isEqualTo((int) end.acknowledged());
    assertThat(end.lost().get("rejected")).as(story).isEqualTo(bad.get());
    assertThat(end.lost().get("encode") + end.lost().get("recursion")).as(story).isZero();
    assertThat(rig.server.violations).as(story).isEmpty();
  }

  /** Returns how many bad events got into the buffer. */
  private int logInto(EventPipeline<String> pipeline, boolean mayBeBad) {
    int bad = 0;
    int events = EVENTS / THREADS;
    for (int i = 0; i < events; i++) {
      boolean isBad = mayBeBad && i % (events / BAD_EVENTS) == events / BAD_EVENTS / 2;
      boolean taken = pipeline.append(isBad ? "bad" : "INFO");
      bad += isBad && taken ? 1 : 0;
      if (i % RUN == 0) {
        waitForSomeRoom();
      }
    }
    return bad;
  }

  /** Else nearly all would be dropped; and some shall be. */
  private void waitForSomeRoom() {
    long patience = ThreadLocalRandom.current().nextLong(TimeUnit.SECONDS.toNanos(2));
    long start = System.nanoTime();
    while (System.nanoTime() - start < patience && isNearlyFull()) {
      LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos(200));
    }
  }

  private boolean isNearlyFull() {
    ShipperStatistics now = registry.statistics().get(0);
    return now.pendingBytes() > now.bufferBytes() / 10 * 7;
  }
}
