// SPDX-License-Identifier: Apache-2.0
package io.zerobus.log;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * The way of a framework's events into the buffer of records, on the calling thread.
 *
 * <p>Thread-safe. {@link #append} takes no lock but the buffer's for the copy, does no I/O, never
 * throws, and waits only when {@code overflowPolicy} is {@code block}. Each event either gets into
 * the buffer or is counted for one {@link LossReason}.
 *
 * @param <E> the framework's event
 */
public final class EventPipeline<E> {

  private final EventIntake intake;
  private final EventMapper<E> mapper;

  private EventPipeline(EventIntake intake, EventMapper<E> mapper) {
    this.intake = intake;
    this.mapper = mapper;
  }

  EventPipeline(
      AppenderSettings settings, RecordSink sink, EventMapper<E> mapper, LongSupplier nanoClock) {
    this(new EventIntake(settings, sink, nanoClock), mapper);
  }

  /**
   * A pipeline into the shipper of its endpoint, identity and table, which other appenders may
   * share. Returns at once: the connection is made in the background, with the first record.
   */
  public static <E> EventPipeline<E> start(
      AppenderSettings settings, StatusSink status, EventMapper<E> mapper) {
    return new EventPipeline<>(EventIntake.start(settings, status), mapper);
  }

  /** A pipeline into a sink that is running already and is stopped with the pipeline. */
  public static <E> EventPipeline<E> into(
      RecordSink sink, AppenderSettings settings, EventMapper<E> mapper) {
    return new EventPipeline<>(settings, sink, mapper, System::nanoTime);
  }

  EventIntake intake() {
    return intake;
  }

  /**
   * Reads the event completely and puts its record into the buffer, or counts it as lost.
   *
   * @return false when another appender should get the event in place of this one; true also for an
   *     event that tells of the shipping itself and must go nowhere
   */
  public boolean append(E event) {
    return intake.append(event, mapper);
  }

  /**
   * Counts and drops an event that comes from within {@link #append} on the same thread, for
   * frameworks whose own guard would drop it silently.
   *
   * @return whether it was dropped
   */
  public boolean dropIfNested() {
    return intake.dropIfNested();
  }

  /**
   * Waits until everything appended before is acknowledged by the service, or lost.
   *
   * @return false when the time is over first
   */
  public boolean flush(Duration timeout) throws InterruptedException {
    return intake.flush(timeout);
  }

  /** Delivers what is buffered within {@code shutdownTimeout}, then ends. Idempotent. */
  public void stop() {
    intake.stop();
  }

  /** As {@link #stop()} with a limit of the framework's. */
  public void stop(long timeoutNanos) {
    intake.stop(timeoutNanos);
  }

  /** The events lost so far for this reason, by all appenders that share the shipper. */
  public long lost(LossReason reason) {
    return intake.lost(reason);
  }
}
