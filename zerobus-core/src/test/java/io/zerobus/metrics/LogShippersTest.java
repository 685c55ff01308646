// SPDX-License-Identifier: Apache-2.0
package io.zerobus.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.zerobus.log.EventPipeline;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LogShippersTest {

  private final LogRig rig = new LogRig();

  @AfterEach
  void close() {
    rig.close();
  }

  @Test
  void statistics_withoutAnAppender_areEmpty() {
    assertThat(LogShippers.statistics()).isEmpty();
  }

  // Complaint 1.
  @Test
  void flush_afterSomeEvents_waitsUntilTheyAreAcknowledged() throws Exception {
    EventPipeline<String> pipeline = rig.start();
    for (int i = 0; i < 100; i++) {
      pipeline.append("event " + i);
    }

    assertThat(LogShippers.flush(Duration.ofSeconds(20))).isTrue();

    assertThat(rig.server.records()).hasSize(100);
  }

  @Test
  void flush_whenTheServiceIsAway_isFalseWhenTheTimeIsOver() throws Exception {
    EventPipeline<String> pipeline = rig.start();
    rig.stopServer();
    pipeline.append("event");

    assertThat(LogShippers.flush(Duration.ofMillis(50))).isFalse();
  }

  // Complaint 6.
  @Test
  void statistics_ofAShipper_accountForEachEvent() throws Exception {
    EventPipeline<String> pipeline = rig.start();
    pipeline.append("one");
    pipeline.append("unreadable");
    pipeline.append("two");
    assertThat(LogShippers.flush(Duration.ofSeconds(20))).isTrue();

    LogStatistics statistics = LogShippers.statistics().get(0);

    assertThat(statistics.tableName()).isEqualTo(LogRig.TABLE);
    assertThat(statistics.instanceId()).matches("[0-9a-f]{32}");
    assertThat(statistics.offered()).isEqualTo(3);
    assertThat(statistics.acknowledged()).isEqualTo(2);
    assertThat(statistics.lost())
        .containsEntry("encode", 1L)
        .containsOnlyKeys(
            "overflow", "level", "oversize", "encode", "rejected", "shutdown", "recursion");
    assertThat(statistics.lostInAll()).isEqualTo(1);
    assertThat(statistics.pending()).isZero();
    assertThat(statistics.pendingBytes()).isZero();
    assertThat(statistics.bufferBytes()).isEqualTo(32 << 20);
    assertThat(statistics.streams()).isEqualTo(1);
    assertThat(statistics.unconvertedValues()).isZero();
  }

  @Test
  void statistics_ofTwoAppendersWithTheSameSettings_areThoseOfOneShipper() throws Exception {
    rig.start().append("one");
    rig.start().append("two");

    assertThat(LogShippers.statistics())
        .singleElement()
        .satisfies(statistics -> assertThat(statistics.offered()).isEqualTo(2));
  }

  @Test
  void closeIdle_endsOnlyWhatNoAppenderUses() {
    EventPipeline<String> pipeline = rig.start();

    LogShippers.closeIdle();
    assertThat(LogShippers.statistics()).hasSize(1);

    pipeline.stop();
    assertThat(LogShippers.statistics()).hasSize(1);

    LogShippers.closeIdle();
    assertThat(LogShippers.statistics()).isEmpty();
  }
}
