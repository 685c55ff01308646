// SPDX-License-Identifier: Apache-2.0
package io.zerobus.ingest;

/**
 * How long a service that never opened a stream is worth waiting for, once it is urgent.
 *
 * <p>Two dangers are weighed here. A short program must not lose its only lines because a cold JVM
 * takes a second to connect; and no program may hang at its end because a service is away. So an
 * attempt is waited for as long as it shows signs of life, and what has failed before gets one last
 * quick attempt.
 *
 * <p>Pure: it neither connects nor waits. Owner: the sender thread.
 */
final class FirstContact {
  /**
   * How long an attempt may be without a sign of life. Credentials and a connection take about a
   * second each on a cold JVM, several in a container that is short of CPU time, and a lost packet
   * costs another.
   */
  static final long SILENCE_NANOS = 4_000_000_000L;

  /** So much longer a service that has taken the connection, but said nothing, may be silent. */
  static final long CONNECTED_NANOS = 1_000_000_000L;

  /** For a last attempt where others have failed: an answer of a service nearby, and no more. */
  static final long LAST_ATTEMPT_NANOS = 250_000_000L;

  /** Failed attempts, all since it is urgent, after which it is given up. */
  static final int URGENT_ATTEMPTS = 2;

  // Owner: the sender thread.
  private boolean made;
  private boolean urgent;
  private boolean isLastAttempt;
  private int failures;
  private boolean underWay;
  private boolean hasAnswered; // the attempt under way
  private long lifeAt; // the last sign of life of the attempt under way, its start included
  private long giveUpAt = Sender.NO_DEADLINE;
  private boolean isPatienceOver; // the time for one who is connected was added already

  /** When {@link #isGivenUp} is to be asked. */
  long deadlineNanos() {
    return giveUpAt;
  }

  void onAttempt(long now) {
    underWay = true;
    hasAnswered = false;
    isPatienceOver = false;
    onLife(now);
  }

  /** The attempt under way has its credentials. */
  void onLife(long now) {
    lifeAt = now;
    if (urgent && !made && !isLastAttempt) {
      giveUpAt = now + SILENCE_NANOS;
    }
  }

  /** The service speaks HTTP/2 in the attempt under way: its answer is worth waiting for. */
  void onAnswer() {
    hasAnswered = true;
    giveUpAt = Sender.NO_DEADLINE;
  }

  void onOpened() {
    made = true;
    underWay = false;
    giveUpAt = Sender.NO_DEADLINE;
  }

  /** Nothing is urgent any more. */
  void onCalm() {
    urgent = false;
    isLastAttempt = false;
    failures = 0;
    giveUpAt = Sender.NO_DEADLINE;
  }

  /** The stream object has ended. */
  void onEnd() {
    giveUpAt = Sender.NO_DEADLINE;
  }

  /** An attempt, or a stream, has failed; whether the service is given up. */
  boolean onFailure() {
    underWay = false;
    if (made) {
      return false;
    }
    failures++;
    if (!isLastAttempt) {
      giveUpAt = Sender.NO_DEADLINE;
    }
    return urgent && (isLastAttempt || failures >= URGENT_ATTEMPTS);
  }

  /**
   * It is urgent from now on.
   *
   * @param connected whether the attempt under way has a socket to the service
   */
  void onUrgent(boolean connected, long now) {
    if (urgent) {
      return;
    }
    urgent = true;
    if (made) {
      return;
    }
    long patience = SILENCE_NANOS + (connected ? CONNECTED_NANOS : 0);
    boolean silent = underWay && !hasAnswered && now - lifeAt >= patience;
    if (failures > 0 || silent) {
      isLastAttempt = true;
      giveUpAt = underWay && hasAnswered ? Sender.NO_DEADLINE : now + LAST_ATTEMPT_NANOS;
    } else if (underWay && !hasAnswered) {
      giveUpAt = lifeAt + patience;
      isPatienceOver = connected;
    }
  }

  /**
   * Whether the service is given up; to be asked at the deadline, which is over then.
   *
   * @param connected whether the attempt under way has a socket to the service
   */
  boolean isGivenUp(boolean connected, long now) {
    if (!isLastAttempt && connected && !isPatienceOver) {
      isPatienceOver = true;
      giveUpAt = now + CONNECTED_NANOS;
      return false;
    }
    giveUpAt = Sender.NO_DEADLINE;
    return true;
  }
}
