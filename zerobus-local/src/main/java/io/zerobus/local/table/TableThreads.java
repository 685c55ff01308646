// SPDX-License-Identifier: Apache-2.0
package io.zerobus.local.table;

/**
 * Makes the threads of a table. What one of them does not handle is a defect or the end of memory:
 * without it streams would wait for ever, so the process ends, and its next start commits what is
 * in the log.
 */
final class TableThreads {

  private static final int EXIT_CODE = 1;

  private TableThreads() {}

  static Thread create(String name, Runnable work) {
    Thread thread = new Thread(work, name);
    thread.setDaemon(true);
    thread.setUncaughtExceptionHandler(TableThreads::endProcess);
    return thread;
  }

  private static void endProcess(Thread thread, Throwable e) {
    System.err.println(
        "zerobus-local: thread "
            + thread.getName()
            + " failed ("
            + e
            + "); the server ends, start it again: what was acknowledged is kept");
    Runtime.getRuntime().halt(EXIT_CODE);
  }
}
