// SPDX-License-Identifier: Apache-2.0
package io.zerobus.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.zerobus.auth.Cancellation;
import io.zerobus.ingest.Endpoint;
import io.zerobus.ingest.TransportOptions;
import io.zerobus.schema.TableSchema;
import io.zerobus.schema.UnityCatalogClient;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SchemaCheckTest {

  private final FakeStatus status = new FakeStatus();
  private final List<String> blanked = Collections.synchronizedList(new ArrayList<>());
  private final AtomicInteger lookups = new AtomicInteger();
  private final Map<String, String> table = new TreeMap<>();
  private final FakeWriter writer = new FakeWriter();

  /** Columns of the table that are NOT NULL. */
  private final Set<String> required = new TreeSet<>();

  private final SchemaCheck check =
      new SchemaCheck(this::fetch, "main.default.logs", status, blanked::add);

  SchemaCheckTest() {
    for (LogSchema.Column column : LogSchema.defaults().columns()) {
      table.put(column.name(), column.deltaType());
    }
    check.add(writer);
  }

  @AfterEach
  void noThreadIsLeft() {
    await()
        .atMost(10, TimeUnit.SECONDS)
        .until(
            () ->
                Thread.getAllStackTraces().keySet().stream()
                    .noneMatch(thread -> thread.getName().startsWith("zerobus-")));
  }

  private static final class FakeWriter implements SchemaCheck.Writer {
    final Set<String> leftOut = Collections.synchronizedSet(new TreeSet<>());
    LogSchema schema = LogSchema.defaults();

    @Override
    public List<LogSchema.Column> columns() {
      return schema.columns();
    }

    @Override
    public void leaveOut(Set<String> columns) {
      leftOut.addAll(columns);
    }
  }

  private TableSchema fetch(Cancellation cancellation) {
    lookups.incrementAndGet();
    StringJoiner columns = new StringJoiner(",");
    int[] position = {0};
    table.forEach(
        (name, type) ->
            columns.add(
                "{\"name\":\""
                    + name
                    + "\",\"type_text\":\""
                    + type.toLowerCase(java.util.Locale.ROOT)
                    + "\",\"type_name\":\"X\",\"position\":"
                    + position[0]++
                    + ",\"nullable\":"
                    + !required.contains(name)
                    + "}"));
    return TableSchema.parse(
        "{\"full_name\":\"main.default.logs\",\"name\":\"logs\",\"columns\":[" + columns + "]}");
  }

  private void run() {
    check.once();
    await().until(() -> lookups.get() > 0);
    noThreadIsLeft();
  }

  @Test
  void tableThatFits_saysNothing() {
    run();

    assertThat(status.lines).isEmpty();
    assertThat(writer.leftOut).isEmpty();
    assertThat(blanked).isEmpty();
  }

  // Complaint 13.
  @Test
  void missingDefaultColumn_isLeftOutAndBlankedAndOneWarning() {
    table.remove("stack_hash");

    run();

    assertThat(writer.leftOut).containsExactly("stack_hash");
    assertThat(blanked).containsExactly("stack_hash");
    assertThat(status.lines)
        .containsExactly(
            "WARN Column stack_hash is missing in main.default.logs: it is left out from now on;"
                + " ALTER TABLE main.default.logs ADD COLUMN stack_hash STRING adds it");
  }

  @Test
  void missingColumnOfTheUsers_isNotLeftOut() throws Exception {
    writer.schema = TestSettings.complete().addField("env", "prod").build().schema();

    run();

    assertThat(writer.leftOut).isEmpty();
    assertThat(status.lines)
        .singleElement()
        .asString()
        .startsWith("WARN Column env is missing in main.default.logs: the table refuses records");
  }

  @Test
  void columnOfAnotherCase_isNamed() {
    table.put("Level", table.remove("level"));

    run();

    assertThat(status.lines).singleElement().asString().contains("the table calls it Level");
  }

  @Test
  void columnOfAnotherType_isOneWarningThatNamesBoth() {
    table.put("pid", "STRING");
    table.put("timestamp", "TIMESTAMP_NTZ");

    run();

    assertThat(status.lines)
        .containsExactly(
            "WARN Column pid of main.default.logs is STRING, but BIGINT is written: the table may"
                + " refuse such records; give it type BIGINT, or write to another column (setting"
                + " column)");
  }

  @Test
  void requiredColumnThatNobodyWrites_isAWarning() {
    table.put("tenant", "STRING");
    table.put("region", "STRING");
    required.add("tenant");
    required.add("level");

    run();

    assertThat(status.lines)
        .singleElement()
        .asString()
        .startsWith("WARN Column tenant of main.default.logs is NOT NULL and is not written");
  }

  @Test
  void appenderThatComesLater_isComparedAtOnce() {
    table.remove("stack_hash");
    run();
    FakeWriter later = new FakeWriter();

    check.add(later);

    assertThat(later.leftOut).containsExactly("stack_hash");
    assertThat(status.lines).hasSize(1);
  }

  @Test
  void once_asksOnce_andAgainNotWithinAMinute() {
    run();
    check.once();
    check.again();

    assertThat(lookups).hasValue(1);
  }

  @Test
  void tableThatCannotBeHad_isOneLineAndNoWarning() {
    SchemaCheck refused =
        new SchemaCheck(
            cancellation -> {
              lookups.incrementAndGet();
              throw refusal();
            },
            "main.default.logs",
            status,
            blanked::add);
    refused.add(writer);
    refused.once();
    await().until(() -> !status.lines.isEmpty());

    assertThat(status.lines).singleElement().asString().startsWith("INFO The columns of main");
    assertThat(writer.leftOut).isEmpty();
  }

  private static RuntimeException refusal() {
    try {
      TableSchema.parse("no table");
      throw new AssertionError();
    } catch (RuntimeException e) {
      return e;
    }
  }

  @Test
  void close_beforeTheStart_asksNobody() {
    check.close();
    check.once();

    assertThat(lookups).hasValue(0);
  }

  @Test
  void close_breaksOffTheRequestThatIsUnderWay() throws Exception {
    try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      SchemaCheck asking =
          new SchemaCheck(
              cancellation ->
                  UnityCatalogClient.fetchAllowingPlaintext(
                      Endpoint.parse("http://127.0.0.1:" + silent.getLocalPort()),
                      "id",
                      () -> "secret",
                      "main.default.logs",
                      TransportOptions.builder().build(),
                      cancellation),
              "main.default.logs",
              status,
              blanked::add);
      asking.once();
      try (Socket asked = silent.accept()) {
        assertThat(asked.getInputStream().read()).isPositive();
        asking.close();
        await()
            .atMost(5, TimeUnit.SECONDS)
            .until(
                () ->
                    Thread.getAllStackTraces().keySet().stream()
                        .noneMatch(thread -> thread.getName().equals("zerobus-schema")));
      }
    }
    assertThat(status.lines).isEmpty();
  }
}
