// SPDX-License-Identifier: Apache-2.0
package io.zerobus.benchmarks.appender;

/**
 * One way from a log call to where its event ends. Called by one thread, unless a method says
 * otherwise.
 */
public interface Contender extends AutoCloseable {

  /** Logs an event without a throwable; {@code i} says which one. May be called by many threads. */
  void plain(int i);

  /** Logs an event with a throwable. May be called by many threads. */
  void failure(int i);

  /** Puts {@link Sample#CONTEXT} into the diagnostic context of the calling thread. */
  void enterContext();

  /**
   * Waits until each event logged so far has come to its end, or is lost; at most some seconds.
   *
   * @param logged events logged so far
   * @return how many of them are lost so far
   */
  long settle(long logged) throws Exception;

  @Override
  void close();
}
