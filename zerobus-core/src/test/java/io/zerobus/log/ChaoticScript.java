// SPDX-License-Identifier: Apache-2.0
package io.zerobus.log;

import io.grpc.Status;
import io.zerobus.ingest.ScriptedServer;
import io.zerobus.proto.CreateIngestStreamRequest;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A service under which streams break off, rotate, stall, end once a batch is stored and before it
 * is acknowledged, or are not opened at all; and which refuses each batch with a bad event, where
 * the seed puts one. While the bad one is searched for, faults are more frequent than otherwise. It
 * remembers which events it has stored.
 *
 * <p>Thread-safe. It is also the mapper of its events, which are numbers.
 */
final class ChaoticScript implements ScriptedServer.Script, EventMapper<Integer> {

  /**
   * So many good ones follow the last bad one that each stream gets some of them; without, the bad
   * one is held back, and asked for again only after a minute.
   */
  private static final int EVENTS_AFTER = 4_000;

  private static final int EVENTS_PER_FAULT = 3_840;

  /** A search, or the best part of it, is so many batches after a refusal. */
  private static final int BATCHES_OF_A_SEARCH = 8;

  private static final int SEARCHED_BATCHES_PER_FAULT = 12;

  /** At the latest so many batches after its beginning there is a fault, whatever the dice say. */
  private static final int MOST_BATCHES_BEFORE_A_FAULT = 20;

  private static final int EVENTS_PER_WARNING = 10;

  private static final int SLOW_MILLIS = 300;

  private static final String MESSAGE = "\"message\":\"event ";
  private static final String SEQUENCE = "\"seq\":";

  private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
  private final BitSet bad;

  // Guarded by this object.
  private final Random random;
  private final BitSet stored;
  private final BitSet sequences;
  private final BitSet refused = new BitSet();
  private int faults;
  private int faultsInSearches;
  private int openings;
  private int batchesSinceRefusal = BATCHES_OF_A_SEARCH;
  private boolean begun;
  private int batchesSinceBegin;
  private BooleanSupplier begins = () -> true;

  ChaoticScript(long seed, int events, int badEvents) {
    this.random = new Random(seed * 0x9E37_79B9_7F4A_7C15L);
    this.bad = spread(badEvents, events, random);
    this.stored = new BitSet(events);
    this.sequences = new BitSet(events);
  }

  /** Until then the service is sound and too slow. */
  synchronized void beginsWhen(BooleanSupplier condition) {
    begins = condition;
  }

  void close() {
    timer.shutdownNow();
  }

  // ---- events ----------------------------------------------------------------------------------

  /**
   * One somewhere in each of as many parts; none at the very end, for only a good one that follows
   * it on its stream shows that it is to blame.
   */
  private static BitSet spread(int count, int events, Random random) {
    BitSet bad = new BitSet(events);
    int part = (events - EVENTS_AFTER) / count;
    for (int i = 0; i < count; i++) {
      bad.set(i * part + random.nextInt(part));
    }
    return bad;
  }

  BitSet bad() {
    return (BitSet) bad.clone();
  }

  @Override
  public @Nullable String loggerName(Integer event) {
    return "app";
  }

  @Override
  public boolean isWarnOrAbove(Integer event) {
    return event % EVENTS_PER_WARNING == 0;
  }

  @Override
  public void map(Integer event, LogRecordWriter record) {
    record.level(isWarnOrAbove(event) ? "WARN" : "INFO");
    record.message("event " + event + " of some");
  }

  private static int numberAfter(String name, String record) {
    int from = record.indexOf(name) + name.length();
    int to = from;
    while (Character.isDigit(record.charAt(to))) {
      to++;
    }
    return Integer.parseInt(record.substring(from, to));
  }

  // ---- streams ---------------------------------------------------------------------------------

  @Override
  public synchronized void onCreate(
      ScriptedServer.Stream stream, CreateIngestStreamRequest request) {
    openings++;
    if (begun && random.nextInt(10) == 0) {
      faults++;
      stream.end(Status.UNAVAILABLE);
    } else {
      stream.open();
    }
  }

  @Override
  public synchronized void onBatch(
      ScriptedServer.Stream stream, long offset, List<String> records) {
    if (containsBad(records)) {
      batchesSinceRefusal = 0;
      stream.end(Status.INVALID_ARGUMENT.withDescription("unrecognized field name"));
      return;
    }
    boolean searched = batchesSinceRefusal++ < BATCHES_OF_A_SEARCH;
    begun |= begins.getAsBoolean();
    batchesSinceBegin += begun ? 1 : 0;
    if (begun && isFault(searched, records.size())) {
      faults++;
      faultsInSearches += searched ? 1 : 0;
      fail(stream, offset, records);
    } else if (!begun) {
      store(records);
      timer.schedule(() -> stream.ack(offset), SLOW_MILLIS, TimeUnit.MILLISECONDS);
    } else {
      store(records);
      stream.ack(offset);
    }
  }

  @Override
  public synchronized void onHalfClose(ScriptedServer.Stream stream) {
    stream.ackAll();
    stream.end(Status.OK);
  }

  private boolean isFault(boolean searched, int records) {
    if (faults == 0 && batchesSinceBegin == MOST_BATCHES_BEFORE_A_FAULT) {
      return true;
    }
    return searched
        ? random.nextInt(SEARCHED_BATCHES_PER_FAULT) == 0
        : random.nextInt(EVENTS_PER_FAULT) < records;
  }

  private boolean containsBad(List<String> records) {
    boolean any = false;
    for (String record : records) {
      int event = numberAfter(MESSAGE, record);
      if (bad.get(event)) {
        any = true;
        refused.set(event);
      }
    }
    return any;
  }

  private void store(List<String> records) {
    for (String record : records) {
      stored.set(numberAfter(MESSAGE, record));
      sequences.set(numberAfter(SEQUENCE, record));
    }
  }

  private void fail(ScriptedServer.Stream stream, long offset, List<String> records) {
    switch (random.nextInt(6)) {
      case 0:
        stream.end(Status.UNAVAILABLE);
        break;
      case 1:
        store(records);
        stream.end(Status.INTERNAL);
        break;
      case 2:
        store(records);
        stream.signalClose(random.nextInt(2));
        break;
      case 3:
        stream.signalClose(1);
        store(records);
        stream.ack(offset);
        break;
      case 4:
        store(records);
        later(stream::ackAll);
        break;
      default:
        store(records);
        later(() -> stream.end(Status.DEADLINE_EXCEEDED));
    }
  }

  /** Nothing is acknowledged meanwhile, unless a later batch is. */
  private void later(Runnable action) {
    timer.schedule(action, 20 + random.nextInt(300), TimeUnit.MILLISECONDS);
  }

  // ---- afterwards ------------------------------------------------------------------------------

  synchronized BitSet stored() {
    return (BitSet) stored.clone();
  }

  synchronized int storedSequences() {
    return sequences.cardinality();
  }

  synchronized int faults() {
    return faults;
  }

  synchronized int badSeen() {
    return refused.cardinality();
  }

  @Override
  public synchronized String toString() {
    return "stored "
        + stored.cardinality()
        + ", faults "
        + faults
        + " ("
        + faultsInSearches
        + " in searches), openings "
        + openings
        + ", bad seen "
        + refused;
  }
}
