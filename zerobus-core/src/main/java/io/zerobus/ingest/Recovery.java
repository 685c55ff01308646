// SPDX-License-Identifier: Apache-2.0
package io.zerobus.ingest;

import io.grpc.Status;
import java.util.function.LongUnaryOperator;

/**
 * Decides what follows the failure of a connection, or of an attempt at one.
 *
 * <p>Pure: it neither connects nor waits. Owner: the sender thread.
 */
final class Recovery {
  /** What follows. */
  enum Step {
    /** Connect at once: with a new token. */
    CONNECT,
    /** Connect after {@link #delayNanos}. */
    BACK_OFF,
    /** The answer was final, but the policy is to ask again after {@link #delayNanos}. */
    ASK_LATER,
    /** The stream ends with {@link #finalFailure}. */
    GIVE_UP
  }

  private final boolean enabled;
  private final RetryPolicy policy;
  private final RetryBudget budget;

  // Owner: the sender thread. The last three describe the latest decision.
  private boolean reauthenticated;
  private long delayNanos;
  private int attempt;
  private Failure finalFailure = Failure.retriable(Status.Code.OK, "no failure yet");

  Recovery(boolean enabled, RetryPolicy policy, LongUnaryOperator random) {
    this.enabled = enabled;
    this.policy = policy;
    this.budget = new RetryBudget(policy, random);
  }

  /** A stream is open: the token is good. Says nothing about progress. */
  void onOpened() {
    reauthenticated = false;
  }

  /** Something became durable, or an idle stream was lost, which is no sign of trouble. */
  void onProgress() {
    budget.onProgress();
  }

  /**
   * The decision.
   *
   * @param whileConnecting whether there was no stream yet
   */
  Step after(Failure failure, boolean whileConnecting) {
    switch (failure.verdict()) {
      case FATAL:
        return refused(failure);
      case REAUTHENTICATE:
        if (reauthenticated || !enabled) {
          return refused(failure);
        }
        reauthenticated = true;
        return whileConnecting ? Step.CONNECT : retry(failure);
      case RETRY:
        return retry(failure);
    }
    throw new AssertionError(failure.verdict());
  }

  private Step refused(Failure failure) {
    if (!policy.outlivesRefusal()) {
      finalFailure = failure;
      return Step.GIVE_UP;
    }
    reauthenticated = false;
    delayNanos = policy.refusedDelayNanos;
    return Step.ASK_LATER;
  }

  private Step retry(Failure failure) {
    if (!enabled) {
      finalFailure = failure.asFinal("after 1 attempt, recovery is off");
      return Step.GIVE_UP;
    }
    int spent = budget.spent();
    long delay = budget.nextDelayNanos();
    if (delay == RetryBudget.EXHAUSTED) {
      finalFailure = failure.asFinal("after " + spent + " retries without progress");
      return Step.GIVE_UP;
    }
    delayNanos = delay;
    attempt = spent + 1;
    return Step.BACK_OFF;
  }

  /** After {@link Step#BACK_OFF} and {@link Step#ASK_LATER}. */
  long delayNanos() {
    return delayNanos;
  }

  /** After {@link Step#BACK_OFF}: the number of the coming attempt since the last progress. */
  int attempt() {
    return attempt;
  }

  /** After {@link Step#GIVE_UP}. */
  Failure finalFailure() {
    return finalFailure;
  }
}
