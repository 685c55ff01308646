// SPDX-License-Identifier: Apache-2.0
package io.zerobus;

import io.grpc.Status;
import io.zerobus.ingest.AckWaiter;
import io.zerobus.ingest.Failure;
import io.zerobus.ingest.GrpcTransport;
import io.zerobus.ingest.HeadersSource;
import io.zerobus.ingest.IngestStream;
import io.zerobus.ingest.Lifecycle;
import io.zerobus.ingest.SerialExecutor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A stream of records into one table. Thread-safe: threads that ingest never wait for one that
 * waits for an acknowledgment.
 *
 * <p>A record is what {@link TableProperties} says. On a JSON stream: a {@code String} or another
 * {@code CharSequence}, a {@code byte[]} with UTF-8 text, or any object that Jackson writes as a
 * JSON object (a map, a bean, a record). On a PROTO stream: a protobuf {@code Message} of the
 * table's type, or a {@code byte[]} with such a message. Records are copied or encoded before the
 * call returns; the caller may use its arrays and objects again.
 *
 * <p>Delivery is at least once, in the order of acceptance. A record counts as durable when the
 * service has acknowledged it; until then it is kept and, after a lost connection, sent again.
 * Records given one at a time travel together where that is faster; nothing of that can be seen
 * here.
 *
 * <p>Each record or batch has a logical offset: 0, 1, 2, … over all reconnects. A batch is one.
 *
 * <p>What is wrong with an argument is a {@link NonRetriableException} at once, and the stream goes
 * on. The methods that return a future never throw: all failures are in the future.
 */
public final class ZerobusStream implements AutoCloseable {
  /** The most encoded bytes in one call; the service takes messages up to 10 MiB. */
  static final int MAX_PAYLOAD_BYTES = (10 << 20) - (64 << 10);

  private static final long END_GRACE_NANOS = TimeUnit.SECONDS.toNanos(2);

  private final StreamSource source;
  private final IngestStream engine;
  private final StreamLife life;
  private final RecordEncoder encoder;
  private final SerialExecutor completions;
  private final WritableSignal writable;
  private final @Nullable AckDispatcher callbacks; // null without an ackCallback
  private final GrpcTransport transport;
  private final HeadersSource headers;
  private final Consumer<ZerobusStream> onSettled;

  private final AtomicBoolean closeBegun = new AtomicBoolean();
  private final AtomicBoolean releaseBegun = new AtomicBoolean();
  private final CompletableFuture<Void> released = new CompletableFuture<>();

  /**
   * @param onSettled told when nothing of the stream runs any more, and when it was closed
   */
  private ZerobusStream(
      StreamSource source, Diagnostics diagnostics, Consumer<ZerobusStream> onSettled) {
    this.source = source;
    this.onSettled = onSettled;
    String table = source.table().getTableName();
    StreamConfigurationOptions options = source.options();
    this.encoder = source.table().encoder();
    this.completions = new SerialExecutor("zerobus-completion-" + table);
    this.writable = new WritableSignal(completions);
    AckCallback callback = options.ackCallback();
    String name = source.toString();
    this.callbacks =
        callback == null
            ? null
            : new AckDispatcher(
                callback,
                new SerialExecutor("zerobus-callback-" + table),
                error -> StreamLife.tellThrown(diagnostics, name, "the ackCallback", error));
    this.life = new StreamLife(name, diagnostics, completions, writable, callbacks);
    this.headers = source.openHeaders();
    this.transport = source.openTransport();
    this.engine =
        IngestStream.start(
            options.toSenderOptions(), source.table().toStreamSpec(), transport, headers, life);
    life.attach(engine);
  }

  /** Starts a stream; never waits for the network. */
  static ZerobusStream start(
      StreamSource source, Diagnostics diagnostics, Consumer<ZerobusStream> onSettled) {
    ZerobusStream stream = new ZerobusStream(source, diagnostics, onSettled);
    // Whatever ends the stream, nothing of it stays: neither thread nor socket.
    CompletableFuture<Void> unused = stream.life.ended().thenRun(stream::release);
    return stream;
  }

  StreamSource source() {
    return source;
  }

  // ---- one record ------------------------------------------------------------------------------

  /**
   * Accepts one record. Returns at once while there is room, otherwise waits for room,
   * interruptibly, until the stream ends.
   *
   * @return what becomes of it
   * @throws NonRetriableException when it is null, of the wrong kind, no JSON object, or larger
   *     than 10 420 224 bytes or the whole of {@code maxInflightBytes}
   * @throws ZerobusException when the stream is closed or has failed, or the thread is interrupted
   */
  public RecordAcknowledgment ingestRecord(Object record) {
    return new RecordAcknowledgment(this, ingestRecordOffset(record));
  }

  /**
   * As {@link #ingestRecord}, for who keeps offsets.
   *
   * @return the logical offset; see {@link #waitForOffset}
   */
  public long ingestRecordOffset(Object record) {
    byte[] encoded = encoded(record);
    while (true) {
      long offset = engine.offer(encoded, 0, encoded.length);
      if (offset >= 0) {
        return offset;
      }
      refuse(offset);
      awaitRoom(IngestStream.bufferedBytes(encoded.length), 1);
    }
  }

  /**
   * As {@link #ingestRecord}: waits for room when there is none, never for the network.
   *
   * @return completes with the logical offset once the record is durable; see {@link
   *     RecordAcknowledgment#toCompletableFuture}
   */
  public CompletableFuture<Long> ingestRecordAsync(Object record) {
    long offset;
    try {
      offset = ingestRecordOffset(record);
    } catch (Throwable e) {
      return CompletableFuture.failedFuture(e);
    }
    return acknowledgment(offset);
  }

  /**
   * Accepts one record if there is room now; never waits.
   *
   * @return its logical offset, or -1 when there is no room; see {@link #whenWritable}
   * @throws ZerobusException as {@link #ingestRecord}
   */
  public long tryIngestRecordOffset(Object record) {
    byte[] encoded = encoded(record);
    long offset = engine.offer(encoded, 0, encoded.length);
    if (offset >= 0) {
      return offset;
    }
    refuse(offset);
    writable.refused(IngestStream.bufferedBytes(encoded.length));
    return -1;
  }

  /**
   * Completes when there is room again for as much as {@link #tryIngestRecordOffset} was refused
   * last; at once when there is. Other threads may be faster. Fails with a {@link ZerobusException}
   * when the stream closes or ends. Dependents run on the stream's thread {@code
   * zerobus-completion-<table>}.
   */
  public CompletableFuture<Void> whenWritable() {
    CompletableFuture<Void> future = writable.whenWritable(engine);
    if (engine.lifecycle() != Lifecycle.RUNNING) {
      writable.fail(ended("no room will come"));
    }
    return future;
  }

  private byte[] encoded(@Nullable Object record) {
    byte[] encoded = encodedBy(encoder, record);
    checkSize(encoded.length);
    return encoded;
  }

  /** What the application's own code throws meanwhile becomes the documented type. */
  private static byte[] encodedBy(RecordEncoder encoder, @Nullable Object record) {
    try {
      return encoder.encode(record);
    } catch (ZerobusException e) {
      throw e;
    } catch (RuntimeException e) {
      throw NonRetriableException.argument("the record cannot be read: " + e, e);
    }
  }

  private static void checkSize(long bytes) {
    if (bytes > MAX_PAYLOAD_BYTES) {
      throw NonRetriableException.argument(
          bytes + " bytes in one call; the service takes at most " + MAX_PAYLOAD_BYTES);
    }
  }

  /** Throws for each answer but "no room now". */
  private void refuse(long answer) {
    if (answer == IngestStream.TOO_LARGE) {
      throw NonRetriableException.argument(
          "larger than maxInflightBytes ("
              + source.options().maxInflightBytes()
              + ") or maxInflightRecords ("
              + source.options().maxInflightRecords()
              + "): it would never fit");
    }
    if (answer == IngestStream.CLOSED) {
      throw ended("the record was not accepted");
    }
  }

  private void awaitRoom(long bytes, long records) {
    try {
      boolean unused = engine.awaitRoom(bytes, records, IngestStream.FOREVER_NANOS);
    } catch (InterruptedException e) {
      throw interrupted("waiting for room", e);
    }
  }

  // ---- batches ---------------------------------------------------------------------------------

  /**
   * Accepts several records as one, all or none: they share one logical offset and are sent, and
   * become durable, together. Waits for room as {@link #ingestRecord}.
   *
   * @return one acknowledgment for all; for an empty batch, of which nothing is sent, one that is
   *     done and has the offset -1
   * @throws NonRetriableException naming the place of a record that is wrong; none was accepted
   * @throws ZerobusException as {@link #ingestRecord}
   */
  public RecordAcknowledgment ingestRecords(Iterable<?> records) {
    return new RecordAcknowledgment(this, ingestRecordsOffset(records));
  }

  /**
   * As {@link #ingestRecords}, for who keeps offsets.
   *
   * @return the logical offset, or -1 for an empty batch
   */
  public long ingestRecordsOffset(Iterable<?> records) {
    if (records == null) {
      throw NonRetriableException.argument("the batch is null");
    }
    List<byte[]> batch = new ArrayList<>();
    long bytes = 0;
    try {
      for (Object record : records) {
        byte[] encoded = encodedBy(encoder, record);
        batch.add(encoded);
        bytes += IngestStream.bufferedBytes(encoded.length);
        checkSize(bytes);
      }
    } catch (RuntimeException e) {
      String reason = e instanceof NonRetriableException ? e.getMessage() : e.toString();
      throw NonRetriableException.argument(
          "record " + batch.size() + " of the batch: " + reason, e);
    }
    return batch.isEmpty() ? -1 : ingestBatch(batch, bytes);
  }

  private long ingestBatch(List<byte[]> batch, long bytes) {
    while (true) {
      long offset = engine.offerBatch(batch);
      if (offset >= 0) {
        return offset;
      }
      refuse(offset);
      awaitRoom(bytes + IngestStream.BATCH_OVERHEAD_BYTES, batch.size());
    }
  }

  /**
   * As {@link #ingestRecords}: waits for room when there is none, never for the network.
   *
   * @return completes with the logical offset once the batch is durable, with -1 for an empty one
   */
  public CompletableFuture<Long> ingestRecordsAsync(Iterable<?> records) {
    long offset;
    try {
      offset = ingestRecordsOffset(records);
    } catch (Throwable e) {
      return CompletableFuture.failedFuture(e);
    }
    return acknowledgment(offset);
  }

  /** Takes over what another stream could not deliver, before anything else is accepted. */
  void replay(List<List<byte[]>> entries) {
    for (List<byte[]> entry : entries) {
      long accepted =
          entry.size() == 1
              ? engine.offer(entry.get(0), 0, entry.get(0).length)
              : engine.offerBatch(entry);
      if (accepted < 0) {
        refuse(accepted);
        throw new IllegalStateException("no room for what fitted into the same room before");
      }
    }
  }

  // ---- waiting ---------------------------------------------------------------------------------

  /**
   * Blocks until the record or batch with that offset, and all before it, are durable, for at most
   * {@code flushTimeout}. A connection that is lost meanwhile does not end the wait.
   *
   * @throws NonRetriableException when no record has that offset yet, or with the service's answer
   *     when the stream failed by a final one
   * @throws ZerobusException {@code DEADLINE_EXCEEDED} when the time is over, and the stream goes
   *     on; or when the stream ends before, or the thread is interrupted
   */
  public void waitForOffset(long offset) {
    if (offset < 0 || offset >= engine.acceptedEntries()) {
      throw NonRetriableException.argument(
          "offset " + offset + " was not given yet; the next is " + engine.acceptedEntries());
    }
    waitForAcknowledgment(offset);
  }

  void waitForAcknowledgment(long offset) {
    waitForAcknowledgment(offset, source.options().flushTimeout());
  }

  void waitForAcknowledgment(long offset, Duration timeout) {
    if (timeout == null) {
      throw NonRetriableException.argument("the timeout is null");
    }
    awaitAcknowledged(offset + 1, timeout, "waiting for offset " + offset);
  }

  boolean isDecided(long offset) {
    return engine.acknowledgedEntries() > offset || engine.lifecycle().isFinal();
  }

  /** Completes on the completion thread; never on the sender's. */
  CompletableFuture<Long> acknowledgment(long offset) {
    return acknowledged(
        offset + 1,
        IngestStream.FOREVER_NANOS,
        future -> future.complete(offset),
        "waiting for offset " + offset);
  }

  /** Runs the callback once it is decided; never on the sender's thread. */
  void whenDecided(long offset, Runnable callback) {
    Runnable guarded =
        () -> {
          try {
            callback.run();
          } catch (Throwable e) {
            life.callbackThrew("a done callback", e);
          }
        };
    engine.whenAcknowledged(
        new AckWaiter(offset + 1, IngestStream.FOREVER_NANOS) {
          @Override
          protected void onDone(@Nullable Failure failure) {
            completions.execute(guarded);
          }
        });
  }

  /**
   * @param complete how a future is completed when all is durable
   */
  private <T> CompletableFuture<T> acknowledged(
      long entries, long timeoutNanos, Consumer<CompletableFuture<T>> complete, String what) {
    CompletableFuture<T> future = new CompletableFuture<>();
    if (engine.acknowledgedEntries() >= entries) {
      complete.accept(future);
      return future;
    }
    engine.whenAcknowledged(
        new AckWaiter(entries, timeoutNanos) {
          @Override
          protected void onDone(@Nullable Failure failure) {
            completions.execute(
                () -> {
                  if (failure == null) {
                    complete.accept(future);
                  } else {
                    future.completeExceptionally(refusal(what, failure));
                  }
                });
          }
        });
    return future;
  }

  /**
   * Blocks until everything accepted before this call is durable, for at most {@code flushTimeout}.
   * Other threads may go on ingesting, and what they add is not waited for.
   *
   * @throws ZerobusException as {@link #waitForOffset}
   */
  public void flush() {
    awaitAcknowledged(engine.acceptedEntries(), source.options().flushTimeout(), "flush");
  }

  /** As {@link #flush}, without blocking; {@code flushTimeout} holds here too. */
  public CompletableFuture<Void> flushAsync() {
    return acknowledged(
        engine.acceptedEntries(),
        nanos(source.options().flushTimeout()),
        future -> future.complete(null),
        "flush");
  }

  private void awaitAcknowledged(long entries, Duration timeout, String what) {
    try {
      if (engine.awaitAcknowledged(entries, nanos(timeout))) {
        return;
      }
    } catch (InterruptedException e) {
      throw interrupted(what, e);
    }
    if (engine.lifecycle().isFinal()) {
      throw ended(what);
    }
    throw refusal(
        what,
        Failure.of(Status.Code.DEADLINE_EXCEEDED, "timed out after " + timeout.toMillis() + " ms"));
  }

  // ---- the end ---------------------------------------------------------------------------------

  /**
   * Takes no more records, delivers what was accepted, for at most {@code flushTimeout}, and ends
   * the stream; waits then for callbacks that are due, at most {@code callbackMaxWait}. A further
   * call waits for the first and does nothing. May be called from within a callback; it does not
   * wait for the callbacks then.
   *
   * @throws ZerobusException when records are left that the service has not acknowledged; {@link
   *     #getUnackedRecords} has them; or the thread is interrupted, and delivery is given up
   */
  @Override
  public void close() {
    boolean first = beginClose();
    try {
      if (!engine.awaitEnd(nanos(source.options().flushTimeout()) + END_GRACE_NANOS)) {
        release(); // the sender is stuck: a defect, but not one to keep sockets open for
      }
      awaitRelease();
    } catch (InterruptedException e) {
      engine.requestClose(0);
      throw interrupted("close", e);
    }
    if (first) {
      checkDelivered();
    }
  }

  /** As {@link #close}, without blocking. */
  public CompletableFuture<Void> closeAsync() {
    boolean first = beginClose();
    CompletableFuture<Void> closed = new CompletableFuture<>();
    CompletableFuture<Void> unused =
        released.thenRun(
            () -> {
              try {
                if (first) {
                  checkDelivered();
                }
                closed.complete(null);
              } catch (ZerobusException e) {
                closed.completeExceptionally(e);
              }
            });
    return closed;
  }

  private boolean beginClose() {
    boolean first = closeBegun.compareAndSet(false, true);
    if (first) {
      engine.requestClose(nanos(source.options().flushTimeout()));
      writable.fail(ended("no room will come"));
    }
    return first;
  }

  /** Begins to close without waiting, so that several streams close together. */
  void requestClose() {
    engine.requestClose(nanos(source.options().flushTimeout()));
  }

  private void checkDelivered() {
    onSettled.accept(this);
    long left = engine.pendingRecords();
    if (left > 0) {
      throw ended(left + " records were not acknowledged");
    }
  }

  /** Ends without delivering; for a stream that nobody has got yet. Never waits. */
  void abandon() {
    closeBegun.set(true);
    engine.requestClose(0);
  }

  /** Another stream has taken over what was left. */
  void handedOver() {
    closeBegun.set(true);
    onSettled.accept(this);
  }

  boolean hasEnded() {
    return engine.lifecycle().isFinal();
  }

  /** Whether it has been closed, or has ended with nothing left to tell about. */
  boolean isSettled() {
    return closeBegun.get() || (engine.lifecycle().isFinal() && engine.pendingRecords() == 0);
  }

  private void awaitRelease() throws InterruptedException {
    if (completions.isCurrentThread() || (callbacks != null && callbacks.isCurrentThread())) {
      return; // what it would wait for runs on this very thread
    }
    try {
      released.get(
          nanos(source.options().callbackMaxWait()) + END_GRACE_NANOS, TimeUnit.NANOSECONDS);
      completions.awaitEnd();
    } catch (TimeoutException e) {
      release(); // a dependent of some future blocks the completion thread
    } catch (java.util.concurrent.ExecutionException e) {
      throw new IllegalStateException("a release never fails", e);
    }
  }

  /** After the end: callbacks, then what the stream used. Blocks; once. */
  private void release() {
    if (!releaseBegun.compareAndSet(false, true)) {
      return;
    }
    try {
      if (callbacks != null) {
        boolean unused = callbacks.drain(nanos(source.options().callbackMaxWait()));
      }
      engine.awaitThreadEnd();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      transport.close();
      headers.close();
      completions.shutdown();
      onSettled.accept(this);
      boolean unused = released.complete(null);
    }
  }

  /**
   * The records that were accepted and not acknowledged, in order, as {@link #ingestRecord} takes
   * them again: a {@code String} each on a JSON stream, a {@code byte[]} on a PROTO stream. Empty
   * after a close that delivered everything.
   *
   * @throws NonRetriableException {@code FAILED_PRECONDITION} while the stream has not ended
   */
  public List<Object> getUnackedRecords() {
    List<Object> records = new ArrayList<>();
    getUnackedBatches().forEach(records::addAll);
    return records;
  }

  /**
   * As {@link #getUnackedRecords}, by call: one list for each logical offset, in order. A record
   * that was given alone is a list of one.
   *
   * @throws NonRetriableException {@code FAILED_PRECONDITION} while the stream has not ended
   */
  public List<List<Object>> getUnackedBatches() {
    List<List<Object>> batches = new ArrayList<>();
    for (List<byte[]> entry : unacknowledged()) {
      List<Object> batch = new ArrayList<>();
      entry.forEach(record -> batch.add(encoder.decode(record)));
      batches.add(batch);
    }
    return batches;
  }

  List<List<byte[]>> unacknowledged() {
    if (!engine.lifecycle().isFinal()) {
      throw NonRetriableException.state(
          "unacknowledged records can be read once the stream has ended; it is " + getState());
    }
    return engine.copyUnacknowledged();
  }

  // ---- looking ---------------------------------------------------------------------------------

  /** A snapshot; it may be old when it arrives. */
  public StreamState getState() {
    Lifecycle lifecycle = engine.lifecycle();
    switch (lifecycle) {
      case CLOSED:
        return StreamState.CLOSED;
      case FAILED:
        return StreamState.FAILED;
      case CLOSING:
        return StreamState.FLUSHING;
      case RUNNING:
        break;
    }
    if (engine.isOpen()) {
      return StreamState.OPENED;
    }
    return engine.streamId().isEmpty() ? StreamState.UNINITIALIZED : StreamState.RECOVERING;
  }

  /** The service's id of the present or last stream; another one after each reconnect. */
  public String getStreamId() {
    return engine.streamId();
  }

  /** The table and the kind of records, as given when the stream was created. */
  public TableProperties getTableProperties() {
    return source.table();
  }

  /** The options, as given when the stream was created. */
  public StreamConfigurationOptions getOptions() {
    return source.options();
  }

  StreamLife life() {
    return life;
  }

  /** Why it has failed; null when it has not. */
  @Nullable Failure failure() {
    return engine.failure();
  }

  /** Why the stream takes or delivers nothing more. */
  ZerobusException ended(String what) {
    Failure failure = engine.failure() != null ? engine.failure() : engine.lastFailure();
    String text = what + "; the stream to " + source + " has ended";
    return failure != null ? ZerobusException.of(text, failure) : NonRetriableException.state(text);
  }

  private ZerobusException refusal(String what, Failure failure) {
    return ZerobusException.of(what + " on the stream to " + source, failure);
  }

  private static ZerobusException interrupted(String what, InterruptedException cause) {
    Thread.currentThread().interrupt();
    return new ZerobusException("interrupted: " + what, Status.Code.CANCELLED, true, cause);
  }

  private static long nanos(Duration duration) {
    return TimeUnit.NANOSECONDS.convert(duration);
  }

  @Override
  public String toString() {
    return "ZerobusStream{" + source + ", " + getState() + "}";
  }
}
