// SPDX-License-Identifier: Apache-2.0
package io.zerobus.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.zerobus.log.EventCounts;
import io.zerobus.log.RecordSink;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/** A sink that takes everything, until it is stopped. Thread-safe. */
public final class RecordingSink implements RecordSink {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final List<JsonNode> records = new ArrayList<>();
  private final EventCounts counts = new EventCounts(() -> {});
  private boolean stopped;
  private int stops;
  private long stopTimeoutNanos = -1;
  private int answer = OFFERED;
  private Runnable whenStopped = () -> {};

  /** What was offered and taken, in that order. */
  public synchronized List<JsonNode> records() {
    return new ArrayList<>(records);
  }

  /** How often it was stopped. */
  public synchronized int stops() {
    return stops;
  }

  /** Of the last stop; -1 before it. */
  public synchronized long stopTimeoutNanos() {
    return stopTimeoutNanos;
  }

  /** What offers get from now on. */
  public synchronized void answer(int answer) {
    this.answer = answer;
  }

  /** Something to do while the sink stops. */
  public synchronized void whenStopped(Runnable action) {
    whenStopped = action;
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
  public boolean hasRoom(int length, int percentFree) {
    return true;
  }

  @Override
  public void reportPendingAtExit(long timeoutNanos) {}

  @Override
  public synchronized int offer(
      long sequence, byte[] buffer, int offset, int length, boolean givesUpOldest) {
    if (stopped) {
      return CLOSED;
    }
    if (answer != OFFERED) {
      return answer;
    }
    try {
      records.add(JSON.readTree(buffer, offset, length));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return OFFERED;
  }

  @Override
  public boolean awaitRoom(int length, long timeoutNanos) {
    return true;
  }

  @Override
  public boolean flush(long timeoutNanos) {
    return true;
  }

  @Override
  public void hurry() {}

  @Override
  public boolean isUnreachable() {
    return false;
  }

  @Override
  public synchronized void stop(long timeoutNanos) {
    stopped = true;
    stops++;
    stopTimeoutNanos = timeoutNanos;
    whenStopped.run();
  }

  @Override
  public long pendingRecords() {
    return 0;
  }

  @Override
  public long acknowledgedRecords() {
    return records().size();
  }
}
