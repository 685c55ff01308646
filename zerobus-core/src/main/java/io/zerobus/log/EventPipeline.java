// SPDX-License-Identifier: Apache-2.0
package io.zerobus.log;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The way of an event from the framework into the buffer of records, on the calling thread.
 *
 * <p>Thread-safe. {@link #append} takes no lock, does no I/O, never throws, and waits only when
 * {@code overflowPolicy} is {@code block}. Each event either gets into the buffer or is counted for
 * one {@link LossReason}.
 *
 * @param <E> the framework's event
 */
public final class EventPipeline<E> {

  private final EventMapper<E> mapper;
  private final RecordSink sink;
  private final LossReporter losses;
  private final LongSupplier nanoClock;
  private final OverflowPolicy overflowPolicy;
  private final long blockTimeoutNanos;
  private final long shutdownTimeoutNanos;
  private final WriterPool writers;
  private final RecursionGuard guard = new RecursionGuard();
  private final @Nullable ShutdownDrain shutdownDrain;
  private final AtomicBoolean stopped = new AtomicBoolean();

  EventPipeline(
      AppenderSettings settings,
      RecordSink sink,
      StatusSink status,
      EventMapper<E> mapper,
      LongSupplier nanoClock) {
    this.mapper = mapper;
    this.sink = sink;
    this.nanoClock = nanoClock;
    this.losses = new LossReporter(status, nanoClock);
    this.overflowPolicy = settings.overflowPolicy();
    this.blockTimeoutNanos = settings.blockTimeoutNanos();
    this.shutdownTimeoutNanos = settings.shutdownTimeoutNanos();
    this.writers =
        new WriterPool(
            new RecordLayout(settings, sink.instanceId(), ProcessHandle.current().pid()));
    this.shutdownDrain =
        settings.shutdownHook()
            ? ShutdownDrain.install(sink, settings.shutdownTimeoutNanos(), this::reportAtExit)
            : null;
  }

  /** A pipeline into a shipper of its own. Returns at once and connects in the background. */
  public static <E> EventPipeline<E> start(
      AppenderSettings settings, StatusSink status, EventMapper<E> mapper) {
    return into(LogShipper.start(settings, status), settings, status, mapper);
  }

  /** A pipeline into a sink that is running already and is stopped with the pipeline. */
  public static <E> EventPipeline<E> into(
      RecordSink sink, AppenderSettings settings, StatusSink status, EventMapper<E> mapper) {
    return new EventPipeline<>(settings, sink, status, mapper, System::nanoTime);
  }

  /**
   * Reads the event completely and puts its record into the buffer, or counts it as lost.
   *
   * @return false when another appender should get the event in place of this one; true also for an
   *     event that tells of the shipping itself and must go nowhere
   */
  public boolean append(E event) {
    boolean entered = false;
    try {
      entered = guard.enter();
      if (!entered || isOwn(event)) {
        losses.lost(LossReason.RECURSION, null);
        return true;
      }
      return encodeAndOffer(event);
    } catch (Throwable e) {
      lostToError(e);
      return false;
    } finally {
      if (entered) {
        guard.leave();
      }
    }
  }

  /**
   * Counts and drops an event that comes from within {@link #append} on the same thread, for
   * frameworks whose own guard would drop it silently.
   *
   * @return whether it was dropped
   */
  public boolean dropIfNested() {
    if (!guard.isInside()) {
      return false;
    }
    losses.lost(LossReason.RECURSION, null);
    return true;
  }

  /**
   * Waits until everything appended before is acknowledged by the service.
   *
   * @return false when the time is over first
   */
  public boolean flush(long timeoutNanos) throws InterruptedException {
    return sink.flush(timeoutNanos);
  }

  /** Delivers what is buffered within {@code shutdownTimeout}, then ends. Idempotent. */
  public void stop() {
    stop(shutdownTimeoutNanos);
  }

  /** As {@link #stop()} with a limit of the framework's. */
  public void stop(long timeoutNanos) {
    if (!stopped.compareAndSet(false, true)) {
      return;
    }
    if (shutdownDrain != null) {
      shutdownDrain.remove();
    }
    sink.stop(timeoutNanos);
    losses.undelivered(sink.pendingRecords());
    losses.reportTotals();
  }

  /** The events lost so far for this reason. */
  public long lost(LossReason reason) {
    return losses.count(reason);
  }

  private boolean isOwn(E event) {
    return !mapper.isWarnOrAbove(event) && RecursionGuard.isOwnLogger(mapper.loggerName(event));
  }

  private boolean encodeAndOffer(E event) {
    LogRecordWriter record = writers.take();
    try {
      record.begin(sink.nextSequence());
      mapper.map(event, record);
      int length = record.finish();
      if (length == LogRecordWriter.OVERSIZE) {
        losses.lost(LossReason.OVERSIZE, null);
        return false;
      }
      int result = sink.offer(record.bytes(), 0, length);
      if (result == RecordSink.FULL && overflowPolicy == OverflowPolicy.BLOCK) {
        result = offerWhenRoom(record.bytes(), length);
      }
      if (result == RecordSink.OFFERED) {
        noteAccepted();
        return true;
      }
      losses.lost(result == RecordSink.FULL ? LossReason.OVERFLOW : LossReason.SHUTDOWN, null);
      return false;
    } finally {
      giveBack(record);
    }
  }

  private void noteAccepted() {
    try {
      losses.accepted();
    } catch (Throwable e) {
      // The record is in the buffer: whatever fails now, the event is not lost.
    }
  }

  private void giveBack(LogRecordWriter record) {
    try {
      writers.give(record);
    } catch (Throwable e) {
      // The writer is lost, not the event, which has been counted or is in the buffer.
    }
  }

  /** Waits as {@code blockTimeout} allows. An interrupt ends the wait and is kept. */
  private int offerWhenRoom(byte[] record, int length) {
    long deadlineNanos = nanoClock.getAsLong() + blockTimeoutNanos;
    long remainingNanos = blockTimeoutNanos;
    try {
      while (sink.awaitRoom(length, remainingNanos)) {
        int result = sink.offer(record, 0, length);
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
    return sink.offer(record, 0, length);
  }

  private void lostToError(Throwable error) {
    try {
      losses.lost(LossReason.ENCODE, error);
    } catch (Throwable e) {
      // Out of memory or of stack: it was counted first, and the application must go on.
    }
  }

  private void reportAtExit() {
    long pending = sink.pendingRecords();
    if (pending > 0 && !stopped.get()) {
      losses.reportPendingAtExit(pending);
    }
  }
}
