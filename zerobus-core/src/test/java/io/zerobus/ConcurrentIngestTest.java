// SPDX-License-Identifier: Apache-2.0
package io.zerobus;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status;
import io.zerobus.ingest.ScriptedServer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Many threads on one stream: each record once, those of a thread in its order. */
class ConcurrentIngestTest extends SdkFixture {

  @ParameterizedTest
  @ValueSource(ints = {2, 16})
  void platformThreads(int threads) throws Exception {
    try (ZerobusSdk sdk = sdk();
        ZerobusStream stream =
            sdk.createStream(TOKEN, TABLE, quick().maxInflightRecords(500).build())) {
      ingest(stream, Executors.newFixedThreadPool(threads), threads, 20_000 / threads);
    }
    assertEachOnceInOrder(threads, 20_000 / threads);
  }

  @Test
  void platformThreads_connectionsBreak_nothingIsLostAndOrderHolds() throws Exception {
    serverPlays(breakingAfter(5), breakingAfter(3), breakingAfter(8), ScriptedServer.FAITHFUL);
    try (ZerobusSdk sdk = sdk();
        ZerobusStream stream =
            sdk.createStream(TOKEN, TABLE, quick().maxInflightRecords(500).build())) {
      ingest(stream, Executors.newFixedThreadPool(4), 4, 2_500);
    }
    assertThat(server.streams).hasSize(4);
    // What was sent twice is dropped here as a reader of the table would.
    Map<String, Integer> firstSeen = new HashMap<>();
    List<String> distinct = new ArrayList<>();
    for (String record : server.records()) {
      if (firstSeen.putIfAbsent(record, 0) == null) {
        distinct.add(record);
      }
    }
    assertEachOnceInOrder(distinct, 4, 2_500);
  }

  private static ScriptedServer.Script breakingAfter(int batches) {
    return new ScriptedServer.Script() {
      @Override
      public void onBatch(ScriptedServer.Stream stream, long offset, List<String> records) {
        if (offset < batches) {
          stream.ack(offset);
        } else {
          stream.end(Status.UNAVAILABLE);
        }
      }
    };
  }

  // Complaint 20.
  @Test
  @EnabledForJreRange(min = JRE.JAVA_21)
  void tenThousandVirtualThreads() throws Exception {
    ExecutorService virtual =
        (ExecutorService) Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
    try (ZerobusSdk sdk = sdk();
        ZerobusStream stream =
            sdk.createStream(TOKEN, TABLE, quick().maxInflightRecords(1_000).build())) {
      ingest(stream, virtual, 10_000, 4);
    }
    assertEachOnceInOrder(10_000, 4);
  }

  private static void ingest(
      ZerobusStream stream, ExecutorService executor, int threads, int recordsEach)
      throws Exception {
    List<Future<?>> running = new ArrayList<>();
    for (int t = 0; t < threads; t++) {
      int thread = t;
      running.add(
          executor.submit(
              () -> {
                for (int i = 0; i < recordsEach; i++) {
                  String record = "{\"t\":" + thread + ",\"i\":" + i + "}";
                  switch (i % 4) {
                    case 0 -> stream.ingestRecord(record);
                    case 1 -> stream.ingestRecords(List.of(record));
                    case 2 -> stream.ingestRecordAsync(record);
                    default -> stream.ingestRecord(record).waitForAck();
                  }
                }
              }));
    }
    for (Future<?> each : running) {
      each.get(60, TimeUnit.SECONDS);
    }
    executor.shutdown();
    stream.flush();
  }

  private void assertEachOnceInOrder(int threads, int recordsEach) {
    assertThat(server.streams).hasSize(1);
    assertEachOnceInOrder(server.records(), threads, recordsEach);
  }

  private static void assertEachOnceInOrder(List<String> records, int threads, int recordsEach) {
    assertThat(records).hasSize(threads * recordsEach);
    int[] next = new int[threads];
    for (String record : records) {
      int comma = record.indexOf(',');
      int thread = Integer.parseInt(record.substring(5, comma));
      int i = Integer.parseInt(record.substring(comma + 5, record.length() - 1));
      assertThat(i).as("of thread " + thread).isEqualTo(next[thread]++);
    }
  }
}
