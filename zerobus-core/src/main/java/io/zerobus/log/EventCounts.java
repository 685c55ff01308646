// SPDX-License-Identifier: Apache-2.0
package io.zerobus.log;

import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Counts the events of one shipper: how many were offered, and how many were lost for which reason.
 * What is neither acknowledged nor lost is pending. Thread-safe, without a lock.
 *
 * <p>A loss is counted first; then whoever reports losses is woken, unless it is awake already. So
 * a thread whose events are dropped by the thousand does no more than to count them.
 */
public class EventCounts {

  private static final LossReason[] REASONS = LossReason.values();

  private final Runnable wakeReporter;
  private final AtomicLong sequence = new AtomicLong();
  private final Map<LossReason, LongAdder> lost = new EnumMap<>(LossReason.class);
  private final LongAdder unconverted = new LongAdder();

  /** For each reason what the next line should tell beside the count. */
  private final Map<LossReason, AtomicReference<@Nullable Throwable>> causes =
      new EnumMap<>(LossReason.class);

  /** Set with a loss, cleared by the reporter when the trouble is over. */
  private volatile boolean reporterAwake;

  /**
   * @param wakeReporter runs on threads of the application when a loss meets a reporter that
   *     sleeps: returns at once and throws nothing
   */
  public EventCounts(Runnable wakeReporter) {
    this.wakeReporter = wakeReporter;
    for (LossReason reason : REASONS) {
      lost.put(reason, new LongAdder());
      causes.put(reason, new AtomicReference<>());
    }
  }

  /** Takes the number of one more event: 0, 1, 2 and so on. */
  long nextSequence() {
    return sequence.getAndIncrement();
  }

  /** Counts one lost event. */
  void count(LossReason reason) {
    adder(reason).increment();
    attend();
  }

  /** Counts one lost event; the reporter's next line for this reason tells the cause. */
  void count(LossReason reason, Throwable cause) {
    adder(reason).increment();
    causeOf(reason).compareAndSet(null, cause);
    attend();
  }

  /** Counts several lost events. */
  void count(LossReason reason, long count) {
    if (count > 0) {
      adder(reason).add(count);
      attend();
    }
  }

  private void attend() {
    if (!reporterAwake) {
      reporterAwake = true;
      wakeReporter.run();
    }
  }

  /** For the reporter: from now on a loss wakes it. What came just before it must look for. */
  void reporterSleeps() {
    reporterAwake = false;
  }

  @Nullable Throwable takeCause(LossReason reason) {
    return causeOf(reason).getAndSet(null);
  }

  /** The events lost so far for this reason. */
  public long lost(LossReason reason) {
    return adder(reason).sum();
  }

  /** The events lost so far. */
  long lost() {
    long sum = 0;
    for (LossReason reason : REASONS) {
      sum += lost(reason);
    }
    return sum;
  }

  /** The events offered so far, those from within the shipping of events included. */
  long offered() {
    return sequence.get() + lost(LossReason.RECURSION);
  }

  /** Promoted values that did not convert to the type of their column and were left out. */
  LongAdder unconverted() {
    return unconverted;
  }

  private LongAdder adder(LossReason reason) {
    return Objects.requireNonNull(lost.get(reason));
  }

  private AtomicReference<@Nullable Throwable> causeOf(LossReason reason) {
    return Objects.requireNonNull(causes.get(reason));
  }
}
