// SPDX-License-Identifier: Apache-2.0
package com.example.app;

import java.io.BufferedReader;
import java.io.File;
import java.io.FileReader;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says how much CPU time the JVM has taken when it is entered, logs some lines, and ends. Linux.
 */
public final class StartProgram {

  private StartProgram() {}

  /** Argument: how many lines; with 0 no logger is asked for. */
  public static void main(String[] args) throws IOException {
    System.out.println("main entered after " + cpuNanos() + " ns");
    int lines = Integer.parseInt(args[0]);
    for (int i = 0; i < lines; i++) {
      Lines.log(i);
    }
  }

  /** Of all threads, from the kernel: a bean would load more classes than the program itself. */
  private static long cpuNanos() throws IOException {
    long sum = 0;
    for (File thread : new File("/proc/self/task").listFiles()) {
      try (BufferedReader reader =
          new BufferedReader(new FileReader(new File(thread, "schedstat")))) {
        String line = reader.readLine();
        sum += Long.parseLong(line.substring(0, line.indexOf(' ')));
      }
    }
    return sum;
  }

  /** Loaded with the first line. */
  private static final class Lines {
    private static final Logger LOG = LoggerFactory.getLogger("com.example.Start");

    static void log(int number) {
      LOG.info("line {}", number);
    }
  }
}
