// SPDX-License-Identifier: Apache-2.0
package io.zerobus.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.zerobus.log.AppenderSettings;
import io.zerobus.log.EventMapper;
import io.zerobus.log.EventPipeline;
import io.zerobus.log.LogRecordWriter;
import io.zerobus.log.StatusSink;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The counters as an application sees them, of a shipper whose service is away. */
class ZerobusLogMetricsTest {

  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final ZerobusLogMetrics metrics = new ZerobusLogMetrics();
  private @Nullable EventPipeline<String> pipeline;

  @AfterEach
  void nothingIsLeft() {
    if (pipeline != null) {
      pipeline.stop(0);
    }
    LogShippers.closeIdle();
    metrics.close();
    assertThat(registry.getMeters()).isEmpty();
  }

  private EventPipeline<String> start() throws Exception {
    AppenderSettings settings =
        AppenderSettings.builder()
            .set("serverEndpoint", "http://127.0.0.1:1")
            .set("workspaceUrl", "http://127.0.0.1:1")
            .set("tableName", "main.default.measured")
            .set("clientId", "id")
            .set("clientSecret", "s3cr3t")
            .set("shutdownHook", "false")
            .build();
    pipeline = EventPipeline.start(settings, new Silence(), new Lines());
    return pipeline;
  }

  @Test
  void bindTo_shipperThatStartsLater_hasItsMeters() throws Exception {
    metrics.bindTo(registry);
    EventPipeline<String> started = start();

    started.append("one");
    started.append("two");
    started.append("io.grpc");

    assertThat(registry.get("zerobus.log.offered").functionCounter().count()).isEqualTo(3);
    assertThat(registry.get("zerobus.log.acknowledged").functionCounter().count()).isZero();
    assertThat(dropped("recursion")).isEqualTo(1);
    assertThat(dropped("overflow")).isZero();
    assertThat(registry.get("zerobus.log.pending").gauge().value()).isEqualTo(2);
    assertThat(registry.get("zerobus.log.buffer.used").gauge().value()).isGreaterThan(100);
    assertThat(registry.get("zerobus.log.unconverted").functionCounter().getId().getTag("table"))
        .isEqualTo("main.default.measured");
  }

  // Complaint 15.
  @Test
  void bindTo_shipperThatEnds_losesItsMeters() throws Exception {
    EventPipeline<String> started = start();
    metrics.bindTo(registry);
    assertThat(registry.getMeters()).hasSizeGreaterThan(6);

    started.stop(0);
    LogShippers.closeIdle();

    assertThat(registry.getMeters()).isEmpty();
  }

  // Complaint 6.
  @Test
  void statistics_ofAShipper_addUp() throws Exception {
    EventPipeline<String> started = start();
    started.append("one");
    started.append("io.grpc");

    assertThat(LogShippers.statistics())
        .singleElement()
        .satisfies(
            shipper -> {
              assertThat(shipper.tableName()).isEqualTo("main.default.measured");
              assertThat(shipper.instanceId()).hasSize(32);
              assertThat(shipper.offered()).isEqualTo(2);
              assertThat(shipper.acknowledged()).isZero();
              assertThat(shipper.lost()).hasSize(7).containsEntry("recursion", 1L);
              assertThat(shipper.lostInAll()).isEqualTo(1);
              assertThat(shipper.pending()).isEqualTo(1);
              assertThat(shipper.pendingBytes()).isGreaterThan(100);
              assertThat(shipper.bufferBytes()).isEqualTo(32 << 20);
              assertThat(shipper.streams()).isEqualTo(1);
              assertThat(shipper.unconvertedValues()).isZero();
            });
  }

  private double dropped(String reason) {
    return registry.get("zerobus.log.dropped").tag("reason", reason).functionCounter().count();
  }

  /** Each event is its message, and the name of its logger. */
  private static final class Lines implements EventMapper<String> {
    @Override
    public String loggerName(String event) {
      return event;
    }

    @Override
    public boolean isWarnOrAbove(String event) {
      return false;
    }

    @Override
    public void map(String event, LogRecordWriter record) {
      record.message(event);
    }
  }

  private static final class Silence implements StatusSink {
    @Override
    public void info(String message) {}

    @Override
    public void warn(String message, @Nullable Throwable cause) {}

    @Override
    public void error(String message, @Nullable Throwable cause) {}
  }
}
