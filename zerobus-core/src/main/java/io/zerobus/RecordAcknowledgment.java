// SPDX-License-Identifier: Apache-2.0
package io.zerobus;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * What becomes of one accepted record or batch. Immutable and thread-safe; asking costs something,
 * holding it does not.
 */
public final class RecordAcknowledgment {
  private final ZerobusStream stream;
  private final long offset;

  RecordAcknowledgment(ZerobusStream stream, long offset) {
    this.stream = stream;
    this.offset = offset;
  }

  /** The logical offset; -1 for an empty batch, of which nothing was sent. */
  public long getOffset() {
    return offset;
  }

  /**
   * Whether it is decided: the record is durable, or never will be since the stream has ended.
   * Never blocks.
   */
  public boolean isDone() {
    return stream.isDecided(offset);
  }

  /**
   * Blocks until the record is durable, for at most the stream's {@code flushTimeout}.
   *
   * @return the logical offset
   * @throws ZerobusException as {@link ZerobusStream#waitForOffset}
   */
  public long waitForAck() {
    stream.waitForAcknowledgment(offset);
    return offset;
  }

  /**
   * Blocks until the record is durable, for at most the time given.
   *
   * @return the logical offset
   * @throws ZerobusException as {@link ZerobusStream#waitForOffset}; after the time {@code
   *     DEADLINE_EXCEEDED}, and the record may still become durable
   */
  public long waitForAck(Duration timeout) {
    stream.waitForAcknowledgment(offset, timeout);
    return offset;
  }

  /**
   * Calls back once, when {@link #isDone} has become true, also when it is so already: on the
   * stream's thread {@code zerobus-completion-<table>}, or, once the stream has ended, perhaps on
   * the calling one. What the callback throws goes to the {@link DiagnosticListener}.
   */
  public void addDoneCallback(Consumer<? super RecordAcknowledgment> callback) {
    if (callback == null) {
      throw NonRetriableException.argument("the callback is null");
    }
    stream.whenDecided(offset, () -> callback.accept(this));
  }

  /**
   * Completes with the logical offset once the record is durable, or with a {@link
   * ZerobusException} once it never will be. A new future with each call; it has no time limit of
   * its own. Its dependents run on the stream's thread {@code zerobus-completion-<table>}: they
   * must not wait for other futures of the stream.
   */
  public CompletableFuture<Long> toCompletableFuture() {
    return stream.acknowledgment(offset);
  }

  @Override
  public String toString() {
    return "RecordAcknowledgment{offset " + offset + (isDone() ? ", done}" : "}");
  }
}
