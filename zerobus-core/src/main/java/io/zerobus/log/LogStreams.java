// SPDX-License-Identifier: Apache-2.0
package io.zerobus.log;

import io.zerobus.ingest.BufferBudget;
import io.zerobus.ingest.IngestStream;
import io.zerobus.ingest.RecordEdit;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntFunction;

/**
 * The streams of one shipper, which share the bound of the buffer: one at first, and one more each
 * time when those that are there do not keep up. A stream stays until the end. Thread-safe.
 *
 * <p>Events go to one stream for a while and then to the one with the least to do, so that a stream
 * without a connection does not take an equal part of the load.
 */
final class LogStreams {

  /** So many events in a row go to one stream, which makes full batches. */
  private static final int RUN_BITS = 8;

  /** How long there must be more to send than streams carry before there is one more. */
  static final long SATURATED_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

  private static final int SATURATED_PERCENT = 25;
  private static final int PERCENT = 100;

  /** After the end of a stream its thread needs a moment. */
  private static final long END_GRACE_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final BufferBudget budget;
  private final int maxStreams;
  private final IntFunction<IngestStream> starter;
  private final AtomicLong givenUpSeen = new AtomicLong();

  /** Guarded by this object. */
  private boolean closed;

  /** Grows under the lock of this object; never shrinks. */
  private volatile IngestStream[] streams;

  /** The stream of the present run of events; any thread may choose the next. */
  private volatile IngestStream current;

  // Owner: the sender thread of the first stream.
  private long saturatedSinceNanos = -1;

  /**
   * @param starter starts the stream with this index, over the budget
   */
  LogStreams(BufferBudget budget, int maxStreams, IntFunction<IngestStream> starter) {
    this.budget = budget;
    this.maxStreams = maxStreams;
    this.starter = starter;
    IngestStream first = starter.apply(0);
    this.streams = new IngestStream[] {first};
    this.current = first;
  }

  /** As {@link IngestStream#offer}. */
  long offer(long sequence, byte[] buffer, int offset, int length, boolean givesUpOldest) {
    IngestStream stream = current;
    if ((sequence & ((1 << RUN_BITS) - 1)) == 0 && streams.length > 1) {
      stream = leastLoaded();
      current = stream;
    }
    long accepted = stream.offerWithoutGivingUp(buffer, offset, length);
    if (accepted == IngestStream.BACK_PRESSURED && givesUpOldest) {
      // Where most is: a stream that holds little would give up what came just before.
      accepted = mostLoaded().offerGivingUpOldest(buffer, offset, length);
      if (accepted == IngestStream.BACK_PRESSURED && streams.length > 1) {
        accepted = stream.offerGivingUpOldest(buffer, offset, length);
      }
    }
    return accepted;
  }

  private IngestStream leastLoaded() {
    IngestStream least = streams[0];
    for (IngestStream stream : streams) {
      if (stream.pendingBytes() < least.pendingBytes()) {
        least = stream;
      }
    }
    return least;
  }

  private IngestStream mostLoaded() {
    IngestStream most = streams[0];
    for (IngestStream stream : streams) {
      if (stream.pendingBytes() > most.pendingBytes()) {
        most = stream;
      }
    }
    return most;
  }

  /** The records given up since the last call that told of any. */
  long takeGivenUp() {
    while (true) {
      long seen = givenUpSeen.get();
      long now = 0;
      for (IngestStream stream : streams) {
        now += stream.givenUpRecords();
      }
      if (now <= seen) {
        return 0;
      }
      // Who is overtaken looks again: the other may have summed up before our own were given up.
      if (givenUpSeen.compareAndSet(seen, now)) {
        return now - seen;
      }
    }
  }

  boolean hasRoom(int length, int percentFree) {
    long kept = percentFree == 0 ? 0 : capacityBytes() / PERCENT * percentFree;
    return budget.hasRoom(IngestStream.bufferedBytes(length) + kept, 1);
  }

  boolean awaitRoom(int length, long timeoutNanos) throws InterruptedException {
    return current.awaitRoom(IngestStream.bufferedBytes(length), 1, timeoutNanos);
  }

  /**
   * Starts one more stream when those that are there have been too slow for a while.
   *
   * @return when to come back at the latest
   */
  long growIfSaturated(long nowNanos) {
    if (streams.length >= maxStreams || pendingBytes() == 0) {
      saturatedSinceNanos = -1;
      return Long.MAX_VALUE;
    }
    if (!isSaturated()) {
      saturatedSinceNanos = -1;
      return nowNanos + SATURATED_NANOS; // nothing need happen on the first stream until then
    }
    if (saturatedSinceNanos < 0) {
      saturatedSinceNanos = nowNanos;
    } else if (nowNanos - saturatedSinceNanos >= SATURATED_NANOS) {
      saturatedSinceNanos = nowNanos;
      grow();
    }
    return saturatedSinceNanos + SATURATED_NANOS;
  }

  private boolean isSaturated() {
    if (pendingBytes() < capacityBytes() / PERCENT * SATURATED_PERCENT) {
      return false;
    }
    for (IngestStream stream : streams) {
      if (!stream.isOpen()) {
        return false; // away or refused: a further stream would fare no better
      }
    }
    return true;
  }

  private synchronized void grow() {
    if (closed) {
      return;
    }
    int count = streams.length;
    IngestStream[] more = Arrays.copyOf(streams, count + 1);
    more[count] = starter.apply(count);
    streams = more;
  }

  boolean flush(long timeoutNanos) throws InterruptedException {
    return awaitAcknowledged(accepted(), timeoutNanos);
  }

  /** How many entries each stream has been given so far. */
  long[] accepted() {
    long[] accepted = new long[streams.length];
    for (int i = 0; i < accepted.length; i++) {
      accepted[i] = streams[i].acceptedEntries();
    }
    return accepted;
  }

  /** Waits until so many entries of each stream are acknowledged; false if time is over. */
  boolean awaitAcknowledged(long[] accepted, long timeoutNanos) throws InterruptedException {
    long deadlineNanos = System.nanoTime() + timeoutNanos;
    boolean all = true;
    for (int i = 0; i < accepted.length; i++) {
      long left = Math.max(0, deadlineNanos - System.nanoTime());
      all &= streams[i].awaitAcknowledged(accepted[i], left);
    }
    return all;
  }

  void hurry() {
    for (IngestStream stream : streams) {
      stream.hurry();
    }
  }

  void calm() {
    for (IngestStream stream : streams) {
      stream.calm();
    }
  }

  void wake() {
    streams[0].wake();
  }

  /** Whether no stream has any hope left. */
  boolean isUnreachable() {
    for (IngestStream stream : streams) {
      if (!stream.isUnreachable() && !stream.lifecycle().isFinal()) {
        return false;
      }
    }
    return true;
  }

  boolean hasEnded() {
    return streams[0].lifecycle().isFinal();
  }

  void edit(RecordEdit edit) {
    for (IngestStream stream : streams) {
      stream.editUnacknowledged(edit);
    }
  }

  /** Ends all streams; waits for them. False when the thread was interrupted meanwhile. */
  boolean close(long timeoutNanos) {
    IngestStream[] all;
    synchronized (this) {
      closed = true;
      all = streams;
    }
    for (IngestStream stream : all) {
      stream.requestClose(timeoutNanos);
    }
    boolean undisturbed = true;
    for (IngestStream stream : all) {
      undisturbed &= awaitEnd(stream, timeoutNanos + END_GRACE_NANOS);
    }
    return undisturbed;
  }

  private static boolean awaitEnd(IngestStream stream, long timeoutNanos) {
    long deadlineNanos = System.nanoTime() + timeoutNanos;
    boolean undisturbed = true;
    while (true) {
      try {
        boolean unused = stream.awaitEnd(deadlineNanos - System.nanoTime());
        return undisturbed;
      } catch (InterruptedException e) {
        undisturbed = false; // an interrupted thread still gets its records out
      }
    }
  }

  int count() {
    return streams.length;
  }

  /** The bound that all of them share. */
  long capacityBytes() {
    return budget.maxBytes();
  }

  long pendingBytes() {
    long sum = 0;
    for (IngestStream stream : streams) {
      sum += stream.pendingBytes();
    }
    return sum;
  }

  long pendingRecords() {
    long sum = 0;
    for (IngestStream stream : streams) {
      sum += stream.pendingRecords();
    }
    return sum;
  }

  long acknowledgedRecords() {
    long sum = 0;
    for (IngestStream stream : streams) {
      sum += stream.acknowledgedRecords();
    }
    return sum;
  }
}
