// SPDX-License-Identifier: Apache-2.0
package io.zerobus.ingest;

import io.grpc.Status;
import java.util.function.LongUnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The single writer of one stream's protocol state.
 *
 * <p>Everything that can happen reaches it as an event in its inbox or as a deadline that has
 * passed; {@link #doWork} handles the events, then the deadlines, then sends. Time is an argument,
 * so each path of recovery is a plain unit test. No step blocks: credentials, user callbacks and
 * the shutdown of channels are elsewhere.
 *
 * <p>Delivery is at least once by construction. A record leaves the {@link RecordBuffer} only when
 * the connection that carried it acknowledged it; when a connection ends, the read cursor goes back
 * to the first unacknowledged entry and the next connection sends from there.
 *
 * <p>Each connection is an object of its own, and each event names its connection. What an older
 * one still has to say is counted and dropped: its offsets mean nothing for the present one.
 *
 * <p>Two machines: {@link Lifecycle} is what users see, {@link ConnectionPhase} what happens below.
 * Closing the stream may well reconnect to deliver what was accepted.
 */
final class Sender {
  /** How long the last acknowledgments are awaited after our half-close. */
  static final long FINISH_NANOS = 500_000_000L;

  /** Longest pause between attempts while the stream, or the process, is about to end. */
  static final long URGENT_BACKOFF_NANOS = 100_000_000L;

  static final long NO_DEADLINE = Long.MAX_VALUE;

  /** A rotated stream that lived shorter, without an acknowledgment, costs an attempt. */
  static final long MIN_STREAM_NANOS = 1_000_000_000L;

  private static final int BATCHES_PER_STEP = 16;

  private final SenderOptions options;
  private final RecordBuffer buffer;
  private final ConnectionFactory connections;
  private final StreamObserver observer;
  private final SenderEvents events;
  private final Recovery recovery;
  private final Batcher batcher;
  private final LingerTicks ticks;
  private final Isolation isolation;
  private final FirstContact firstContact = new FirstContact();
  private final InFlightBatches inFlight = new InFlightBatches();
  private final AckWaiters waiters = new AckWaiters();
  private final RecordEdits edits = new RecordEdits();

  // Owner: the sender thread.
  private ConnectionPhase phase = ConnectionPhase.IDLE;
  private @Nullable StreamConnection
      connection; // non-null in CONNECTING, OPEN, DRAINING, FINISHING
  private long phaseDeadline = NO_DEADLINE;
  private boolean awaitsReach; // the pause is for a service that could not be reached
  private boolean credentialsGiven;
  private long openedAt;
  private boolean ackedSinceOpen;
  private int shortRotations; // in a row
  private long ackDeadline = NO_DEADLINE;
  private long closeDeadline = NO_DEADLINE;
  private boolean closeOverdue;
  private long staleEvents;
  private boolean urgent;
  private long toldEntries; // up to here the observer knows

  // Written by the sender thread; read by any.
  private volatile Lifecycle lifecycle = Lifecycle.RUNNING;
  private volatile String streamId = "";
  private volatile boolean isOpen;
  private volatile boolean unreachable;
  private volatile @Nullable Failure finalFailure; // non-null in FAILED
  private volatile @Nullable Failure lastFailure;
  private volatile long acknowledgedRecords;

  /** Tail from which on a producer wakes the parked sender; written by the sender only. */
  private volatile long wakeTail = Long.MAX_VALUE;

  /** As {@link #wakeTail}: the acknowledged entries that somebody waits for. */
  private volatile long wakeAcked = Long.MAX_VALUE;

  Sender(
      SenderOptions options,
      RecordBuffer buffer,
      ConnectionFactory connections,
      StreamObserver observer,
      SenderEvents events,
      LongUnaryOperator random) {
    this.options = options;
    this.buffer = buffer;
    this.connections = connections;
    this.observer = observer;
    this.events = events;
    this.recovery = new Recovery(options.recovery, options.retryPolicy, random);
    this.batcher =
        new Batcher(
            options.batchMaxRecords, options.batchMaxBytes, options.lingerNanos, buffer.maxBytes());
    this.ticks = new LingerTicks(options.lingerNanos);
    this.isolation = new Isolation(options, buffer, observer);
  }

  // ---- any thread ------------------------------------------------------------------------------

  Lifecycle lifecycle() {
    return lifecycle;
  }

  /** The present or last stream id, empty before the first stream. */
  String streamId() {
    return streamId;
  }

  /** Whether records can flow now. */
  boolean isOpen() {
    return isOpen;
  }

  /** Whether it is urgent, and no stream will come in time: never reached, or refused. */
  boolean isUnreachable() {
    return unreachable;
  }

  @Nullable Failure finalFailure() {
    return finalFailure;
  }

  /** The latest failure of any attempt; null while there was none since the last opening. */
  @Nullable Failure lastFailure() {
    return lastFailure;
  }

  /** Whether a producer is to wake the parked sender. */
  boolean wantsToWake() {
    // Entries given up count as acknowledged, and nobody but the producer tells.
    return buffer.tail() >= wakeTail || (buffer.givesUp() && buffer.ackedEntries() >= wakeAcked);
  }

  long acknowledgedRecords() {
    return acknowledgedRecords;
  }

  long rejectedRecords() {
    return isolation.rejectedRecords();
  }

  // ---- the step --------------------------------------------------------------------------------

  /**
   * One step: events, deadlines, sending.
   *
   * @return 0 when there was nothing to do
   */
  int doWork(long nowNanos) {
    int work = 0;
    for (SenderEvent event = events.poll(); event != null; event = events.poll()) {
      event.deliver(this, nowNanos);
      work++;
    }
    if (lifecycle.isFinal()) {
      return work;
    }
    if (buffer.givesUp()) {
      waiters.complete(buffer.ackedEntries());
    }
    work += checkDeadlines(nowNanos);
    if (lifecycle.isFinal()) {
      return work; // IDLE now, and not to connect again
    }
    switch (phase) {
      case IDLE:
        work += startWhenWanted(nowNanos);
        break;
      case OPEN:
        work += sendBatches(nowNanos);
        break;
      case DRAINING:
        if (inFlight.isEmpty()) {
          finish(nowNanos);
          work++;
        }
        break;
      case BACKOFF:
      case CONNECTING:
      case FINISHING:
        break;
    }
    if (lifecycle == Lifecycle.CLOSING) {
      work += close(nowNanos);
    }
    return work;
  }

  /**
   * To be called before the thread parks: says when it must be back at the latest, and from which
   * tail on producers are to wake it.
   */
  long prepareToPark(long now) {
    wakeAcked = waiters.nearestEntries();
    if (lifecycle.isFinal()) {
      wakeTail = Long.MAX_VALUE;
      return NO_DEADLINE;
    }
    long deadline = nextDeadlineNanos();
    StreamConnection current = connection;
    if (phase == ConnectionPhase.OPEN && current != null && maySend(current)) {
      long lookAt = batcher.isEmpty() ? ticks.lookAgainAt(now) : batcher.lingerDeadlineNanos();
      wakeTail = lookAt == NO_DEADLINE ? buffer.readPosition() + 1 : batcher.wakeTail();
      deadline = Math.min(deadline, lookAt);
    } else {
      wakeTail = phase == ConnectionPhase.IDLE ? buffer.readPosition() + 1 : Long.MAX_VALUE;
    }
    return deadline;
  }

  /** The nearest deadline that is set. */
  long nextDeadlineNanos() {
    long ofTheStream =
        Math.min(
            Math.min(phaseDeadline, waiters.deadlineNanos()), Math.min(ackDeadline, closeDeadline));
    return Math.min(ofTheStream, Math.min(askAgainAt(), firstContact.deadlineNanos()));
  }

  /** Only an open stream that has nothing else to do asks about the same records again. */
  private long askAgainAt() {
    return phase == ConnectionPhase.OPEN && inFlight.isEmpty()
        ? isolation.askAgainAt(openedAt)
        : NO_DEADLINE;
  }

  /** Whether something came in that the last step cannot have seen. */
  boolean hasNews() {
    return !events.isEmpty() || wantsToWake();
  }

  /**
   * A step threw: a defect of ours, or an Error such as OutOfMemoryError. The connection is given
   * up and what is unacknowledged goes over a new one, so that one fault does not silence the
   * stream.
   */
  void onError(Throwable error, long now) {
    if (!lifecycle.isFinal()) {
      connection = abandoned(connection);
      fail(Failure.retriable(Status.Code.INTERNAL, "internal error: " + error), now);
    }
  }

  /** The last resort, when not even {@link #onError} gets through: the stream ends as failed. */
  void abort(Throwable error) {
    // What others wait for comes first: all that follows may fail like what came before.
    try {
      buffer.end(() -> {});
    } finally {
      lifecycle = Lifecycle.FAILED;
    }
    isOpen = false;
    connection = abandoned(connection);
    finalFailure = Failure.retriable(Status.Code.INTERNAL, "internal error: " + error);
    waiters.complete(buffer.ackedEntries());
    waiters.fail(endReason());
    observer.onFailed(endReason(), buffer.pendingRecords());
  }

  private static @Nullable StreamConnection abandoned(@Nullable StreamConnection connection) {
    if (connection != null) {
      try {
        connection.cancel("internal error");
      } catch (Throwable ignored) {
        // It is given up in any case; the error that led here is the one reported.
      }
    }
    return null;
  }

  private int startWhenWanted(long now) {
    if (!options.connectAtOnce && !buffer.hasUnread()) {
      return 0;
    }
    connect(now);
    return 1;
  }

  private int sendBatches(long now) {
    StreamConnection current = current();
    long since = ticks.beginLook(now);
    int sent = 0;
    while (sent < BATCHES_PER_STEP && maySend(current)) {
      long wireOffset = inFlight.nextOffset();
      Batcher.Cut cut = claimBatch(now, since);
      if (cut == Batcher.Cut.NONE) {
        break;
      }
      current.send(buffer, batcher, wireOffset);
      batcher.restart(buffer);
      ticks.onSent(now);
      if (cut == Batcher.Cut.LINGER_OVER) {
        since = now; // all that was there is gone
      }
      sent++;
    }
    return sent;
  }

  /** Cuts the next batch, and notes it before it is sent: no acknowledgment can be ahead of it. */
  private Batcher.Cut claimBatch(long now, long since) {
    boolean atOnce = lifecycle == Lifecycle.CLOSING || isolation.isSearching();
    long wanted = atOnce ? Long.MAX_VALUE : waiters.wantedEntries();
    Batcher.Cut cut;
    buffer.beginClaim();
    try {
      batcher.limitEntries(isolation.maxEntries());
      cut = batcher.poll(buffer, now, since, wanted);
      if (cut == Batcher.Cut.NONE) {
        return cut;
      }
      long entries = buffer.readEntries() + batcher.entries();
      long records = buffer.readRecords() + batcher.records();
      isolation.onSending(buffer.readEntries(), batcher.entries());
      inFlight.add(batcher.end(), entries, records);
      buffer.advanceRead(batcher.end(), entries, records);
    } finally {
      buffer.endClaim();
    }
    if (ackDeadline == NO_DEADLINE) {
      ackDeadline = now + options.ackTimeoutNanos;
    }
    return cut;
  }

  private boolean maySend(StreamConnection current) {
    return isolation.maySend(inFlight.size()) && current.isReady();
  }

  private int checkDeadlines(long now) {
    waiters.expire(now);
    if (now >= firstContact.deadlineNanos() && firstContact.isGivenUp(isConnected(), now)) {
      unreachable = true;
    }
    if (now >= askAgainAt()) {
      askAgain();
      return 1;
    }
    if (now >= ackDeadline) {
      fail(
          Failure.retriable(
              Status.Code.DEADLINE_EXCEEDED,
              "no acknowledgment for "
                  + options.ackTimeoutNanos / 1_000_000
                  + " ms with "
                  + inFlight.size()
                  + " batches in flight"),
          now);
      return 1;
    }
    if (now < phaseDeadline) {
      return 0;
    }
    switch (phase) {
      case BACKOFF:
        connect(now);
        return 1;
      case CONNECTING:
        fail(
            Failure.retriable(
                Status.Code.DEADLINE_EXCEEDED,
                (credentialsGiven ? "the service opened no stream" : "there were no credentials")
                    + " within "
                    + options.attemptTimeoutNanos / 1_000_000
                    + " ms"),
            now);
        return 1;
      case DRAINING:
        finish(now);
        return 1;
      case FINISHING:
        endConnection("final acknowledgments awaited long enough");
        afterFinish(now);
        return 1;
      case IDLE:
      case OPEN:
        break;
    }
    throw new IllegalStateException("deadline in " + phase);
  }

  // ---- connection events -----------------------------------------------------------------------

  void onConnectionEvent(ConnectionEvent event, long now) {
    StreamConnection current = connection;
    if (event.connection != current) {
      staleEvents++;
      return;
    }
    switch (event.kind) {
      case HEADERS:
        if (phase == ConnectionPhase.CONNECTING && event.headers != null) {
          credentialsGiven = true;
          firstContact.onLife(now);
          current.open(event.headers);
        }
        break;
      case OPENED:
        current.requestMore();
        onOpened(event.text, now);
        break;
      case ACK:
        current.requestMore();
        onAck(event.number, now);
        break;
      case CLOSE_SIGNAL:
        current.requestMore();
        onCloseSignal(event.number, now);
        break;
      case READY:
        firstContact.onAnswer(); // else being awake is all it is for
        break;
      case MALFORMED:
        violation(event.text, now);
        break;
      case TERMINATED:
        if (event.failure != null) {
          onTerminated(event.failure, now);
        }
        break;
    }
  }

  private void onOpened(String id, long now) {
    if (phase != ConnectionPhase.CONNECTING) {
      violation("second create_stream_response", now);
      return;
    }
    streamId = id;
    firstContact.onOpened();
    unreachable = false;
    recovery.onOpened();
    lastFailure = null;
    openedAt = now;
    ackedSinceOpen = false;
    rewind();
    transitionTo(ConnectionPhase.OPEN, NO_DEADLINE);
    observer.onOpened(id, buffer.pendingRecords());
  }

  private void onAck(long wireOffset, long now) {
    if (phase == ConnectionPhase.CONNECTING) {
      violation("acknowledgment before create_stream_response", now);
      return;
    }
    switch (inFlight.ack(wireOffset)) {
      case PROGRESS:
        if (isolation.onAcceptance(inFlight.ackedEntries())) {
          toldEntries = buffer.ackedEntries();
        }
        countAcknowledged(inFlight.ackedRecords() - buffer.ackedRecords());
        buffer.release(inFlight.ackedPosition(), inFlight.ackedEntries(), inFlight.ackedRecords());
        recovery.onProgress();
        ackedSinceOpen = true;
        shortRotations = 0;
        ackDeadline = inFlight.isEmpty() ? NO_DEADLINE : now + options.ackTimeoutNanos;
        long before = toldEntries;
        toldEntries = buffer.ackedEntries();
        observer.onAcknowledged(before, toldEntries);
        waiters.complete(toldEntries);
        break;
      case STALE:
        break; // says nothing new, so it does not touch the timer either
      case VIOLATION:
        violation(
            "acknowledged offset "
                + wireOffset
                + " but "
                + inFlight.nextOffset()
                + " batches were sent",
            now);
        break;
    }
  }

  // Only the sender thread writes the field, so read-modify-write on a volatile is safe here.
  @SuppressWarnings("NonAtomicVolatileUpdate")
  private void countAcknowledged(long records) {
    acknowledgedRecords += records;
  }

  private void onCloseSignal(long durationNanos, long now) {
    switch (phase) {
      case CONNECTING:
        if (options.recovery) {
          endConnection("close signal instead of a stream");
          rotatedEarly("close signal instead of a stream", now);
        } else {
          fail(Failure.retriable(Status.Code.UNAVAILABLE, "close signal instead of a stream"), now);
        }
        break;
      case OPEN:
        if (!options.recovery) {
          break; // no new stream may follow, so this one is used to its end
        }
        observer.onRotation(durationNanos);
        transitionTo(ConnectionPhase.DRAINING, drainDeadline(durationNanos, now));
        break;
      case DRAINING:
        phaseDeadline = Math.min(phaseDeadline, drainDeadline(durationNanos, now));
        break;
      case IDLE:
      case BACKOFF:
      case FINISHING:
        break;
    }
  }

  private long drainDeadline(long durationNanos, long now) {
    return deadlineAfter(Math.min(Math.max(0, durationNanos), options.pausedMaxWaitNanos), now);
  }

  /** A time so far off that it has no number is no deadline. */
  private static long deadlineAfter(long nanos, long now) {
    return nanos >= NO_DEADLINE - now ? NO_DEADLINE : now + nanos;
  }

  private void onTerminated(Failure failure, long now) {
    if (lifecycle == Lifecycle.CLOSING && buffer.isEmpty()) {
      end(Lifecycle.CLOSED); // whatever the server says now, all is durable
      return;
    }
    boolean announced = phase == ConnectionPhase.DRAINING || phase == ConnectionPhase.FINISHING;
    if (announced && failure.verdict() == FailureClassifier.Verdict.RETRY) {
      connection = null;
      rewind();
      afterFinish(now);
      return;
    }
    fail(failure, now);
  }

  private void violation(String what, long now) {
    fail(Failure.retriable(Status.Code.INTERNAL, "protocol violation by the server: " + what), now);
  }

  // ---- requests --------------------------------------------------------------------------------

  /** Registers a waiter, or tells it at once; also called by other threads after the end. */
  void onWaiter(AckWaiter waiter, long now) {
    if (buffer.ackedEntries() >= waiter.entries()) {
      waiter.onDone(null);
    } else if (lifecycle.isFinal()) {
      waiter.onDone(endReason());
    } else {
      waiter.setDeadlineNanos(deadlineAfter(waiter.timeoutNanos(), now));
      waiters.add(waiter);
    }
  }

  void onCloseRequest(long timeoutNanos, long now) {
    if (lifecycle.isFinal()) {
      return;
    }
    buffer.close();
    lifecycle = Lifecycle.CLOSING;
    // A further request may shorten the time: the one who waited was interrupted.
    closeDeadline = Math.min(closeDeadline, deadlineAfter(timeoutNanos, now));
    onUrgent(now);
  }

  void onEdit(RecordEdit edit, long now) {
    if (lifecycle.isFinal()) {
      return;
    }
    edits.add(edit, buffer);
    if (isolation.heldBack() > 0) {
      reconsider(now);
    } else if (phase == ConnectionPhase.BACKOFF && isolation.isSearching()) {
      phaseDeadline = Math.min(phaseDeadline, now); // the table may take them now
    }
  }

  /** What was held back has been changed: nobody can say any more that it is refused. */
  private void reconsider(long now) {
    if (inFlight.isEmpty()) {
      askAgain();
    } else if (phase == ConnectionPhase.OPEN || phase == ConnectionPhase.DRAINING) {
      // An acknowledgment of what is in flight would be taken for one of what was held back.
      isolation.askAgain();
      endConnection("records were changed");
      connect(now);
    }
  }

  /**
   * The transport has connected, of itself if the sender makes a pause. If that is because nothing
   * could be reached, the pause has lost its reason. How often that can be is the transport's
   * pause, which grows with each failure too.
   */
  void onReached(long now) {
    if (phase == ConnectionPhase.BACKOFF && awaitsReach) {
      phaseDeadline = Math.min(phaseDeadline, now);
    }
  }

  /** The process goes on after all. */
  void onCalm() {
    if (lifecycle == Lifecycle.RUNNING) {
      urgent = false;
      unreachable = false;
      firstContact.onCalm();
    }
  }

  /** The process or the stream is about to end: what can be tried is tried now. */
  void onUrgent(long now) {
    if (lifecycle.isFinal()) {
      return;
    }
    if (phase == ConnectionPhase.BACKOFF) {
      phaseDeadline = Math.min(phaseDeadline, now); // the outage may be over
    }
    urgent = true;
    firstContact.onUrgent(isConnected(), now);
    if (inFlight.isEmpty() && isolation.isAtALoss()) {
      askAgain(); // a pause, too
    }
  }

  private void askAgain() {
    isolation.askAgain();
    rewind();
  }

  private boolean isConnected() {
    StreamConnection current = connection;
    return current != null && current.isConnected();
  }

  private int close(long now) {
    if (buffer.isEmpty()) {
      switch (phase) {
        case OPEN:
          finish(now);
          return 1;
        case DRAINING:
        case FINISHING:
          break; // on its way
        case IDLE:
        case BACKOFF:
        case CONNECTING:
          end(Lifecycle.CLOSED);
          return 1;
      }
    }
    if (now >= closeDeadline) {
      closeDeadline = NO_DEADLINE;
      closeOverdue = true;
      if ((phase == ConnectionPhase.OPEN || phase == ConnectionPhase.DRAINING)
          && !inFlight.isEmpty()) {
        // What is durable already may not have been acknowledged yet.
        finish(now);
        return 1;
      }
    }
    if ((closeOverdue && phase != ConnectionPhase.FINISHING) || unreachable) {
      end(Lifecycle.CLOSED);
      return 1;
    }
    return 0;
  }

  // ---- transitions -----------------------------------------------------------------------------

  private void connect(long now) {
    long allowedAt = isolation.takeOpening(now);
    if (allowedAt > now) {
      transitionTo(ConnectionPhase.BACKOFF, allowedAt);
      return;
    }
    firstContact.onAttempt(now);
    StreamConnection next = connections.create(events);
    connection = next;
    credentialsGiven = false;
    transitionTo(ConnectionPhase.CONNECTING, now + options.attemptTimeoutNanos);
    try {
      next.start();
    } catch (RuntimeException e) {
      fail(
          Failure.ofStatus(
              Status.INTERNAL.withDescription("the attempt could not start").withCause(e)),
          now);
    }
  }

  /** Half-closes, so that the server flushes its last acknowledgments and ends the call. */
  private void finish(long now) {
    current().halfClose();
    transitionTo(ConnectionPhase.FINISHING, now + FINISH_NANOS);
  }

  private void afterFinish(long now) {
    if (lifecycle == Lifecycle.CLOSING && (buffer.isEmpty() || closeOverdue)) {
      end(Lifecycle.CLOSED);
    } else if (now - openedAt >= MIN_STREAM_NANOS || ackedSinceOpen) {
      shortRotations = 0;
      connect(now);
    } else {
      rotatedEarly("the stream was closed right after it opened", now);
    }
  }

  /**
   * A rotation costs no attempt. But a server that takes each stream back at once must not be
   * called in a tight loop: from the second in a row on it counts as a failure.
   */
  private void rotatedEarly(String what, long now) {
    if (++shortRotations == 1) {
      connect(now);
    } else {
      recover(Failure.retriable(Status.Code.UNAVAILABLE, what), false, now);
    }
  }

  /** One connection, or one attempt at it, has failed. */
  private void fail(Failure failure, long now) {
    if (isolation.isRefusalOfRecord(failure, inFlight.size())) {
      onRecordsRefused(failure, now);
      return;
    }
    boolean whileConnecting = phase == ConnectionPhase.CONNECTING;
    if (wasOpenAndIdle(now)) {
      recovery.onProgress();
    }
    StreamConnection failed = connection;
    if (failed != null
        && (failure.code() == Status.Code.UNAUTHENTICATED
            || failure.code() == Status.Code.PERMISSION_DENIED)) {
      // Forgotten in any case: a grant given later needs a new token.
      failed.credentialsRefused();
    }
    endConnection(failure.message());
    lastFailure = failure;
    recover(failure, whileConnecting, now);
  }

  /** The stream has ended for a record's sake, which is no failure of the connection. */
  private void onRecordsRefused(Failure failure, long now) {
    RejectionSearch.Finding finding = isolation.onRefusal(failure, inFlight.size(), now);
    endConnection(failure.message());
    lastFailure = failure;
    boolean tableAtFault = finding == RejectionSearch.Finding.TABLE_AT_FAULT;
    // What is urgent does not wait for a record that might come and tell whose fault it is.
    boolean inVain = tableAtFault || (urgent && isolation.isAtALoss());
    if (lifecycle == Lifecycle.CLOSING && (inVain || closeOverdue)) {
      end(Lifecycle.CLOSED);
      return;
    }
    if (!inVain) {
      connect(now);
      return;
    }
    long delay = options.retryPolicy.refusedDelayNanos;
    transitionTo(ConnectionPhase.BACKOFF, now + delay);
    if (tableAtFault) {
      observer.onTableAtFault(failure, delay, buffer.pendingRecords());
    } else {
      observer.onRefused(failure, delay, buffer.pendingRecords());
    }
    unreachable = urgent; // last: who learns this finds the reason told
  }

  private void recover(Failure failure, boolean whileConnecting, long now) {
    boolean closing = lifecycle == Lifecycle.CLOSING;
    switch (recovery.after(failure, whileConnecting)) {
      case CONNECT:
        connect(now);
        break;
      case BACK_OFF:
        long delay = recovery.delayNanos();
        if (urgent && options.retryPolicy.isForEver()) {
          // Attempts that are counted keep their pauses, or an outage of a second would use them
          // up.
          delay = Math.min(delay, URGENT_BACKOFF_NANOS);
        }
        transitionTo(ConnectionPhase.BACKOFF, now + delay);
        awaitsReach = true;
        observer.onRetry(failure, recovery.attempt(), delay, buffer.pendingRecords());
        if (firstContact.onFailure()) {
          unreachable = true; // last: who learns this finds the reason told
        }
        break;
      case ASK_LATER:
        if (closing) {
          end(Lifecycle.CLOSED); // no later attempt would come in time
          break;
        }
        boolean unused = firstContact.onFailure();
        transitionTo(ConnectionPhase.BACKOFF, now + recovery.delayNanos());
        observer.onRefused(failure, recovery.delayNanos(), buffer.pendingRecords());
        unreachable = urgent;
        break;
      case GIVE_UP:
        finalFailure = recovery.finalFailure();
        end(Lifecycle.FAILED);
        break;
    }
  }

  /** An idle stream cannot make progress; losing one that has lived is no sign of a loop. */
  private boolean wasOpenAndIdle(long now) {
    return phase == ConnectionPhase.OPEN
        && buffer.isEmpty()
        && now - openedAt >= options.attemptTimeoutNanos;
  }

  private void endConnection(String reason) {
    StreamConnection ended = connection;
    if (ended != null) {
      connection = null;
      ended.cancel(reason);
    }
    rewind();
  }

  private void rewind() {
    inFlight.reset();
    ackDeadline = NO_DEADLINE;
    buffer.rewind();
    // Before the cursor passes over what is held back, which is to be changed too.
    if (edits.onRewind(buffer)) {
      isolation.askAgain(); // it was refused as it was before
    }
    isolation.onRewind();
    batcher.restart(buffer);
  }

  private void end(Lifecycle end) {
    endConnection("stream ended");
    transitionTo(ConnectionPhase.IDLE, NO_DEADLINE);
    closeDeadline = NO_DEADLINE;
    firstContact.onEnd();
    // One step for all others: who sees the end copies all that is left, who is refused sees it.
    buffer.end(() -> lifecycle = end);
    Failure reason = endReason();
    waiters.complete(buffer.ackedEntries());
    waiters.fail(reason);
    if (end == Lifecycle.FAILED) {
      observer.onFailed(reason, buffer.pendingRecords());
    } else {
      observer.onClosed(buffer.pendingRecords());
    }
  }

  private Failure endReason() {
    Failure failure = finalFailure;
    if (failure == null) {
      failure = lastFailure;
    }
    return failure != null
        ? failure
        : Failure.retriable(Status.Code.CANCELLED, "the stream was closed before acknowledgment");
  }

  /** The one place where the phase changes. */
  private void transitionTo(ConnectionPhase next, long deadline) {
    if (next != phase && !phase.mayBecome(next)) {
      throw new IllegalStateException(phase + " cannot become " + next);
    }
    phase = next;
    phaseDeadline = deadline;
    awaitsReach = false;
    isOpen = next == ConnectionPhase.OPEN;
  }

  private StreamConnection current() {
    StreamConnection current = connection;
    if (current == null) {
      throw new IllegalStateException("no connection in " + phase);
    }
    return current;
  }

  // ---- for tests -------------------------------------------------------------------------------

  ConnectionPhase phase() {
    return phase;
  }

  long staleEvents() {
    return staleEvents;
  }

  int inFlightBatches() {
    return inFlight.size();
  }

  boolean isSearching() {
    return isolation.isSearching();
  }

  int heldBack() {
    return isolation.heldBack();
  }

  int waiters() {
    return waiters.size();
  }
}
