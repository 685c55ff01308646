// SPDX-License-Identifier: Apache-2.0
package io.zerobus;

import io.grpc.Status;
import io.zerobus.DiagnosticListener.Kind;
import io.zerobus.ingest.Failure;
import io.zerobus.ingest.IngestStream;
import io.zerobus.ingest.SerialExecutor;
import io.zerobus.ingest.StreamObserver;
import java.lang.System.Logger.Level;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/**
 * Carries what the engine tells from the sender thread to where user code may run: callbacks,
 * futures, diagnostics. Each method only hands over.
 */
final class StreamLife implements StreamObserver {
  private final String name;
  private final Diagnostics diagnostics;
  private final SerialExecutor completions;
  private final WritableSignal writable;
  private final @Nullable AckDispatcher callbacks; // null without an ackCallback
  private final CountDownLatch decided = new CountDownLatch(1);
  private final CompletableFuture<Void> decision = new CompletableFuture<>();
  private final CompletableFuture<Void> ended = new CompletableFuture<>();

  /** Set before the engine starts to tell anything that needs it. */
  private volatile @Nullable IngestStream engine;

  // Owner: the sender thread.
  private boolean everOpened;
  private boolean recovering;

  /**
   * @param name table and endpoint, for messages
   */
  StreamLife(
      String name,
      Diagnostics diagnostics,
      SerialExecutor completions,
      WritableSignal writable,
      @Nullable AckDispatcher callbacks) {
    this.name = name;
    this.diagnostics = diagnostics;
    this.completions = completions;
    this.writable = writable;
    this.callbacks = callbacks;
  }

  void attach(IngestStream engine) {
    this.engine = engine;
  }

  /** Blocks until the first stream is open at the service, or all attempts at it have failed. */
  void awaitDecision() throws InterruptedException {
    decided.await();
  }

  /** As {@link #awaitDecision}; completes on the completion thread. */
  CompletableFuture<Void> decision() {
    return decision;
  }

  /** Completes, on the completion thread, when the stream has ended in whatever way. */
  CompletableFuture<Void> ended() {
    return ended;
  }

  // ---- sender thread ---------------------------------------------------------------------------

  @Override
  public void onOpened(String streamId, long pendingRecords) {
    if (!everOpened) {
      everOpened = true;
      tell(Level.INFO, Kind.STREAM_OPENED, "stream " + streamId + " opened", null);
      decide();
    } else {
      tell(
          Level.INFO,
          Kind.RECOVERED,
          "stream " + streamId + " opened, sending " + pendingRecords + " pending records",
          null);
    }
    recovering = false;
  }

  @Override
  public void onAcknowledged(long fromEntries, long toEntries) {
    if (callbacks != null) {
      callbacks.acknowledged(toEntries);
    }
    IngestStream current = engine;
    if (current != null) {
      writable.check(current);
    }
  }

  @Override
  public void onRetry(Failure failure, int attempt, long delayNanos, long pendingRecords) {
    tell(
        Level.WARNING,
        Kind.RECOVERY_BEGUN,
        (recovering ? "recovery goes on" : "recovery begun")
            + " with "
            + pendingRecords
            + " records pending, attempt "
            + attempt
            + " in "
            + delayNanos / 1_000_000
            + " ms: "
            + failure,
        failure.cause());
    recovering = true;
  }

  @Override
  public void onRotation(long durationNanos) {
    tell(
        Level.INFO,
        Kind.STREAM_ROTATED,
        "the service ends the stream in " + durationNanos / 1_000_000 + " ms, another follows",
        null);
  }

  @Override
  public void onClosed(long unacknowledgedRecords) {
    Failure reason =
        Failure.of(Status.Code.CANCELLED, "the stream was closed before the acknowledgment");
    tell(
        unacknowledgedRecords == 0 ? Level.INFO : Level.WARNING,
        Kind.STREAM_CLOSED,
        "stream closed, " + unacknowledgedRecords + " records unacknowledged",
        null);
    end(reason);
  }

  @Override
  public void onFailed(Failure failure, long unacknowledgedRecords) {
    tell(
        Level.ERROR,
        Kind.STREAM_FAILED,
        "stream failed, " + unacknowledgedRecords + " records unacknowledged: " + failure,
        failure.cause());
    end(failure);
  }

  private void end(Failure reason) {
    IngestStream current = engine;
    if (callbacks != null) {
      callbacks.ended(current == null ? 0 : current.acceptedEntries(), reason);
    }
    writable.fail(ZerobusException.of("no room will come, the stream has ended", reason));
    decide();
    completions.execute(() -> ended.complete(null));
  }

  private void decide() {
    decided.countDown();
    completions.execute(() -> decision.complete(null));
  }

  void callbackThrew(String what, Throwable error) {
    tellThrown(diagnostics, name, what, error);
  }

  static void tellThrown(Diagnostics diagnostics, String name, String what, Throwable error) {
    diagnostics.tell(
        Level.WARNING, Kind.CALLBACK_FAILED, name + ": " + what + " threw " + error, error);
  }

  private void tell(Level level, Kind kind, String message, @Nullable Throwable cause) {
    diagnostics.tell(level, kind, name + ": " + message, cause);
  }
}
