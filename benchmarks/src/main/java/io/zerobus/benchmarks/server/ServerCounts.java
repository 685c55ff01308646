// SPDX-License-Identifier: Apache-2.0
package io.zerobus.benchmarks.server;

/**
 * What a server has received since it was started. Immutable.
 *
 * @param records by the protocol
 * @param requests that carried records
 * @param bytes of these requests
 * @param faults offsets that were not the one after the last
 * @param cpuNanos CPU time of the server's process
 */
public record ServerCounts(long records, long requests, long bytes, long faults, long cpuNanos) {

  String toLine() {
    return records + " " + requests + " " + bytes + " " + faults + " " + cpuNanos;
  }

  static ServerCounts parse(String line) {
    String[] numbers = line.split(" ", -1);
    return new ServerCounts(
        Long.parseLong(numbers[0]),
        Long.parseLong(numbers[1]),
        Long.parseLong(numbers[2]),
        Long.parseLong(numbers[3]),
        Long.parseLong(numbers[4]));
  }
}
