// SPDX-License-Identifier: Apache-2.0
package io.zerobus.ingest;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.LongUnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What callers touch of one stream: a thread-safe front without protocol logic over the {@link
 * RecordBuffer}, the {@link Sender} and its thread.
 */
public final class IngestStream {
  /** {@link #offer} result: no room now; see {@link #awaitRoom}. */
  public static final long BACK_PRESSURED = RecordBuffer.BACK_PRESSURED;

  /** {@link #offer} result: the stream is closing or has ended. */
  public static final long CLOSED = RecordBuffer.CLOSED;

  /** {@link #offer} result: larger than the whole buffer. */
  public static final long TOO_LARGE = RecordBuffer.TOO_LARGE;

  /** Bytes that a batch takes in the buffer beside its records. */
  public static final int BATCH_OVERHEAD_BYTES = RecordBuffer.BATCH_HEADER_BYTES;

  /** A waiting time without end. */
  public static final long FOREVER_NANOS = RecordBuffer.FOREVER_NANOS;

  private final RecordBuffer buffer;
  private final Sender sender;
  private final SenderThread thread;
  private final SenderEvents events;
  private final CountDownLatch end;

  private IngestStream(
      RecordBuffer buffer,
      Sender sender,
      SenderThread thread,
      SenderEvents events,
      CountDownLatch end) {
    this.buffer = buffer;
    this.sender = sender;
    this.thread = thread;
    this.events = events;
    this.end = end;
  }

  /** Starts the sender thread of a stream over the transport. Never waits for the network. */
  public static IngestStream start(
      SenderOptions options,
      StreamSpec spec,
      GrpcTransport transport,
      HeadersSource headers,
      StreamObserver observer) {
    return start(
        options,
        spec.tableName(),
        transport.connections(spec, headers),
        observer,
        IngestStream::random);
  }

  private static long random(long bound) {
    return ThreadLocalRandom.current().nextLong(bound + 1);
  }

  static IngestStream start(
      SenderOptions options,
      String name,
      ConnectionFactory connections,
      StreamObserver observer,
      LongUnaryOperator random) {
    SenderThread thread = new SenderThread(options.chore);
    SenderEvents events = new SenderEvents(thread);
    RecordBuffer buffer = new RecordBuffer(options.budget(), options.overflow);
    CountDownLatch end = new CountDownLatch(1);
    Sender sender =
        new Sender(
            options, buffer, connections, new GuardedObserver(observer, end), events, random);
    thread.start("zerobus-sender-" + name, sender, events);
    return new IngestStream(buffer, sender, thread, events, end);
  }

  /**
   * Accepts one record, which is copied; never waits.
   *
   * @return its logical offset (0, 1, 2, …), or {@link #BACK_PRESSURED}, {@link #CLOSED}, {@link
   *     #TOO_LARGE}
   */
  public long offer(byte[] source, int offset, int length) {
    long accepted = buffer.append(source, offset, length);
    if (accepted >= 0) {
      wakeSender();
    }
    return accepted;
  }

  /**
   * As {@link #offer}, and when there is no room, the oldest records that are not in flight are
   * given up for it. Only for a stream with the option to give up the oldest, in which {@link
   * #offerWithoutGivingUp} leaves them alone.
   */
  public long offerGivingUpOldest(byte[] source, int offset, int length) {
    return offer(source, offset, length, true);
  }

  /** As {@link #offer}, and gives up nothing, whatever the stream's option is. */
  public long offerWithoutGivingUp(byte[] source, int offset, int length) {
    return offer(source, offset, length, false);
  }

  private long offer(byte[] source, int offset, int length, boolean givingUp) {
    long accepted = buffer.append(source, offset, length, givingUp);
    if (accepted >= 0) {
      wakeSender();
    }
    return accepted;
  }

  /**
   * Accepts several records under one logical offset, all or none; never waits.
   *
   * @return as {@link #offer}
   */
  public long offerBatch(List<byte[]> records) {
    long accepted = buffer.appendBatch(records);
    if (accepted >= 0) {
      wakeSender();
    }
    return accepted;
  }

  /** What fails now must not look as if the record had not been accepted. */
  private void wakeSender() {
    try {
      if (sender.wantsToWake()) {
        thread.wake();
      }
    } catch (StackOverflowError e) {
      // The next record, or the sender's next deadline, makes up for it.
    }
  }

  /** Bytes that a record of the given length takes of the buffer's bound. */
  public static long bufferedBytes(int recordLength) {
    return RecordBuffer.framedBytes(recordLength);
  }

  /** Whether so much would fit now; somebody else may take the room first. Never waits. */
  public boolean hasRoom(long bytes, long records) {
    return !buffer.isClosed() && buffer.hasRoom(bytes, records);
  }

  /**
   * Waits until so much would fit, the stream takes no more, or the time is over.
   *
   * @return false when the time was over
   */
  public boolean awaitRoom(long bytes, long records, long timeoutNanos)
      throws InterruptedException {
    return buffer.awaitRoom(bytes, records, timeoutNanos);
  }

  /** Tells the waiter when all entries it waits for are durable, or never will be. */
  public void whenAcknowledged(AckWaiter waiter) {
    events.add(waiter);
    if (thread.hasEnded()) {
      thread.drain();
    }
  }

  /**
   * Waits until the entries with logical offset below {@code entries} are durable.
   *
   * @return false when the time was over, or the stream ended before
   */
  public boolean awaitAcknowledged(long entries, long timeoutNanos) throws InterruptedException {
    if (buffer.ackedEntries() >= entries) {
      return true;
    }
    LatchWaiter waiter = new LatchWaiter(entries);
    whenAcknowledged(waiter);
    return waiter.await(timeoutNanos);
  }

  /**
   * Takes no more records, delivers what was accepted within the time, then ends. Returns at once.
   */
  public void requestClose(long timeoutNanos) {
    buffer.close();
    events.add(new CloseRequest(timeoutNanos));
  }

  /**
   * Lets the edit change each record that is accepted and not acknowledged by the time the sender
   * gets to it: at once what is not in flight, the rest before it is sent again. Several edits are
   * applied in order. Returns at once; without effect after the end.
   */
  public void editUnacknowledged(RecordEdit edit) {
    events.add(new EditRequest(edit));
  }

  /**
   * The process is about to end: a pause between attempts is cut short, and a service that was
   * never reached is soon given up. Returns at once.
   */
  public void hurry() {
    events.add(new UrgentRequest());
  }

  /** The process goes on after all: nothing is urgent any more. Returns at once. */
  public void calm() {
    events.add(new CalmRequest());
  }

  /**
   * Brings a turn of the sender's thread about, and with it a call of the {@link Chore}. Returns at
   * once, takes no lock and makes no object; any thread.
   */
  public void wake() {
    thread.wakeForTurn();
  }

  /**
   * Whether it is urgent, and no stream will come in time: the service was never reached, or it
   * refuses.
   */
  public boolean isUnreachable() {
    return sender.isUnreachable();
  }

  /** Waits until the stream has ended. */
  public boolean awaitEnd(long timeoutNanos) throws InterruptedException {
    return end.await(timeoutNanos, TimeUnit.NANOSECONDS);
  }

  /** After the end: waits until the sender's thread is gone, half a second at most. */
  public void awaitThreadEnd() throws InterruptedException {
    thread.join(500);
  }

  public Lifecycle lifecycle() {
    return sender.lifecycle();
  }

  /** Whether a stream is open at the service now. */
  public boolean isOpen() {
    return sender.isOpen();
  }

  /** The service's id of the present or last stream; empty before the first. */
  public String streamId() {
    return sender.streamId();
  }

  /** Non-null when the stream has failed. */
  public @Nullable Failure failure() {
    return sender.finalFailure();
  }

  /** Why records do not flow; null while they do, or before the first trouble. */
  public @Nullable Failure lastFailure() {
    return sender.lastFailure();
  }

  /** Count of entries accepted so far; a flush waits for all of them. */
  public long acceptedEntries() {
    return buffer.acceptedEntries();
  }

  /** All entries with a smaller logical offset are durable, or were given up. */
  public long acknowledgedEntries() {
    return buffer.ackedEntries();
  }

  public long acknowledgedRecords() {
    return sender.acknowledgedRecords();
  }

  /** Records that the service did not take, and that were set aside; only with isolation. */
  public long rejectedRecords() {
    return sender.rejectedRecords();
  }

  /** Records accepted and given up since: neither acknowledged nor pending. Any thread. */
  public long givenUpRecords() {
    return buffer.givenUpRecords();
  }

  public long pendingRecords() {
    return buffer.pendingRecords();
  }

  public long pendingBytes() {
    return buffer.pendingBytes();
  }

  /** Copies of what was accepted but not acknowledged, by entry; meaningful after the end. */
  public List<List<byte[]>> copyUnacknowledged() {
    return buffer.copyUnacked();
  }

  /** A waiter for a thread of the caller. */
  private static final class LatchWaiter extends AckWaiter {
    private final CountDownLatch latch = new CountDownLatch(1);
    private volatile boolean acknowledged;

    LatchWaiter(long entries) {
      // It keeps its own time; the sender only learns when it has given up.
      super(entries, FOREVER_NANOS);
    }

    @Override
    protected void onDone(@Nullable Failure failure) {
      acknowledged = failure == null;
      latch.countDown();
    }

    boolean await(long timeoutNanos) throws InterruptedException {
      try {
        return latch.await(timeoutNanos, TimeUnit.NANOSECONDS) && acknowledged;
      } finally {
        abandon();
      }
    }
  }
}
