// SPDX-License-Identifier: Apache-2.0
package io.zerobus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.zerobus.ingest.ScriptedServer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;

/** The SDK against a scripted server, with a fixed token; afterwards nothing of it may be left. */
abstract class SdkFixture {
  static final String TABLE_NAME = "main.default.air_quality";
  static final TableProperties TABLE = TableProperties.json(TABLE_NAME);
  static final HeadersProvider TOKEN = HeadersProvider.ofToken("tok", TABLE_NAME);

  /** What the diagnostic listener was told: kind, level and message. */
  final List<String> told = new CopyOnWriteArrayList<>();

  ScriptedServer server = new ScriptedServer(ScriptedServer.FAITHFUL);

  @AfterEach
  void nothingIsLeft() {
    List<String> violations = server.violations;
    server.close();
    awaitTrue(
        () ->
            Thread.getAllStackTraces().keySet().stream()
                .noneMatch(thread -> thread.getName().startsWith("zerobus-")));
    assertThat(violations).as("what the server saw against the protocol").isEmpty();
  }

  final void serverPlays(ScriptedServer.Script... scripts) {
    server.close();
    server = new ScriptedServer(scripts);
  }

  final ZerobusSdk sdk() {
    return ZerobusSdk.builder()
        .serverEndpoint("http://127.0.0.1:" + server.port())
        .diagnosticListener(
            (level, kind, message, throwable) -> told.add(kind + " " + level + " " + message))
        .build();
  }

  static StreamConfigurationOptions.Builder quick() {
    return StreamConfigurationOptions.builder()
        .recoveryBackoff(Duration.ofMillis(5))
        .flushTimeout(Duration.ofSeconds(20));
  }

  static void awaitTrue(BooleanSupplier condition) {
    await()
        .atMost(10, TimeUnit.SECONDS)
        .pollInterval(Duration.ofMillis(5))
        .until(condition::getAsBoolean);
  }

  static String record(int n) {
    return "{\"n\":" + n + "}";
  }
}
