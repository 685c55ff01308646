// SPDX-License-Identifier: Apache-2.0
package io.zerobus.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.zerobus.log.EventPipeline;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ZerobusLogMetricsTest {

  private final LogRig rig = new LogRig();
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final ZerobusLogMetrics metrics = new ZerobusLogMetrics();

  @AfterEach
  void close() {
    metrics.close();
    rig.close();
  }

  // Complaint 6.
  @Test
  void bindTo_whenAShipperIsThere_countsItsEvents() throws Exception {
    EventPipeline<String> pipeline = rig.start();
    metrics.bindTo(registry);

    logThree(pipeline);

    assertCounted();
  }

  @Test
  void bindTo_beforeAShipperStarts_countsItsEventsToo() throws Exception {
    metrics.bindTo(registry);
    assertThat(registry.getMeters()).isEmpty();

    logThree(rig.start());

    assertCounted();
  }

  @Test
  void meters_ofAShipperThatHasEnded_areGone() {
    metrics.bindTo(registry);
    rig.start().stop();
    assertThat(registry.getMeters()).isNotEmpty();

    LogShippers.closeIdle();

    assertThat(registry.getMeters()).isEmpty();
  }

  @Test
  void close_takesTheMetersOutAndBindsNoMore() {
    rig.start();
    metrics.bindTo(registry);
    assertThat(registry.getMeters()).isNotEmpty();

    metrics.close();

    assertThat(registry.getMeters()).isEmpty();
  }

  private static void logThree(EventPipeline<String> pipeline) throws Exception {
    pipeline.append("one");
    pipeline.append("unreadable");
    pipeline.append("two");
    assertThat(LogShippers.flush(Duration.ofSeconds(20))).isTrue();
  }

  private void assertCounted() {
    String instance = LogShippers.statistics().get(0).instanceId();
    assertThat(counter("zerobus.log.offered")).isEqualTo(3);
    assertThat(counter("zerobus.log.acknowledged")).isEqualTo(2);
    assertThat(counter("zerobus.log.dropped", "reason", "encode")).isEqualTo(1);
    assertThat(counter("zerobus.log.dropped", "reason", "overflow")).isZero();
    assertThat(counter("zerobus.log.unconverted")).isZero();
    assertThat(registry.get("zerobus.log.pending").gauge().value()).isZero();
    assertThat(registry.get("zerobus.log.buffer.used").gauge().value()).isZero();
    assertThat(registry.getMeters())
        .allSatisfy(
            meter -> {
              assertThat(meter.getId().getTag("table")).isEqualTo(LogRig.TABLE);
              assertThat(meter.getId().getTag("instance")).isEqualTo(instance);
            });
  }

  private double counter(String name, String... tags) {
    return registry.get(name).tags(tags).functionCounter().count();
  }
}
