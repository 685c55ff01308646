// SPDX-License-Identifier: Apache-2.0
package io.zerobus.log;

import java.time.Duration;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The way of an event into the buffer of records, on the calling thread, whatever framework it is
 * of.
 *
 * <p>Thread-safe. {@link #append} takes no lock but the buffer's for the copy, does no I/O, never
 * throws, and waits only when {@code overflowPolicy} is {@code block}. Each event either gets into
 * the buffer or is counted for one {@link LossReason}; an event for which there is no room is
 * counted without a lock, an allocation or a line.
 *
 * <p>It knows the mapper of an event for the time of a call only: an agent's intake outlives the
 * class loaders of the frameworks that it reads.
 */
public final class EventIntake implements SchemaCheck.Writer {

  /** Below this no record comes out: what has no room for it needs not be encoded. */
  private static final int SMALLEST_RECORD_BYTES = 200;

  /** More room is not waited for on behalf of one large record. */
  private static final int MOST_LACKING_BYTES = 16 << 10;

  /** What {@code drop-low-levels} keeps for WARN and above. */
  private static final int RESERVED_PERCENT = 20;

  /** More than there are between here and the inside of the buffer's lock. */
  private static final int STACK_FRAMES = 20;

  private final RecordSink sink;
  private final EventCounts counts;
  private final LongSupplier nanoClock;
  private final AppenderSettings settings;
  private final OverflowPolicy overflowPolicy;
  private final long blockTimeoutNanos;
  private final RecursionGuard guard = new RecursionGuard();
  private final @Nullable ShutdownDrain shutdownDrain;
  private final AtomicBoolean stopped = new AtomicBoolean();

  /**
   * Room without which an event is not even encoded: that of a record that was refused just before,
   * or else of the smallest. Written by any thread; a lost update costs an encoding in vain.
   */
  private volatile int lackingBytes = SMALLEST_RECORD_BYTES;

  /** Written by the schema check and by the start, under the lock of this object. */
  private volatile Set<String> leftOut = Collections.emptySet();

  /** Replaced when a column is left out; a writer goes back to the pool that it came from. */
  private volatile WriterPool writers;

  EventIntake(AppenderSettings settings, RecordSink sink, LongSupplier nanoClock) {
    this.sink = sink;
    this.counts = sink.counts();
    this.nanoClock = nanoClock;
    this.settings = settings;
    this.overflowPolicy = settings.overflowPolicy();
    this.blockTimeoutNanos = settings.blockTimeoutNanos();
    this.writers = newWriters(leftOut);
    this.shutdownDrain =
        settings.shutdownHook() && !settings.ofAgent()
            ? ShutdownDrain.install(sink, settings.shutdownTimeoutNanos(), this::reportAtExit)
            : null;
  }

  /**
   * Into the shipper of its endpoint, identity and table, which appenders may share. Returns at
   * once: the connection is made in the background, with the first record.
   */
  public static EventIntake start(AppenderSettings settings, StatusSink status) {
    ShipperLease lease = ShipperRegistry.shared().acquire(settings, status);
    boolean started = false;
    try {
      EventIntake intake = new EventIntake(settings, lease, System::nanoTime);
      lease.watchSchema(intake);
      started = true;
      return intake;
    } finally {
      if (!started) {
        lease.stop(0);
      }
    }
  }

  private WriterPool newWriters(Set<String> without) {
    return new WriterPool(
        new RecordLayout(
            settings,
            sink.instanceId(),
            ProcessHandle.current().pid(),
            without,
            counts.unconverted()));
  }

  /**
   * Reads the event completely and puts its record into the buffer, or counts it as lost.
   *
   * @return false when another appender should get the event in place of this one; true also for an
   *     event that tells of the shipping itself and must go nowhere
   */
  public <E> boolean append(E event, EventMapper<E> mapper) {
    boolean @Nullable [] mark = null;
    boolean numbered = false;
    boolean counted = false;
    try {
      mark = guard.enter();
      if (mark == null || isOwn(event, mapper)) {
        counted = true;
        counts.count(LossReason.RECURSION);
        return true;
      }
      long sequence = counts.nextSequence();
      numbered = true;
      LossReason reason = encodeAndOffer(event, mapper, sequence);
      if (reason == null) {
        return true;
      }
      counted = true;
      counts.count(reason);
      return false;
    } catch (Throwable e) {
      if (!counted) {
        lostToError(e, numbered);
      }
      return false;
    } finally {
      if (mark != null) {
        RecursionGuard.leave(mark);
      }
    }
  }

  /**
   * Counts and drops an event that comes from within {@link #append} on the same thread, for
   * frameworks whose own guard would drop it silently.
   *
   * @return whether it was dropped
   */
  boolean dropIfNested() {
    if (!guard.isInside()) {
      return false;
    }
    counts.count(LossReason.RECURSION);
    return true;
  }

  /**
   * Waits until everything appended before is acknowledged by the service, or lost.
   *
   * @return false when the time is over first
   */
  boolean flush(Duration timeout) throws InterruptedException {
    return sink.flush(ShipperRegistry.nanosOf(timeout));
  }

  /** Delivers what is buffered within {@code shutdownTimeout}, then ends. Idempotent. */
  void stop() {
    stop(settings.shutdownTimeoutNanos());
  }

  /** As {@link #stop()} with a limit of the framework's. */
  void stop(long timeoutNanos) {
    if (!stopped.compareAndSet(false, true)) {
      return;
    }
    if (shutdownDrain != null) {
      shutdownDrain.remove();
    }
    sink.stop(timeoutNanos);
  }

  /** The events lost so far for this reason, by all appenders that share the shipper. */
  long lost(LossReason reason) {
    return counts.lost(reason);
  }

  // ---- schema check, on its thread
  // ---------------------------------------------------------------

  @Override
  public List<LogSchema.Column> columns() {
    return settings.writtenColumns();
  }

  @Override
  public synchronized void leaveOut(Set<String> columns) {
    Set<String> all = new HashSet<>(leftOut);
    if (all.addAll(columns)) {
      leftOut = all;
      writers = newWriters(all);
    }
  }

  // ---- the calling thread ----------------------------------------------------------------------

  private static <E> boolean isOwn(E event, EventMapper<E> mapper) {
    return !mapper.isWarnOrAbove(event) && RecursionGuard.isOwnLogger(mapper.loggerName(event));
  }

  /** Why the event is lost; null when it is in the buffer. */
  private <E> @Nullable LossReason encodeAndOffer(E event, EventMapper<E> mapper, long sequence) {
    LossReason early = lostWithoutEncoding(event, mapper);
    if (early != null) {
      return early;
    }
    WriterPool pool = writers;
    LogRecordWriter record = pool.take();
    try {
      record.begin(sequence);
      mapper.map(event, record);
      int length = record.finish();
      return length == LogRecordWriter.OVERSIZE
          ? LossReason.OVERSIZE
          : offer(event, mapper, sequence, record.bytes(), length, pool);
    } finally {
      giveBack(pool, record);
    }
  }

  /** Why an event is lost that needs not be encoded first; null when it may get through. */
  private <E> @Nullable LossReason lostWithoutEncoding(E event, EventMapper<E> mapper) {
    switch (overflowPolicy) {
      case DROP:
        return sink.hasRoom(lackingBytes, 0) ? null : LossReason.OVERFLOW;
      case DROP_LOW_LEVELS:
        return lostToReserve(event, mapper, lackingBytes);
      case DROP_OLDEST:
      case BLOCK:
        break;
    }
    return null;
  }

  private <E> @Nullable LossReason lostToReserve(E event, EventMapper<E> mapper, int length) {
    if (sink.hasRoom(length, RESERVED_PERCENT)) {
      return null;
    }
    if (!mapper.isWarnOrAbove(event)) {
      return LossReason.LEVEL;
    }
    return sink.hasRoom(length, 0) ? null : LossReason.OVERFLOW;
  }

  private <E> @Nullable LossReason offer(
      E event, EventMapper<E> mapper, long sequence, byte[] record, int length, WriterPool pool) {
    if (overflowPolicy == OverflowPolicy.DROP_LOW_LEVELS) {
      LossReason reserved = lostToReserve(event, mapper, length);
      if (reserved != null) {
        lackingBytes = lacking(length);
        return reserved;
      }
    }
    blankIfOutdated(record, length, pool);
    long unused = probeStack(STACK_FRAMES, sequence, length);
    int result =
        sink.offer(sequence, record, 0, length, overflowPolicy == OverflowPolicy.DROP_OLDEST);
    if (result == RecordSink.FULL && overflowPolicy == OverflowPolicy.BLOCK) {
      result = offerWhenRoom(sequence, record, length, pool);
    }
    switch (result) {
      case RecordSink.OFFERED:
        if (lackingBytes != SMALLEST_RECORD_BYTES) {
          lackingBytes = SMALLEST_RECORD_BYTES;
        }
        return null;
      case RecordSink.FULL:
        lackingBytes = lacking(length);
        return LossReason.OVERFLOW;
      case RecordSink.TOO_LARGE:
        return LossReason.OVERSIZE;
      default:
        return LossReason.SHUTDOWN;
    }
  }

  private static int lacking(int length) {
    return Math.max(SMALLEST_RECORD_BYTES, Math.min(MOST_LACKING_BYTES, length));
  }

  /**
   * Goes down the stack as far as the way into the buffer does. A thread that is at the end of its
   * stack finds out here, and not within the JDK's lock, which does not bear that: it may be left
   * taken.
   */
  private static long probeStack(int frames, long one, long other) {
    return frames == 0 ? one : probeStack(frames - 1, other, one + other) + other;
  }

  /** Takes columns out of a record that was encoded before they were found missing. */
  private void blankIfOutdated(byte[] record, int length, WriterPool pool) {
    if (pool != writers) {
      for (String column : leftOut) {
        new BlankedColumn(column).edit(record, length);
      }
    }
  }

  private static void giveBack(WriterPool pool, LogRecordWriter record) {
    try {
      pool.give(record);
    } catch (Throwable e) {
      // The writer is lost, not the event, which has been counted or is in the buffer.
    }
  }

  /** Waits as {@code blockTimeout} allows. An interrupt ends the wait and is kept. */
  private int offerWhenRoom(long sequence, byte[] record, int length, WriterPool pool) {
    long deadlineNanos = nanoClock.getAsLong() + blockTimeoutNanos;
    long remainingNanos = blockTimeoutNanos;
    try {
      while (sink.awaitRoom(length, remainingNanos)) {
        blankIfOutdated(record, length, pool);
        int result = sink.offer(sequence, record, 0, length, false);
        if (result != RecordSink.FULL) {
          return result;
        }
        if (blockTimeoutNanos != 0) {
          remainingNanos = deadlineNanos - nanoClock.getAsLong();
          if (remainingNanos <= 0) {
            return result;
          }
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return sink.offer(sequence, record, 0, length, false);
  }

  private void lostToError(Throwable error, boolean numbered) {
    try {
      if (!numbered) {
        long unused = counts.nextSequence(); // it was offered all the same
      }
      counts.count(LossReason.ENCODE, error);
    } catch (Throwable e) {
      // Out of memory or of stack: it was counted first, and the application must go on.
    }
  }

  /**
   * Delivers what is buffered within {@code shutdownTimeout} and tells what could not be delivered;
   * for a moment at which the application has ended already. The intake stays open.
   */
  public void deliverAtExit() {
    ShutdownDrain.drainNow(sink, settings.shutdownTimeoutNanos(), this::reportAtExit);
  }

  /** The same by a hook, which runs beside the application's. */
  public void deliverByHook() {
    ShutdownDrain unused =
        ShutdownDrain.install(sink, settings.shutdownTimeoutNanos(), this::reportAtExit);
  }

  /** An event that could not even be looked at. */
  public void countUnreadable() {
    long unused = counts.nextSequence();
    counts.count(LossReason.ENCODE);
  }

  private void reportAtExit(long timeoutNanos) {
    if (!stopped.get()) {
      sink.reportPendingAtExit(timeoutNanos);
    }
  }
}
