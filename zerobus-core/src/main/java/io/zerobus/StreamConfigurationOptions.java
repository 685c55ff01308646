// SPDX-License-Identifier: Apache-2.0
package io.zerobus;

import io.zerobus.ingest.RetryPolicy;
import io.zerobus.ingest.SenderOptions;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** How a stream buffers, waits and recovers. Immutable and thread-safe. */
public final class StreamConfigurationOptions {
  private static final Duration MAX_BACKOFF = Duration.ofSeconds(30);
  private static final StreamConfigurationOptions DEFAULTS = builder().build();

  private final int maxInflightRecords;
  private final long maxInflightBytes;
  private final boolean recovery;
  private final Duration recoveryTimeout;
  private final Duration recoveryBackoff;
  private final int recoveryRetries;
  private final Duration flushTimeout;
  private final Duration serverLackOfAckTimeout;
  private final @Nullable Duration streamPausedMaxWait;
  private final Duration callbackMaxWait;
  private final @Nullable AckCallback ackCallback;
  private final @Nullable RecordType recordType;

  private StreamConfigurationOptions(Builder builder) {
    this.maxInflightRecords = builder.maxInflightRecords;
    this.maxInflightBytes = builder.maxInflightBytes;
    this.recovery = builder.recovery;
    this.recoveryTimeout = builder.recoveryTimeout;
    this.recoveryBackoff = builder.recoveryBackoff;
    this.recoveryRetries = builder.recoveryRetries;
    this.flushTimeout = builder.flushTimeout;
    this.serverLackOfAckTimeout = builder.serverLackOfAckTimeout;
    this.streamPausedMaxWait = builder.streamPausedMaxWait;
    this.callbackMaxWait = builder.callbackMaxWait;
    this.ackCallback = builder.ackCallback;
    this.recordType = builder.recordType;
  }

  /** The defaults named at the builder's methods. */
  public static StreamConfigurationOptions defaults() {
    return DEFAULTS;
  }

  /** A builder that begins with the defaults. */
  public static Builder builder() {
    return new Builder();
  }

  /** A builder that begins with these options. */
  public Builder toBuilder() {
    Builder builder = new Builder();
    builder.maxInflightRecords = maxInflightRecords;
    builder.maxInflightBytes = maxInflightBytes;
    builder.recovery = recovery;
    builder.recoveryTimeout = recoveryTimeout;
    builder.recoveryBackoff = recoveryBackoff;
    builder.recoveryRetries = recoveryRetries;
    builder.flushTimeout = flushTimeout;
    builder.serverLackOfAckTimeout = serverLackOfAckTimeout;
    builder.streamPausedMaxWait = streamPausedMaxWait;
    builder.callbackMaxWait = callbackMaxWait;
    builder.ackCallback = ackCallback;
    builder.recordType = recordType;
    return builder;
  }

  /** See {@link Builder#maxInflightRecords}. */
  public int maxInflightRecords() {
    return maxInflightRecords;
  }

  /** See {@link Builder#maxInflightBytes}. */
  public long maxInflightBytes() {
    return maxInflightBytes;
  }

  /** See {@link Builder#recovery}. */
  public boolean recovery() {
    return recovery;
  }

  /** See {@link Builder#recoveryTimeout}. */
  public Duration recoveryTimeout() {
    return recoveryTimeout;
  }

  /** See {@link Builder#recoveryBackoff}. */
  public Duration recoveryBackoff() {
    return recoveryBackoff;
  }

  /** See {@link Builder#recoveryRetries}. */
  public int recoveryRetries() {
    return recoveryRetries;
  }

  /** See {@link Builder#flushTimeout}. */
  public Duration flushTimeout() {
    return flushTimeout;
  }

  /** See {@link Builder#serverLackOfAckTimeout}. */
  public Duration serverLackOfAckTimeout() {
    return serverLackOfAckTimeout;
  }

  /** See {@link Builder#streamPausedMaxWait}; null when the service decides. */
  public @Nullable Duration streamPausedMaxWait() {
    return streamPausedMaxWait;
  }

  /** See {@link Builder#callbackMaxWait}. */
  public Duration callbackMaxWait() {
    return callbackMaxWait;
  }

  /** See {@link Builder#ackCallback}; null when there is none. */
  public @Nullable AckCallback ackCallback() {
    return ackCallback;
  }

  /** See {@link Builder#recordType}; null when the table properties decide. */
  public @Nullable RecordType recordType() {
    return recordType;
  }

  SenderOptions toSenderOptions() {
    long base = recoveryBackoff.toNanos();
    SenderOptions.Builder options =
        SenderOptions.builder(
                RetryPolicy.bounded(recoveryRetries, base, Math.max(base, MAX_BACKOFF.toNanos())))
            .buffer(maxInflightBytes, maxInflightRecords)
            .recovery(recovery)
            .attemptTimeoutNanos(recoveryTimeout.toNanos())
            .ackTimeoutNanos(serverLackOfAckTimeout.toNanos());
    if (streamPausedMaxWait != null) {
      options.pausedMaxWaitNanos(streamPausedMaxWait.toNanos());
    }
    return options.build();
  }

  /** Collects options. Not thread-safe; {@link #build} checks them. */
  public static final class Builder {
    private int maxInflightRecords = 50_000;
    private long maxInflightBytes = 64L << 20;
    private boolean recovery = true;
    private Duration recoveryTimeout = Duration.ofSeconds(15);
    private Duration recoveryBackoff = Duration.ofSeconds(2);
    private int recoveryRetries = 3;
    private Duration flushTimeout = Duration.ofMinutes(5);
    private Duration serverLackOfAckTimeout = Duration.ofMinutes(1);
    private @Nullable Duration streamPausedMaxWait;
    private Duration callbackMaxWait = Duration.ofSeconds(5);
    private @Nullable AckCallback ackCallback;
    private @Nullable RecordType recordType;

    private Builder() {}

    /** The most records accepted and not acknowledged. At least 1, default 50 000. */
    public Builder maxInflightRecords(int maxInflightRecords) {
      this.maxInflightRecords = maxInflightRecords;
      return this;
    }

    /**
     * The most bytes accepted and not acknowledged; memory is taken as it is needed. 1 KiB to 1
     * GiB, default 64 MiB.
     */
    public Builder maxInflightBytes(long maxInflightBytes) {
      this.maxInflightBytes = maxInflightBytes;
      return this;
    }

    /** Whether a lost connection is made again and records are sent again. Default true. */
    public Builder recovery(boolean recovery) {
      this.recovery = recovery;
      return this;
    }

    /** The longest one attempt may take, its token included. Default 15 s. */
    public Builder recoveryTimeout(Duration recoveryTimeout) {
      this.recoveryTimeout = recoveryTimeout;
      return this;
    }

    /**
     * Bound of the first delay between attempts; it doubles up to 30 s, and the delay is drawn
     * evenly between 0 and the bound. Default 2 s.
     */
    public Builder recoveryBackoff(Duration recoveryBackoff) {
      this.recoveryBackoff = recoveryBackoff;
      return this;
    }

    /** Attempts after a failure, counted anew with each acknowledgment. Default 3. */
    public Builder recoveryRetries(int recoveryRetries) {
      this.recoveryRetries = recoveryRetries;
      return this;
    }

    /** The longest that flush and close wait. Default 300 s. */
    public Builder flushTimeout(Duration flushTimeout) {
      this.flushTimeout = flushTimeout;
      return this;
    }

    /** The longest silence of the service while it owes an acknowledgment. Default 60 s. */
    public Builder serverLackOfAckTimeout(Duration serverLackOfAckTimeout) {
      this.serverLackOfAckTimeout = serverLackOfAckTimeout;
      return this;
    }

    /**
     * The longest wait for acknowledgments after the service announced that it will end the stream;
     * 0 is to reconnect at once. Default: as long as the service says.
     */
    public Builder streamPausedMaxWait(@Nullable Duration streamPausedMaxWait) {
      this.streamPausedMaxWait = streamPausedMaxWait;
      return this;
    }

    /**
     * The longest that close waits for calls of the {@link AckCallback} that are due. Default 5 s.
     */
    public Builder callbackMaxWait(Duration callbackMaxWait) {
      this.callbackMaxWait = callbackMaxWait;
      return this;
    }

    /** Is told what became of each logical offset. Default: none. */
    public Builder ackCallback(@Nullable AckCallback ackCallback) {
      this.ackCallback = ackCallback;
      return this;
    }

    /**
     * The record type, for who wants it checked: a stream whose {@link TableProperties} say
     * otherwise is not created. Default: as the table properties.
     */
    public Builder recordType(@Nullable RecordType recordType) {
      this.recordType = recordType;
      return this;
    }

    /**
     * The options.
     *
     * @throws NonRetriableException naming the option and its value when it is out of range
     */
    public StreamConfigurationOptions build() {
      inRange("maxInflightRecords", maxInflightRecords, 1, Integer.MAX_VALUE);
      inRange("maxInflightBytes", maxInflightBytes, 1 << 10, 1L << 30);
      inRange("recoveryRetries", recoveryRetries, 0, Integer.MAX_VALUE - 1);
      positive("recoveryTimeout", recoveryTimeout);
      notNegative("recoveryBackoff", recoveryBackoff);
      notNegative("flushTimeout", flushTimeout);
      positive("serverLackOfAckTimeout", serverLackOfAckTimeout);
      notNegative("callbackMaxWait", callbackMaxWait);
      if (streamPausedMaxWait != null) {
        notNegative("streamPausedMaxWait", streamPausedMaxWait);
      }
      return new StreamConfigurationOptions(this);
    }

    private static void inRange(String option, long value, long min, long max) {
      if (value < min || value > max) {
        throw NonRetriableException.argument(
            option + " is " + value + ", must be " + min + " to " + max);
      }
    }

    private static void positive(String option, Duration value) {
      notNegative(option, value);
      if (value.isZero()) {
        throw NonRetriableException.argument(option + " is 0, must be longer");
      }
    }

    private static void notNegative(String option, @Nullable Duration value) {
      if (value == null) {
        throw NonRetriableException.argument(option + " is null");
      }
      if (value.isNegative() || value.compareTo(Duration.ofDays(365)) > 0) {
        throw NonRetriableException.argument(option + " is " + value + ", must be 0 to 365 days");
      }
    }
  }
}
