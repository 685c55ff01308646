// SPDX-License-Identifier: Apache-2.0
package io.zerobus.ingest;

import org.jspecify.annotations.Nullable;

/**
 * What the engine needs to know of a stream; an immutable value. Users' options are validated where
 * they are given; here only what would break the engine is checked.
 */
public final class SenderOptions {
  private final @Nullable BufferBudget budget; // non-null when it is shared
  final long maxBufferedBytes;
  final long maxBufferedRecords;
  final Overflow overflow;
  final int batchMaxRecords;
  final int batchMaxBytes;
  final long lingerNanos;
  final RetryPolicy retryPolicy;
  final boolean recovery;
  final long attemptTimeoutNanos;
  final long ackTimeoutNanos;
  final long pausedMaxWaitNanos;
  final boolean connectAtOnce;
  final boolean isolateRejected;
  final OpeningPace openingPace;
  final Chore chore;

  private SenderOptions(Builder builder) {
    this.budget = builder.budget;
    this.maxBufferedBytes = builder.maxBufferedBytes;
    this.maxBufferedRecords = builder.maxBufferedRecords;
    this.overflow = builder.overflow;
    this.batchMaxRecords = builder.batchMaxRecords;
    this.batchMaxBytes = builder.batchMaxBytes;
    this.lingerNanos = builder.lingerNanos;
    this.retryPolicy = builder.retryPolicy;
    this.recovery = builder.recovery;
    this.attemptTimeoutNanos = builder.attemptTimeoutNanos;
    this.ackTimeoutNanos = builder.ackTimeoutNanos;
    this.pausedMaxWaitNanos = builder.pausedMaxWaitNanos;
    this.connectAtOnce = builder.connectAtOnce;
    this.isolateRejected = builder.isolateRejected;
    this.openingPace = builder.openingPace;
    this.chore = builder.chore;
  }

  public static Builder builder(RetryPolicy retryPolicy) {
    return new Builder(retryPolicy);
  }

  /** The shared budget, or a new one for each stream. */
  BufferBudget budget() {
    return budget != null ? budget : BufferBudget.of(maxBufferedBytes, maxBufferedRecords);
  }

  /** Not thread-safe. */
  public static final class Builder {
    private final RetryPolicy retryPolicy;
    private @Nullable BufferBudget budget;
    private long maxBufferedBytes = 64L << 20;
    private long maxBufferedRecords = Long.MAX_VALUE;
    private Overflow overflow = Overflow.REFUSE;
    private int batchMaxRecords = 1_000;
    private int batchMaxBytes = 64 << 10;
    private long lingerNanos;
    private boolean recovery = true;
    private long attemptTimeoutNanos = 15_000_000_000L;
    private long ackTimeoutNanos = 60_000_000_000L;
    private long pausedMaxWaitNanos = Long.MAX_VALUE;
    private boolean connectAtOnce = true;
    private boolean isolateRejected;
    private OpeningPace openingPace = OpeningPace.ofAMinute();
    private Chore chore = Chore.NONE;

    private Builder(RetryPolicy retryPolicy) {
      this.retryPolicy = retryPolicy;
    }

    /**
     * Bounds over waiting and unacknowledged records of one stream. Default 64 MiB, no bound on the
     * count.
     */
    public Builder buffer(long maxBytes, long maxRecords) {
      this.budget = null;
      this.maxBufferedBytes = maxBytes;
      this.maxBufferedRecords = maxRecords;
      return this;
    }

    /**
     * Bounds over waiting and unacknowledged records of all streams that are given this budget.
     * Default: each stream has its own, see {@link #buffer(long, long)}.
     */
    public Builder buffer(BufferBudget shared) {
      this.budget = shared;
      this.maxBufferedBytes = shared.maxBytes();
      this.maxBufferedRecords = shared.maxRecords();
      return this;
    }

    /**
     * A full buffer takes a record all the same: the oldest of the stream that are not in flight on
     * an open connection are given up and counted. It refuses only when all is in flight. Default
     * false: a full buffer refuses.
     */
    public Builder giveUpOldest(boolean giveUpOldest) {
      this.overflow = giveUpOldest ? Overflow.GIVE_UP_OLDEST : Overflow.REFUSE;
      return this;
    }

    /** What closes a batch. Default 1 000 records, 64 KiB, no linger. */
    public Builder batch(int maxRecords, int maxBytes, long lingerNanos) {
      this.batchMaxRecords = maxRecords;
      this.batchMaxBytes = maxBytes;
      this.lingerNanos = lingerNanos;
      return this;
    }

    /** Without recovery each loss of a connection ends the stream. Default true. */
    public Builder recovery(boolean recovery) {
      this.recovery = recovery;
      return this;
    }

    /** From the start of an attempt, credentials included, to the answer. Default 15 s. */
    public Builder attemptTimeoutNanos(long attemptTimeoutNanos) {
      this.attemptTimeoutNanos = attemptTimeoutNanos;
      return this;
    }

    /** The longest silence while something is in flight. Default 60 s. */
    public Builder ackTimeoutNanos(long ackTimeoutNanos) {
      this.ackTimeoutNanos = ackTimeoutNanos;
      return this;
    }

    /** Bound on the server's close signal; default: what the server says. */
    public Builder pausedMaxWaitNanos(long pausedMaxWaitNanos) {
      this.pausedMaxWaitNanos = pausedMaxWaitNanos;
      return this;
    }

    /** Connect when the stream starts (default), or with the first record. */
    public Builder connectAtOnce(boolean connectAtOnce) {
      this.connectAtOnce = connectAtOnce;
      return this;
    }

    /**
     * Whether a record that the service refuses is searched for and set aside, so that it does not
     * hold up the others. Needs recovery, and a policy that outlives a refusal. Default false: the
     * refusal is the stream's.
     */
    public Builder isolateRejected(boolean isolateRejected) {
      this.isolateRejected = isolateRejected;
      return this;
    }

    /**
     * Bounds the openings of searches for refused records. Default a pace for this stream alone.
     */
    public Builder openingPace(OpeningPace openingPace) {
      this.openingPace = openingPace;
      return this;
    }

    /** What the sender's thread does beside sending. Default nothing. */
    public Builder chore(Chore chore) {
      this.chore = chore;
      return this;
    }

    public SenderOptions build() {
      if (batchMaxRecords < 1 || batchMaxBytes < 1 || lingerNanos < 0) {
        throw new IllegalArgumentException(
            "batch of " + batchMaxRecords + " records, " + batchMaxBytes + " bytes");
      }
      if (attemptTimeoutNanos <= 0 || ackTimeoutNanos <= 0 || pausedMaxWaitNanos < 0) {
        throw new IllegalArgumentException(
            "timeouts must be positive: attempt "
                + attemptTimeoutNanos
                + ", ack "
                + ackTimeoutNanos);
      }
      if (isolateRejected && !(recovery && retryPolicy.outlivesRefusal())) {
        throw new IllegalArgumentException(
            "isolateRejected needs recovery and a policy that outlives a refusal");
      }
      return new SenderOptions(this);
    }
  }
}
