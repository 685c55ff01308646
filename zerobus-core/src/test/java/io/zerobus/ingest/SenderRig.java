// SPDX-License-Identifier: Apache-2.0
package io.zerobus.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A sender with a fake clock and fake connections, driven step by step by a test. */
final class SenderRig implements StreamObserver {
  static final long MILLI = 1_000_000L;
  static final long SECOND = 1_000 * MILLI;

  final SenderEvents events = new SenderEvents(() -> {});
  final List<FakeConnection> connections = new ArrayList<>();
  final List<String> told = new ArrayList<>();
  final List<Long> delays = new ArrayList<>();
  final RecordBuffer buffer;
  final Sender sender;
  long now = 5 * SECOND;
  final List<Long> openedAt = new ArrayList<>();
  final List<String> rejected = new ArrayList<>();
  long ackedTo;

  SenderRig(SenderOptions options) {
    buffer = new RecordBuffer(options.budget(), options.overflow);
    sender =
        new Sender(
            options,
            buffer,
            inbox -> {
              FakeConnection made = new FakeConnection(inbox);
              connections.add(made);
              openedAt.add(now);
              return made;
            },
            this,
            events,
            bound -> bound);
  }

  /** Retries three times, from 2 s doubling to 30 s; sends at once. */
  static SenderOptions.Builder bounded() {
    return SenderOptions.builder(RetryPolicy.bounded(3, 2 * SECOND, 30 * SECOND));
  }

  static SenderOptions.Builder forEver() {
    return SenderOptions.builder(RetryPolicy.forEver(SECOND, 30 * SECOND, 60 * SECOND));
  }

  /** As {@link #forEver}, and records that are refused are searched for. */
  static SenderOptions.Builder isolating() {
    return forEver().isolateRejected(true);
  }

  /** Steps until nothing is left to do now. */
  SenderRig run() {
    int steps = 0;
    while (sender.doWork(now) > 0) {
      if (++steps > 10_000) {
        throw new IllegalStateException("the sender does not come to rest");
      }
    }
    return this;
  }

  /** Lets time pass, then steps. */
  SenderRig pass(long nanos) {
    now += nanos;
    return run();
  }

  /** Up to an open stream. */
  FakeConnection open() {
    run();
    FakeConnection connection = last();
    connection.serverOpens();
    run();
    return connection;
  }

  FakeConnection last() {
    return connections.get(connections.size() - 1);
  }

  long offer(String record) {
    byte[] bytes = record.getBytes(UTF_8);
    return buffer.append(bytes, 0, bytes.length);
  }

  Waiter await(long entries) {
    Waiter waiter = new Waiter(entries);
    events.add(waiter);
    return waiter;
  }

  Waiter flush() {
    return await(buffer.acceptedEntries());
  }

  void close(long timeoutNanos) {
    buffer.close();
    events.add(new CloseRequest(timeoutNanos));
  }

  @Override
  public void onOpened(String streamId, long pendingRecords) {
    told.add("opened " + pendingRecords);
  }

  @Override
  public void onAcknowledged(long fromEntries, long toEntries) {
    if (fromEntries != ackedTo || toEntries <= fromEntries) {
      throw new IllegalStateException("told " + fromEntries + ".." + toEntries + " at " + ackedTo);
    }
    ackedTo = toEntries;
  }

  @Override
  public void onRetry(Failure failure, int attempt, long delayNanos, long pendingRecords) {
    told.add("retry " + attempt + " " + failure.code());
    delays.add(delayNanos);
  }

  @Override
  public void onRefused(Failure failure, long delayNanos, long pendingRecords) {
    told.add("refused " + failure.code());
    delays.add(delayNanos);
  }

  @Override
  public void onRecordsRefused(Failure failure, long pendingRecords) {
    told.add("search " + pendingRecords);
  }

  @Override
  public void onRejected(byte[] record, Failure failure) {
    rejected.add(new String(record, UTF_8));
    ackedTo = buffer.ackedEntries();
  }

  @Override
  public void onTableAtFault(Failure failure, long delayNanos, long pendingRecords) {
    told.add("table at fault " + pendingRecords);
    delays.add(delayNanos);
  }

  @Override
  public void onRotation(long durationNanos) {
    told.add("rotation");
  }

  @Override
  public void onClosed(long unacknowledgedRecords) {
    told.add("closed " + unacknowledgedRecords);
  }

  @Override
  public void onFailed(Failure failure, long unacknowledgedRecords) {
    told.add("failed " + failure.code() + " " + unacknowledgedRecords);
  }

  /** A waiter that can be asked. */
  static final class Waiter extends AckWaiter {
    int calls;
    @Nullable Failure failure;

    Waiter(long entries) {
      super(entries, IngestStream.FOREVER_NANOS);
    }

    @Override
    protected void onDone(@Nullable Failure failure) {
      calls++;
      this.failure = failure;
    }

    void giveUp() {
      abandon();
    }

    boolean isDone() {
      return calls == 1 && failure == null;
    }

    boolean hasFailed() {
      return calls == 1 && failure != null;
    }
  }
}
