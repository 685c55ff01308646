// SPDX-License-Identifier: Apache-2.0
package io.zerobus.log;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;

/** A sink that does what the test has told it to. */
final class FakeSink implements RecordSink {

  final List<String> records = new ArrayList<>();
  final List<Long> waitsNanos = new ArrayList<>();
  final List<Long> flushesNanos = new ArrayList<>();
  final List<Long> stopsNanos = new ArrayList<>();

  /** What the next offers return; then OFFERED. */
  final Deque<Integer> offers = new ArrayDeque<>();

  /** What happens at the next waits; then they return true. */
  final Deque<Wait> waits = new ArrayDeque<>();

  /** What happens in the next flushes; then they return true. */
  final Deque<Wait> flushes = new ArrayDeque<>();

  final EventCounts counts = new EventCounts(() -> {});

  /** For each offer, whether it gives up the oldest. */
  final List<Boolean> givingUp = new ArrayList<>();

  /** The share of the buffer that is free. */
  int percentFree = 100;

  /** A record of more bytes finds no room. */
  int freeBytes = Integer.MAX_VALUE;

  long pending;
  long acknowledged;
  boolean unreachable;
  int hurries;
  int reports;

  /** What a blocking call does. */
  interface Wait {
    boolean run() throws InterruptedException;
  }

  @Override
  public String instanceId() {
    return "00112233445566778899aabbccddeeff";
  }

  @Override
  public EventCounts counts() {
    return counts;
  }

  @Override
  public boolean hasRoom(int length, int wantedPercentFree) {
    return percentFree > wantedPercentFree && length <= freeBytes;
  }

  @Override
  public void reportPendingAtExit(long timeoutNanos) {
    reports++;
  }

  @Override
  public synchronized int offer(
      long sequence, byte[] buffer, int offset, int length, boolean givesUpOldest) {
    givingUp.add(givesUpOldest);
    int whenEmpty = length <= freeBytes ? OFFERED : FULL;
    int result = offers.isEmpty() ? whenEmpty : offers.remove();
    if (result == OFFERED) {
      records.add(
          new String(Arrays.copyOfRange(buffer, offset, offset + length), StandardCharsets.UTF_8));
    }
    return result;
  }

  @Override
  public boolean awaitRoom(int length, long timeoutNanos) throws InterruptedException {
    waitsNanos.add(timeoutNanos);
    return waits.isEmpty() || waits.remove().run();
  }

  @Override
  public boolean flush(long timeoutNanos) throws InterruptedException {
    flushesNanos.add(timeoutNanos);
    return flushes.isEmpty() || flushes.remove().run();
  }

  @Override
  public void hurry() {
    hurries++;
  }

  @Override
  public boolean isUnreachable() {
    return unreachable;
  }

  @Override
  public void stop(long timeoutNanos) {
    stopsNanos.add(timeoutNanos);
  }

  @Override
  public long pendingRecords() {
    return pending;
  }

  @Override
  public long acknowledgedRecords() {
    return acknowledged;
  }
}
