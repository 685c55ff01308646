// SPDX-License-Identifier: Apache-2.0
package io.zerobus.auth;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.zerobus.ingest.CredentialsException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Keeps one token: asks for it once however many want it, renews it ahead of its end, and hands out
 * the old one while it holds, also when the renewal fails.
 *
 * <p>Thread-safe. The lock is held for field access alone; requests run on the executor.
 */
final class CachedTokens {
  static final long REFRESH_AHEAD_NANOS = 300_000_000_000L;

  /** Pause after a failed renewal of a token that still holds. */
  static final long RENEWAL_PAUSE_NANOS = REFRESH_AHEAD_NANOS / 60;

  private final Supplier<Token> request;
  private final Executor executor;
  private final LongSupplier nanoClock;
  private final Object lock = new Object();

  @GuardedBy("lock")
  private @Nullable Token cached;

  @GuardedBy("lock")
  private @Nullable CompletableFuture<Token> inProgress;

  @GuardedBy("lock")
  private long pauseUntilNanos;

  @GuardedBy("lock")
  private boolean pausing;

  /**
   * @param request a blocking request; throws when there is no token
   */
  CachedTokens(Supplier<Token> request, Executor executor, LongSupplier nanoClock) {
    this.request = request;
    this.executor = executor;
    this.nanoClock = nanoClock;
  }

  /** A token, now or later. Never blocks. */
  CompletionStage<Token> token() {
    long now = nanoClock.getAsLong();
    CompletableFuture<Token> mine;
    Token old;
    synchronized (lock) {
      old = cached != null && cached.isValidAt(now) ? cached : null;
      boolean paused = pausing && now - pauseUntilNanos < 0;
      if (old != null && (!old.isDueAt(now) || paused || inProgress != null)) {
        return CompletableFuture.completedFuture(old);
      }
      if (inProgress != null) {
        return inProgress.copy();
      }
      mine = new CompletableFuture<>();
      inProgress = mine;
    }
    try {
      executor.execute(() -> fetch(mine));
    } catch (RejectedExecutionException e) {
      finish(mine, null, CredentialsException.refused("the SDK is closed", e));
    }
    return old != null ? CompletableFuture.completedFuture(old) : mine.copy();
  }

  private void fetch(CompletableFuture<Token> result) {
    try {
      finish(result, request.get(), null);
    } catch (Throwable t) {
      finish(result, null, t);
    }
  }

  private void finish(
      CompletableFuture<Token> result, @Nullable Token token, @Nullable Throwable error) {
    synchronized (lock) {
      inProgress = null;
      if (token != null) {
        cached = token;
        pausing = false;
      } else {
        pausing = true;
        pauseUntilNanos = nanoClock.getAsLong() + RENEWAL_PAUSE_NANOS;
      }
    }
    if (token != null) {
      result.complete(token);
    } else {
      result.completeExceptionally(
          error != null ? error : new IllegalStateException("no token and no error"));
    }
  }

  /** The service refused this token. A newer one, got in the meantime, stays. */
  void refused(Token token) {
    synchronized (lock) {
      if (cached == token) {
        cached = null;
      }
    }
  }
}
