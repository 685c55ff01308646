// SPDX-License-Identifier: Apache-2.0
package io.zerobus.log;

import io.grpc.Status;
import io.zerobus.ingest.ScriptedServer;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * A service that fails, rotates, stalls and refuses at random, and knows the numbers of the records
 * that it has stored. All chance comes from one seed, but threads take it in no certain order.
 */
final class ChaoticService implements ScriptedServer.Script {

  /** What a record must hold to be refused. */
  static final String BAD = "\"bad\"";

  private static final String NUMBER = "\"seq\":";

  private final Random random;
  private final ScheduledExecutorService timer;

  // Guarded by this object.
  private final BitSet stored = new BitSet();
  private int broken;
  private int unacknowledged;
  private int rotated;
  private int stalled;
  private int refused;

  private volatile boolean losesAcknowledgments = true;

  ChaoticService(long seed, ScheduledExecutorService timer) {
    this.random = new Random(seed);
    this.timer = timer;
  }

  /** A stream that it ends has acknowledged all that is stored. */
  void keepAcknowledgments() {
    losesAcknowledgments = false;
  }

  @Override
  public boolean keepsRecords() {
    return false;
  }

  @Override
  public synchronized void onBatch(
      ScriptedServer.Stream stream, long offset, List<String> records) {
    for (String record : records) {
      if (record.contains(BAD)) {
        refused++;
        acknowledgeBefore(stream, offset);
        stream.end(Status.INVALID_ARGUMENT.withDescription("Record decoder/encoder error"));
        return;
      }
    }
    int chance = random.nextInt(1000);
    if (chance < 5) {
      broken++;
      acknowledgeBefore(stream, offset);
      stream.end(Status.UNAVAILABLE.withDescription("chaos"));
      return;
    }
    records.forEach(this::store);
    if (chance < 10) {
      unacknowledged++;
      acknowledgeBefore(stream, offset + 1);
      stream.end(Status.INTERNAL.withDescription("chaos after storing"));
    } else if (chance < 20) {
      stalled++;
      timer.schedule(() -> stream.ack(offset), 20L + random.nextInt(200), TimeUnit.MILLISECONDS);
    } else {
      stream.ack(offset);
      if (chance < 25) {
        rotated++;
        stream.signalClose(1);
      }
    }
  }

  private void acknowledgeBefore(ScriptedServer.Stream stream, long offset) {
    if (!losesAcknowledgments && offset > 0) {
      stream.ack(offset - 1);
    }
  }

  private void store(String record) {
    int start = record.indexOf(NUMBER) + NUMBER.length();
    int end = start;
    while (Character.isDigit(record.charAt(end))) {
      end++;
    }
    stored.set(Integer.parseInt(record, start, end, 10));
  }

  /** How many different records are stored. */
  synchronized int storedRecords() {
    return stored.cardinality();
  }

  @Override
  public synchronized String toString() {
    return "broken "
        + broken
        + ", not acknowledged "
        + unacknowledged
        + ", stalled "
        + stalled
        + ", rotated "
        + rotated
        + ", refused "
        + refused;
  }
}
