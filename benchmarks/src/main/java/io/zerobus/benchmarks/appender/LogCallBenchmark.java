// SPDX-License-Identifier: Apache-2.0
package io.zerobus.benchmarks.appender;

import io.zerobus.benchmarks.Effort;
import io.zerobus.benchmarks.server.ServerProcess;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * A log call in the hands of JMH. A shot is a burst that each queue has room for; between shots the
 * queue is drained. Owner of its fields: the thread of JMH.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@SuppressWarnings("NullAway.Init") // JMH sets the fields.
public class LogCallBenchmark {

  /** Who logs. */
  @Param("logback-no-op")
  public String contender;

  /** As in {@link Effort}. */
  @Param("FULL")
  public Effort.Length length;

  private ServerProcess server;
  private Contender started;
  private long logged;

  /** Made by JMH. */
  public LogCallBenchmark() {}

  /** Starts the contender. */
  @Setup(Level.Trial)
  public void start() throws Exception {
    server = ServerProcess.start();
    started = Contenders.start(contender, Endpoints.of(server), new Valve());
    started.enterContext();
    logged = WarmUp.ofWitness(new Effort(1, length)).run(started);
  }

  /** Drains what the shot before has left. */
  @Setup(Level.Iteration)
  public void settle() throws Exception {
    long lost = started.settle(logged);
    if (lost > 0) {
      throw new IllegalStateException(lost + " events are lost");
    }
  }

  /** Ends the contender. */
  @TearDown(Level.Trial)
  public void stop() {
    started.close();
    server.close();
  }

  /** Events without a throwable. */
  @Benchmark
  @OperationsPerInvocation(LogCall.PLAIN_BURST)
  public void plain() {
    log(LogCall.PLAIN);
  }

  /** Events with a throwable. */
  @Benchmark
  @OperationsPerInvocation(LogCall.FAILURE_BURST)
  public void failure() {
    log(LogCall.FAILURE);
  }

  private void log(LogCall call) {
    call.log(started, (int) logged);
    logged += call.burst();
  }
}
