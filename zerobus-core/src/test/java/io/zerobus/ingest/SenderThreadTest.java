// SPDX-License-Identifier: Apache-2.0
package io.zerobus.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.grpc.Status;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The real thread over a connection that answers at once: parking, waking, surviving. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SenderThreadTest {
  private static final long SECONDS_10 = TimeUnit.SECONDS.toNanos(10);
  private static final SenderOptions LAZY =
      SenderOptions.builder(RetryPolicy.forEver(1, 1, 1)).connectAtOnce(false).build();

  private @Nullable IngestStream stream;

  @AfterEach
  void end() throws InterruptedException {
    if (stream != null) {
      stream.requestClose(0);
      assertThat(stream.awaitEnd(SECONDS_10)).isTrue();
    }
  }

  private IngestStream start(ConnectionFactory connections, StreamObserver observer) {
    stream = IngestStream.start(LAZY, "test", connections, observer, bound -> bound);
    return stream;
  }

  private static void offer(IngestStream stream) {
    byte[] record = "{}".getBytes(UTF_8);
    assertThat(stream.offer(record, 0, record.length)).isNotNegative();
  }

  private IngestStream start(Chore chore) {
    stream =
        IngestStream.start(
            SenderOptions.builder(RetryPolicy.forEver(1, 1, 1))
                .connectAtOnce(false)
                .chore(chore)
                .build(),
            "test",
            AnsweringConnection::new,
            new StreamObserver() {},
            bound -> bound);
    return stream;
  }

  /** Wherever the thread is when it is woken: no wake-up may be lost. */
  @Test
  void wake_anyTime_bringsTheChoreATurnThatBeginsAfterwards() {
    AtomicInteger wanted = new AtomicInteger();
    AtomicInteger seen = new AtomicInteger();
    IngestStream stream =
        start(
            now -> {
              seen.set(wanted.get());
              return Long.MAX_VALUE;
            });
    for (int i = 1; i <= 50_000; i++) {
      wanted.set(i);
      stream.wake();
      while (seen.get() < i) {
        Thread.onSpinWait();
      }
    }
  }

  @Test
  void chore_isCalledWhenItWantsToBe_withoutAnyOtherNews() {
    Queue<Long> calls = new ConcurrentLinkedQueue<>();
    long pause = TimeUnit.MILLISECONDS.toNanos(2);
    start(
        now -> {
          calls.add(now);
          return now + pause;
        });
    await().until(() -> calls.size() > 20);
    List<Long> first = new ArrayList<>(calls).subList(1, 20);
    assertThat(first).isSorted();
    // Each turn parks until the next is due; it may be woken before, but does not spin.
    assertThat(first.get(18) - first.get(0)).isGreaterThan(9 * pause);
  }

  @Test
  void chore_thatWantsNothing_isLeftInPeace() {
    AtomicInteger calls = new AtomicInteger();
    IngestStream stream =
        start(
            now -> {
              calls.incrementAndGet();
              return Long.MAX_VALUE;
            });
    await().until(() -> calls.get() > 0);
    await().until(() -> senderThread().getState() == Thread.State.WAITING);
    int before = calls.get();
    offer(stream);
    await().until(() -> stream.acknowledgedEntries() == 1);
    assertThat(calls.get() - before).isBetween(1, 100);
  }

  // Complaint 16.
  @Test
  void choreThatThrows_changesNothing() throws Exception {
    AtomicInteger calls = new AtomicInteger();
    IngestStream stream =
        start(
            now -> {
              calls.incrementAndGet();
              throw new StackOverflowError("made up");
            });
    offer(stream);
    assertThat(stream.awaitAcknowledged(1, SECONDS_10)).isTrue();
    assertThat(calls.get()).isPositive();
    stream.requestClose(SECONDS_10);
    assertThat(stream.awaitEnd(SECONDS_10)).isTrue();
    assertThat(stream.lifecycle()).isEqualTo(Lifecycle.CLOSED);
  }

  private static Thread senderThread() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().equals("zerobus-sender-test"))
        .findAny()
        .orElseThrow();
  }

  /** Each record finds the sender parked, or about to park: none of the wake-ups may be lost. */
  @Test
  void offer_whileTheSenderParks_alwaysWakesIt() throws Exception {
    IngestStream stream = start(AnsweringConnection::new, new StreamObserver() {});
    for (int i = 1; i <= 50_000; i++) {
      offer(stream);
      while (stream.acknowledgedEntries() < i) {
        // A registered waiter would wake the sender; a lost wake-up ends in the test's time-out.
        Thread.onSpinWait();
      }
    }
  }

  @Test
  void interrupt_doesNotMakeItSpin() {
    IngestStream stream = start(AnsweringConnection::new, new StreamObserver() {});
    offer(stream);
    await().until(() -> stream.acknowledgedEntries() == 1);
    Thread thread = senderThread();
    thread.interrupt();
    await().until(() -> !thread.isInterrupted());
    await().until(() -> thread.getState() == Thread.State.WAITING);
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    long blocked = threads.getThreadInfo(thread.getId()).getWaitedCount();
    offer(stream);
    await().until(() -> stream.acknowledgedEntries() == 2);
    assertThat(threads.getThreadInfo(thread.getId()).getWaitedCount() - blocked).isLessThan(100);
  }

  // Complaint 16.
  @Test
  void observerThatThrows_changesNothing() throws Exception {
    AtomicInteger calls = new AtomicInteger();
    IngestStream stream =
        start(
            events -> new FailingOnce(events, calls.getAndIncrement() == 0),
            new ThrowingObserver());
    offer(stream);
    assertThat(stream.awaitAcknowledged(1, SECONDS_10)).isTrue();
    assertThat(calls).hasValue(2);
    stream.requestClose(SECONDS_10);
    assertThat(stream.awaitEnd(SECONDS_10)).isTrue();
    assertThat(stream.lifecycle()).isEqualTo(Lifecycle.CLOSED);
  }

  // Complaint 16.
  @Test
  void factoryThatThrowsAnError_isSurvived() throws Exception {
    AtomicInteger calls = new AtomicInteger();
    IngestStream stream =
        start(
            events -> {
              if (calls.getAndIncrement() < 3) {
                throw new OutOfMemoryError("made up");
              }
              return new AnsweringConnection(events);
            },
            new StreamObserver() {});
    offer(stream);
    assertThat(stream.awaitAcknowledged(1, SECONDS_10)).isTrue();
  }

  @Test
  void requestClose_fromThenOnNothingIsTaken() throws Exception {
    IngestStream stream = start(AnsweringConnection::new, new StreamObserver() {});
    for (int i = 0; i < 100; i++) {
      offer(stream);
    }
    stream.requestClose(SECONDS_10);
    assertThat(stream.offer(new byte[1], 0, 1)).isEqualTo(IngestStream.CLOSED);
    assertThat(stream.awaitEnd(SECONDS_10)).isTrue();
    assertThat(stream.pendingRecords()).isZero();
  }

  @Test
  void whenAcknowledged_afterTheEnd_isAnsweredAtOnce() throws Exception {
    IngestStream stream = start(AnsweringConnection::new, new StreamObserver() {});
    stream.requestClose(0);
    assertThat(stream.awaitEnd(SECONDS_10)).isTrue();
    await()
        .until(
            () ->
                Thread.getAllStackTraces().keySet().stream()
                    .noneMatch(thread -> thread.getName().equals("zerobus-sender-test")));
    SenderRig.Waiter late = new SenderRig.Waiter(1);
    stream.whenAcknowledged(late);
    assertThat(late.hasFailed()).isTrue();
  }

  /** Opens at once, and acknowledges each batch at once. */
  private static class AnsweringConnection implements StreamConnection {
    final SenderEvents events;

    AnsweringConnection(SenderEvents events) {
      this.events = events;
    }

    @Override
    public void start() {
      events.add(ConnectionEvent.opened(this, "s"));
    }

    @Override
    public void open(RequestHeaders headers) {}

    @Override
    public void credentialsRefused() {}

    @Override
    public boolean isConnected() {
      return true;
    }

    @Override
    public boolean isReady() {
      return true;
    }

    @Override
    public void send(RecordBuffer buffer, Batcher batch, long wireOffset) {
      events.add(ConnectionEvent.ack(this, wireOffset));
    }

    @Override
    public void requestMore() {}

    @Override
    public void halfClose() {
      events.add(ConnectionEvent.terminated(this, Failure.ofStatus(Status.OK)));
    }

    @Override
    public void cancel(String reason) {}
  }

  private static final class FailingOnce extends AnsweringConnection {
    private final boolean fails;

    FailingOnce(SenderEvents events, boolean fails) {
      super(events);
      this.fails = fails;
    }

    @Override
    public void start() {
      if (fails) {
        events.add(ConnectionEvent.terminated(this, Failure.ofStatus(Status.UNAVAILABLE)));
      } else {
        super.start();
      }
    }
  }

  private static final class ThrowingObserver implements StreamObserver {
    @Override
    public void onOpened(String streamId, long pendingRecords) {
      throw new IllegalStateException("made up");
    }

    @Override
    public void onAcknowledged(long fromEntries, long toEntries) {
      throw new IllegalStateException("made up");
    }

    @Override
    public void onRetry(Failure failure, int attempt, long delayNanos, long pendingRecords) {
      throw new StackOverflowError("made up");
    }

    @Override
    public void onClosed(long unacknowledgedRecords) {
      throw new IllegalStateException("made up");
    }
  }
}
