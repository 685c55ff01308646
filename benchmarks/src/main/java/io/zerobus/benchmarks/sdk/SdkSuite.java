// SPDX-License-Identifier: Apache-2.0
package io.zerobus.benchmarks.sdk;

import io.zerobus.benchmarks.Effort;
import io.zerobus.benchmarks.Plot;
import io.zerobus.benchmarks.Suite;
import io.zerobus.benchmarks.Target;
import io.zerobus.benchmarks.Trial;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Records acknowledged, CPU and allocation of the SDK beside the official one and a plain socket.
 */
public final class SdkSuite implements Suite {

  private static final SdkCase SINGLE = SdkCase.plaintext(500, 1, 1);
  private static final SdkCase TENS = SdkCase.plaintext(500, 10, 1);
  private static final SdkCase HUNDREDS = SdkCase.plaintext(500, 100, 1);
  private static final SdkCase TLS = SdkCase.tls(500, 100, 1);

  private final SdkServers servers = new SdkServers(Path.of("target", "tls"));

  @Override
  public String what() {
    return SdkProgram.WHAT;
  }

  @Override
  public String title() {
    return "SDK";
  }

  @Override
  public String explanation() {
    return """
        Each contender sends JSON records over one stream as fast as it can, 2.5 s after a warm-up of 2.5 s,
        to a server in a process of its own on the same machine, which scans and counts the records and
        acknowledges after 1000 requests or 5 ms. Both SDKs have their defaults, except that the bound of
        the official one, 50 000 requests in flight, is made one of 50 000 records. A window ends when all of it is acknowledged. CPU is
        that of the client's process alone: user and system, with collector, compiler and native threads.
        Allocation is that of the Java heap; what the official SDK allocates in native memory is not in
        it. Client and server share the cores, so records/s is what both can do together. The plain
        socket writes the bytes of the same requests, made beforehand, 64 KiB at a time, and is
        acknowledged once at the end: nothing that speaks a protocol can reach it.
        """;
  }

  @Override
  public String remarks() {
    return """
        All cases but TLS are measured from 2.5 s after the start on, in which the JVM still compiles this
        SDK, while the official one comes compiled: one at a time, where it has the most to do, 2.6 to
        3.0 times the records and 0.24 to 0.27 of the CPU time were seen. To tell it has to be measured
        once the compilers rest. Over TLS, measured after 15 s, the JDK 17 encrypts; what would be needed
        is fewer and larger records for it, or a JDK with a faster AES-GCM. A record of 500 B costs about
        1150 B of garbage.
        """;
  }

  @Override
  public List<Trial> trials(Effort effort) {
    List<Trial> trials = new ArrayList<>();
    for (SdkCase what : cases()) {
      for (Contender who : Contender.values()) {
        if (who != Contender.RAW || hasRawSocket(what)) {
          trials.add(new SdkTrial(what, who, servers, effort));
        }
      }
    }
    trials.add(new WaitTrial(Contender.ZEROBUS, servers, effort));
    trials.add(new WaitTrial(Contender.OFFICIAL, servers, effort));
    return trials;
  }

  private static List<SdkCase> cases() {
    List<SdkCase> cases = new ArrayList<>();
    for (int bytes : new int[] {500, 200}) {
      for (int threads : new int[] {1, 4}) {
        for (int batch : new int[] {1, 10, 100, 1000}) {
          cases.add(SdkCase.plaintext(bytes, batch, threads));
        }
      }
    }
    cases.add(TLS);
    return cases;
  }

  private static boolean hasRawSocket(SdkCase what) {
    return what.threads() == 1 && what.security() == SdkCase.Security.PLAINTEXT;
  }

  @Override
  public List<Target> targets() {
    String zerobus = Contender.ZEROBUS.label();
    String official = Contender.OFFICIAL.label();
    String raw = Contender.RAW.label();
    List<Target> targets = new ArrayList<>();
    targets.add(
        Target.atLeast(
            3,
            "500 B one at a time: 3 × the official SDK's records/s",
            SINGLE.caseName(),
            SdkProgram.THROUGHPUT,
            zerobus,
            official));
    targets.add(
        Target.atMost(
            0.25,
            "500 B one at a time: 1/4 of the official SDK's CPU a record",
            SINGLE.caseName(),
            SdkProgram.CPU,
            zerobus,
            official));
    for (SdkCase batches : List.of(TENS, HUNDREDS)) {
      String name = "Batches of " + batches.batch();
      targets.add(
          Target.atLeast(
              2,
              name + ": 2 × the official SDK's records/s",
              batches.caseName(),
              SdkProgram.THROUGHPUT,
              zerobus,
              official));
      targets.add(
          Target.atMost(
              0.45,
              name + ": 0.45 × its CPU",
              batches.caseName(),
              SdkProgram.CPU,
              zerobus,
              official));
    }
    targets.add(
        Target.atMost(
            0.6,
            "TLS, batches of 100: 0.6 × the official SDK's CPU",
            TLS.caseName(),
            SdkProgram.CPU,
            zerobus,
            official));
    targets.add(
        Target.atLeast(
            0.35,
            "35 % of the plain socket's bytes/s, batches of 100",
            HUNDREDS.caseName(),
            SdkProgram.THROUGHPUT,
            zerobus,
            raw));
    targets.add(
        Target.atMost(
            100,
            "A thread that waits for an acknowledgment does not delay another's ingest (in ms; the"
                + " wait is 1000)",
            WaitTrial.CASE,
            WaitProgram.LONGEST,
            zerobus));
    return targets;
  }

  @Override
  public List<Plot> plots() {
    List<String> cases = cases().stream().map(SdkCase::caseName).toList();
    return List.of(
        Plot.bars("sdk-throughput", "Records acknowledged a second", SdkProgram.THROUGHPUT, cases),
        Plot.bars("sdk-cpu", "CPU seconds a million records", SdkProgram.CPU, cases),
        Plot.bars("sdk-allocation", "Bytes allocated a record", SdkProgram.ALLOCATION, cases));
  }

  @Override
  public void close() {
    servers.close();
  }
}
