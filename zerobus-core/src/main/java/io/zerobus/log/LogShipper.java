// SPDX-License-Identifier: Apache-2.0
package io.zerobus.log;

import io.zerobus.ingest.BufferBudget;
import io.zerobus.ingest.GrpcTransport;
import io.zerobus.ingest.HeadersSource;
import io.zerobus.ingest.IngestStream;
import io.zerobus.ingest.OpeningPace;
import io.zerobus.ingest.RetryPolicy;
import io.zerobus.ingest.SenderOptions;
import io.zerobus.ingest.StreamSpec;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Ships the encoded events of all appenders that share it to one table. Thread-safe.
 *
 * <p>It never gives up while the process lives: it connects again from 1 s on, doubling to 30 s,
 * and after a final refusal (wrong secret, missing table or grant) about once a minute; meanwhile
 * records stay in the buffer, as far as it has room. A record that the table refuses is set aside,
 * and everything else goes on.
 *
 * <p>Threads: one sender for each stream, those of the transport, and one for the status of the
 * framework while there is something to say; all daemons, however many appenders there are.
 */
final class LogShipper implements Supplier<ShipperStatistics> {
  static final long BASE_BACKOFF_NANOS = TimeUnit.SECONDS.toNanos(1);
  static final long MAX_BACKOFF_NANOS = TimeUnit.SECONDS.toNanos(30);
  static final long REFUSED_PAUSE_NANOS = TimeUnit.SECONDS.toNanos(60);

  private static final long BLANK_AGAIN_NANOS = TimeUnit.SECONDS.toNanos(1);

  /** How often a stop looks whether there is still any hope. */
  private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

  /** The longest that an end waits for the reasons which it is about to sum up. */
  private static final long TELL_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

  private static final char[] HEX = "0123456789abcdef".toCharArray();

  private final String instanceId = randomId();
  private final String tableName;
  private final SharedSettings shared;
  private final AttachedStatus status;
  private final DetachedStatus detached;
  private final EventCounts counts = new EventCounts(this::wake);
  private final DeliveryNews news;
  private final RejectedRecords rejected;
  private final SchemaCheck schemaCheck;
  private final HeadersSource headers;
  private final LogStreams streams;
  private final ShipperBean bean;
  private final List<GrpcTransport> transports = Collections.synchronizedList(new ArrayList<>(1));
  private final AtomicBoolean closed = new AtomicBoolean();
  private final AtomicBoolean exitReported = new AtomicBoolean();

  /** Set when the last appender has stopped; cleared when another one starts. */
  private volatile boolean lingering;

  /** How many events the status was told of when the last appender stopped. */
  private volatile long reported;

  /** Columns to be blanked out once more: a thread may just be offering an older record. */
  private final Queue<String> blankAgain = new ConcurrentLinkedQueue<>();

  private volatile Runnable whenLingeredOut = () -> {};

  private LogShipper(AppenderSettings settings, StatusSink first, OpeningPace pace) {
    tableName = settings.tableName();
    shared = new SharedSettings(settings);
    status = new AttachedStatus(first);
    detached = new DetachedStatus(status);
    rejected = new RejectedRecords(settings.rejectedFile(), detached, System::nanoTime);
    headers = ShipperHeaders.create(settings);
    news =
        new DeliveryNews(
            tableName, settings.serverEndpoint().toString(), detached, System::nanoTime);
    schemaCheck = new SchemaCheck(TableLookup.of(settings), tableName, detached, this::blankOut);
    Chores chores = new Chores();
    BufferBudget budget = BufferBudget.of(settings.bufferSizeBytes(), Long.MAX_VALUE);
    streams =
        new LogStreams(
            budget,
            settings.streams(),
            index -> startStream(settings, budget, index == 0 ? chores : null, pace));
    bean = new ShipperBean(this);
    chores.begin();
    if (settings.metricsEnabled()) {
      detached.run(bean::register);
    }
  }

  /** Starts a shipper. Returns at once: the connection is made with the first record. */
  static LogShipper start(AppenderSettings settings, StatusSink status) {
    return start(settings, status, OpeningPace.ofAMinute());
  }

  /** With another pace of the searches for refused records, which all streams share. */
  static LogShipper start(AppenderSettings settings, StatusSink status, OpeningPace pace) {
    return new LogShipper(settings, status, pace);
  }

  private IngestStream startStream(
      AppenderSettings settings, BufferBudget budget, @Nullable Chores chores, OpeningPace pace) {
    GrpcTransport transport = GrpcTransport.create(settings.serverEndpoint(), settings.transport());
    transports.add(transport);
    SenderOptions.Builder options =
        SenderOptions.builder(
                RetryPolicy.forEver(BASE_BACKOFF_NANOS, MAX_BACKOFF_NANOS, REFUSED_PAUSE_NANOS))
            .buffer(budget)
            .batch(settings.batchRecords(), settings.batchSizeBytes(), settings.lingerNanos())
            .giveUpOldest(true)
            .isolateRejected(true)
            .openingPace(pace)
            .connectAtOnce(false);
    if (chores != null) {
      options.chore(chores::doWork);
    }
    return IngestStream.start(
        options.build(),
        StreamSpec.json(tableName),
        transport,
        headers,
        new DeliveryStatus(news, this::onRejected, schemaCheck::again));
  }

  // ---- any thread ------------------------------------------------------------------------------

  @Override
  public ShipperStatistics get() {
    return new ShipperStatistics(this);
  }

  String instanceId() {
    return instanceId;
  }

  String tableName() {
    return tableName;
  }

  SharedSettings shared() {
    return shared;
  }

  AttachedStatus status() {
    return status;
  }

  EventCounts counts() {
    return counts;
  }

  RejectedRecords rejected() {
    return rejected;
  }

  SchemaCheck schemaCheck() {
    return schemaCheck;
  }

  int openStreams() {
    return streams.count();
  }

  int offer(long sequence, byte[] buffer, int offset, int length, boolean givesUpOldest) {
    long accepted = streams.offer(sequence, buffer, offset, length, givesUpOldest);
    if (givesUpOldest) {
      counts.count(LossReason.OVERFLOW, streams.takeGivenUp());
    }
    if (accepted >= 0) {
      return RecordSink.OFFERED;
    }
    if (accepted == IngestStream.TOO_LARGE) {
      return RecordSink.TOO_LARGE;
    }
    return accepted == IngestStream.CLOSED ? RecordSink.CLOSED : RecordSink.FULL;
  }

  boolean hasRoom(int length, int percentFree) {
    return streams.hasRoom(length, percentFree);
  }

  boolean awaitRoom(int length, long timeoutNanos) throws InterruptedException {
    return streams.awaitRoom(length, timeoutNanos);
  }

  boolean flush(long timeoutNanos) throws InterruptedException {
    return streams.flush(timeoutNanos);
  }

  void hurry() {
    streams.hurry();
  }

  boolean isUnreachable() {
    return streams.isUnreachable();
  }

  long pendingRecords() {
    return streams.pendingRecords();
  }

  long pendingBytes() {
    return streams.pendingBytes();
  }

  long bufferBytes() {
    return streams.capacityBytes();
  }

  long acknowledgedRecords() {
    return streams.acknowledgedRecords();
  }

  private void wake() {
    streams.wake();
  }

  /** Says what is in the buffer while the JVM exits, once. */
  void reportPendingAtExit(long timeoutNanos) {
    try {
      boolean unused = detached.awaitSaid(Math.min(timeoutNanos, TELL_NANOS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    long pending = pendingRecords();
    if (pending > 0 && exitReported.compareAndSet(false, true)) {
      status.warn("Events not delivered when the JVM exits: " + pending, null);
    }
  }

  // ---- the end, under the rule of the registry --------------------------------------------------

  void whenLingeredOut(Runnable action) {
    whenLingeredOut = action;
  }

  /**
   * Waits until what is buffered now is delivered, as long as there is hope and time; what comes
   * meanwhile does not prolong it. If it was in vain, the status has told why, unless it is slow.
   * An interrupt is kept and does not end the wait, which is bounded anyway.
   */
  boolean drain(long timeoutNanos) {
    long deadlineNanos = System.nanoTime() + timeoutNanos;
    long[] accepted = streams.accepted();
    hurry();
    boolean interrupted = false;
    boolean delivered = false;
    long left = timeoutNanos;
    do {
      try {
        delivered = streams.awaitAcknowledged(accepted, Math.max(0, Math.min(left, LOOK_NANOS)));
      } catch (InterruptedException e) {
        interrupted = true;
      }
      left = deadlineNanos - System.nanoTime();
    } while (!delivered && left > 0 && !isUnreachable());
    try {
      boolean unused = detached.awaitSaid(Math.max(0, Math.min(left, TELL_NANOS)));
    } catch (InterruptedException e) {
      interrupted = true;
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    return delivered;
  }

  /** The last appender has stopped. */
  void linger() {
    reported = LossReporter.reportTotals(counts, pendingRecords(), status);
    lingering = true;
    wake();
  }

  /** Another appender has come. */
  void resume() {
    lingering = false;
    streams.calm();
  }

  /** Ends at once; what is not delivered is lost, and counted as such. Blocks a moment. */
  void close() {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    boolean[] undisturbed = {true};
    // Each for itself: a container may have closed our class loader, and some classes with it.
    quietly(() -> undisturbed[0] = streams.close(0));
    long undelivered = pendingRecords();
    quietly(() -> counts.count(LossReason.SHUTDOWN, undelivered));
    quietly(() -> counts.count(LossReason.OVERFLOW, streams.takeGivenUp()));
    quietly(() -> transports.forEach(GrpcTransport::close));
    quietly(headers::close);
    quietly(schemaCheck::close);
    quietly(bean::unregister);
    quietly(rejected::close);
    if (undelivered > 0 || counts.lost() > reported) {
      long unused = LossReporter.reportTotals(counts, 0, status);
    }
    detached.close();
    if (!undisturbed[0]) {
      Thread.currentThread().interrupt();
    }
  }

  private static void quietly(Runnable step) {
    try {
      step.run();
    } catch (Throwable e) {
      // The other steps matter more than the reason of this one.
    }
  }

  // ---- the sender thread ------------------------------------------------------------------------

  private void onRejected(byte[] record, String reason) {
    rejected.add(record);
    counts.count(LossReason.REJECTED, new RefusedRecord(reason));
  }

  private void blankOut(String column) {
    streams.edit(new BlankedColumn(column));
    blankAgain.add(column);
    wake();
  }

  /** What is done beside sending, on the thread of the first stream. */
  private final class Chores {
    private final LossReporter losses = new LossReporter(counts, detached);

    /** The thread may run before the constructor of the shipper is done. */
    private volatile boolean begun;

    // Owner: the sender thread.
    private long lingerEndNanos = Long.MAX_VALUE;
    private long blankAgainNanos = Long.MAX_VALUE;

    void begin() {
      begun = true;
      wake();
    }

    long doWork(long nowNanos) {
      if (!begun) {
        return Long.MAX_VALUE;
      }
      if (counts.offered() > 0) {
        schemaCheck.once();
      }
      long next = Math.min(losses.doWork(nowNanos), streams.growIfSaturated(nowNanos));
      next = Math.min(next, blankAgain(nowNanos));
      return Math.min(next, linger(nowNanos));
    }

    private long blankAgain(long nowNanos) {
      if (blankAgain.isEmpty()) {
        blankAgainNanos = Long.MAX_VALUE;
      } else if (blankAgainNanos == Long.MAX_VALUE) {
        blankAgainNanos = nowNanos + BLANK_AGAIN_NANOS;
      } else if (nowNanos >= blankAgainNanos) {
        for (String column = blankAgain.poll(); column != null; column = blankAgain.poll()) {
          streams.edit(new BlankedColumn(column));
        }
        blankAgainNanos = Long.MAX_VALUE;
      }
      return blankAgainNanos;
    }

    private long linger(long nowNanos) {
      if (!lingering) {
        lingerEndNanos = Long.MAX_VALUE;
      } else if (lingerEndNanos == Long.MAX_VALUE) {
        lingerEndNanos = nowNanos + ShipperRegistry.LINGER_NANOS;
      } else if (nowNanos >= lingerEndNanos) {
        lingerEndNanos = nowNanos + ShipperRegistry.LINGER_NANOS; // should this attempt fail
        whenLingeredOut.run();
      }
      return lingerEndNanos;
    }
  }

  private static String randomId() {
    byte[] bits = new byte[16];
    new SecureRandom().nextBytes(bits);
    char[] text = new char[32];
    for (int i = 0; i < bits.length; i++) {
      text[2 * i] = HEX[(bits[i] >> 4) & 0xF];
      text[2 * i + 1] = HEX[bits[i] & 0xF];
    }
    return new String(text);
  }
}
