// SPDX-License-Identifier: Apache-2.0
package io.zerobus.agent;

import static org.assertj.core.api.Assertions.assertThat;

import com.example.app.BusyProgram;
import io.zerobus.testing.ForkedProgram;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An endpoint that takes connections and never answers is no reason for a program to be slow. */
class BlackHoleIT {

  private static final int PIECES = 100_000;

  /** As much work for each line as a small request is. */
  private static final int BYTES = 500_000;

  private static final int RUNS = 3;

  /**
   * Five per cent are asked for, and figures are in docs/RATIONALE.md. Here it is the best of some
   * runs on a machine that has other things to do; a wait in each call would make it many times.
   */
  private static final double MOST = 1.5;

  @TempDir Path folder;

  @Test
  void program_takesNoLonger() throws Exception {
    try (ServerSocket blackHole = new ServerSocket(0)) {
      long without = Long.MAX_VALUE;
      long with = Long.MAX_VALUE;
      for (int run = 0; run < RUNS; run++) {
        without = Math.min(without, nanosOf(program().withoutAgent()));
        with =
            Math.min(
                with, nanosOf(program().shipsTo("http://127.0.0.1:" + blackHole.getLocalPort())));
      }

      assertThat((double) with / without)
          .as("%d ms without, %d ms with", without / 1_000_000, with / 1_000_000)
          .isLessThan(MOST);
    }
  }

  private AgentProgram program() throws Exception {
    return AgentProgram.in(folder).framework("logback-1.6", "logback-console.xml");
  }

  /** Of the whole process, its end included. */
  private static long nanosOf(AgentProgram program) throws Exception {
    long start = System.nanoTime();
    try (ForkedProgram forked = program.start(BusyProgram.class, "" + PIECES, "" + BYTES)) {
      assertThat(forked.awaitExit(120)).as(forked.standardError()).isZero();
      long nanos = System.nanoTime() - start;
      assertThat(forked.consoleLines()).hasSize(PIECES);
      assertThat(nanos).isGreaterThan(TimeUnit.SECONDS.toNanos(1));
      return nanos;
    }
  }
}
