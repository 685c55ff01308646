// SPDX-License-Identifier: Apache-2.0
package io.zerobus.benchmarks;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What a run ran on. Immutable.
 *
 * @param cpu the model, as the system names it
 * @param memoryGib rounded
 * @param loadBefore what ran beside it: the load average of the minute before; negative when
 *     unknown
 */
public record Machine(
    String cpu, int processors, long memoryGib, String system, String jvm, double loadBefore) {

  private static final Path CPU_INFO = Path.of("/proc/cpuinfo");

  /** This one, now. */
  static Machine current() {
    var system =
        (com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    return new Machine(
        cpuModel(),
        system.getAvailableProcessors(),
        Math.round(system.getTotalMemorySize() / (double) (1 << 30)),
        system.getName() + " " + release(system.getVersion()) + " " + system.getArch(),
        System.getProperty("java.vm.name")
            + " "
            + System.getProperty("java.version")
            + ", "
            + collector(),
        system.getSystemLoadAverage());
  }

  /** The first two numbers: what follows names who built it. */
  private static String release(String version) {
    return version.replaceFirst("^(\\d+\\.\\d+).*", "$1");
  }

  private static String cpuModel() {
    try (var lines = Files.lines(CPU_INFO)) {
      return lines
          .filter(line -> line.startsWith("model name"))
          .map(line -> line.substring(line.indexOf(':') + 1).trim())
          .findFirst()
          .orElse("unknown");
    } catch (IOException e) {
      // Not Linux.
      return "unknown";
    }
  }

  private static String collector() {
    return ManagementFactory.getGarbageCollectorMXBeans().get(0).getName().startsWith("G1")
        ? "G1"
        : ManagementFactory.getGarbageCollectorMXBeans().get(0).getName();
  }
}
