// SPDX-License-Identifier: Apache-2.0
package io.zerobus.benchmarks.sdk;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Records of JSON of one size, the same in each run. Immutable. */
final class Payload {

  private static final int RECORDS = 1024;

  private final List<String> records;
  private final List<List<String>> batches;

  /**
   * @param batch records of one call
   */
  Payload(int recordBytes, int batch) {
    SplittableRandom random = new SplittableRandom(1);
    List<String> made = new ArrayList<>();
    for (int i = 0; i < RECORDS; i++) {
      made.add(record(i, recordBytes, random));
    }
    records = List.copyOf(made);
    List<List<String>> grouped = new ArrayList<>();
    for (int first = 0; first < RECORDS; first += batch) {
      List<String> group = new ArrayList<>();
      for (int i = first; i < first + batch; i++) {
        group.add(made.get(i % RECORDS));
      }
      grouped.add(group);
    }
    batches = List.copyOf(grouped);
  }

  private static String record(int number, int bytes, SplittableRandom random) {
    StringBuilder json = new StringBuilder(bytes);
    json.append("{\"timestamp\":").append(1_700_000_000_000_000L + number);
    json.append(
        ",\"level\":\"INFO\",\"logger\":\"com.example.orders.OrderService\",\"message\":\"");
    while (json.length() < bytes - 2) {
      json.append((char) (random.nextInt(6) == 0 ? ' ' : 'a' + random.nextInt(26)));
    }
    return json.append("\"}").toString();
  }

  /** The records of a call, in turn. */
  List<String> batch(int turn) {
    return batches.get(turn % batches.size());
  }

  /** The record of a call for a single one, in turn. */
  String record(int turn) {
    return records.get(turn % RECORDS);
  }

  /** How many different batches there are. */
  int batches() {
    return batches.size();
  }
}
