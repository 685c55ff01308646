// SPDX-License-Identifier: Apache-2.0
package io.zerobus.interop;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.zerobus.TableProperties;
import io.zerobus.ZerobusSdk;
import io.zerobus.ZerobusStream;
import io.zerobus.local.ZerobusLocal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Spark reads what the server wrote, and writes to the same tables. */
class SparkReadsIT {

  private static final String ALL_TYPES = "main.default.all_types";
  private static final String LOG = "main.logs.app";
  private static final String SHARED = "main.default.shared";

  @TempDir private static Path folder;
  private static ZerobusLocal server;
  private static Spark spark;

  @BeforeAll
  static void start() throws Exception {
    spark = Spark.start(Files.createDirectory(folder.resolve("spark")));
    server =
        ZerobusLocal.builder()
            .dataDir(folder.resolve("data"))
            .table(LOG)
            .ddl(
                AllTypes.createTable(ALL_TYPES)
                    + "CREATE TABLE "
                    + SHARED
                    + " (id BIGINT NOT NULL, ts TIMESTAMP, attrs MAP<STRING,STRING>,"
                    + " tags ARRAY<STRING>);")
            .commitInterval(Duration.ofMillis(200))
            .start();
  }

  @AfterAll
  static void stop() throws Exception {
    spark.close();
    server.close();
  }

  @Test
  void schema_everyColumnKind_isThatOfTheCreateTable() {
    String columns =
        "id BIGINT NOT NULL, tiny TINYINT, small SMALLINT, num INT, real FLOAT, dbl DOUBLE,"
            + " flag BOOLEAN, txt STRING, price DECIMAL(18,2), day DATE, ts TIMESTAMP,"
            + " wall TIMESTAMP_NTZ, raw BINARY, doc VARIANT, tags ARRAY<STRING>,"
            + " attrs MAP<STRING,STRING>, counts MAP<INT,BIGINT>,"
            + " place STRUCT<city:STRING,xy:ARRAY<DOUBLE>>, parts ARRAY<STRUCT<k:STRING,v:INT>>";

    assertThat(schema(ALL_TYPES)).isEqualTo(fields(columns));
  }

  @Test
  void schema_logTable_isThatOfTheRecord() {
    String columns =
        "timestamp TIMESTAMP, level STRING, logger STRING, thread STRING, message STRING,"
            + " exception_class STRING, exception_message STRING, stack_trace STRING,"
            + " stack_hash STRING, mdc MAP<STRING,STRING>, key_values MAP<STRING,STRING>,"
            + " markers ARRAY<STRING>, trace_id STRING, span_id STRING, caller STRING,"
            + " truncated BOOLEAN, service STRING, host STRING, pid BIGINT, instance_id STRING,"
            + " seq BIGINT";

    assertThat(schema(LOG)).isEqualTo(fields(columns));
  }

  @Test
  void rows_everyColumnKind_equalWhatWasSent() {
    send(ALL_TYPES, both(AllTypes.RECORDS, AllTypes.EMPTY_CONTAINERS));
    AllTypes.awaitRows(server, ALL_TYPES, 6);

    List<JsonNode> rows =
        spark.rows(
            "SELECT * EXCEPT (doc, real, ts, wall), CAST(real AS DOUBLE) AS real,"
                + " date_format(ts, \"yyyy-MM-dd'T'HH:mm:ss.SSSSSS'Z'\") AS ts,"
                + " date_format(wall, \"yyyy-MM-dd'T'HH:mm:ss.SSSSSS\") AS wall FROM "
                + Spark.table(path(ALL_TYPES)));
    List<JsonNode> exact =
        spark.rows(
            "SELECT id, unix_micros(ts) AS ts, to_json(doc) AS doc FROM "
                + Spark.table(path(ALL_TYPES))
                + " ORDER BY id");

    assertThat(rows)
        .containsExactlyInAnyOrderElementsOf(
            both(AllTypes.ROWS, AllTypes.EMPTY_ROWS).stream().map(AllTypes::json).toList());
    assertThat(exact)
        .containsExactly(
            AllTypes.json(
                "{\"id\":0,\"ts\":1763820371123456,"
                    + "\"doc\":\"{\\\"a\\\":[1,null,\\\"x\\\"],\\\"big\\\":9007199254740993}\"}"),
            AllTypes.json("{\"id\":1,\"ts\":null,\"doc\":null}"),
            AllTypes.json("{\"id\":2,\"ts\":null,\"doc\":null}"),
            AllTypes.json("{\"id\":3,\"ts\":null,\"doc\":\"\\\"é\\\"\"}"),
            AllTypes.json("{\"id\":4,\"ts\":null,\"doc\":null}"),
            AllTypes.json("{\"id\":9223372036854775807,\"ts\":-1,\"doc\":\"-0.01\"}"));
  }

  @Test
  void sparkAppendsAndCompacts_serverRunsOnAndStartsAgain_bothReadAllRows() {
    String table = Spark.table(path(SHARED));
    send(SHARED, List.of("{\"id\":0,\"ts\":1,\"attrs\":{\"k\":\"v\"},\"tags\":[\"a\"]}"));
    AllTypes.awaitRows(server, SHARED, 1);
    spark.run(
        "INSERT INTO "
            + table
            + " VALUES (1, timestamp_micros(-1), map('k', null, 'l', ''), array('b', null))");
    send(SHARED, List.of("{\"id\":2}"));
    AllTypes.awaitRows(server, SHARED, 3);

    JsonNode removed = spark.run("OPTIMIZE " + table).at("/rows/0/metrics/numFilesRemoved");
    send(SHARED, List.of("{\"id\":3,\"attrs\":{}}"));
    AllTypes.awaitRows(server, SHARED, 4);
    server.restart();
    send(SHARED, List.of("{\"id\":4,\"tags\":[]}"));
    AllTypes.awaitRows(server, SHARED, 5);

    assertThat(removed.asInt()).isEqualTo(3);
    List<JsonNode> expected =
        Stream.of(
                "{\"id\":0,\"us\":1,\"attrs\":{\"k\":\"v\"},\"tags\":[\"a\"]}",
                "{\"id\":1,\"us\":-1,\"attrs\":{\"k\":null,\"l\":\"\"},\"tags\":[\"b\",null]}",
                "{\"id\":2,\"us\":null,\"attrs\":null,\"tags\":null}",
                "{\"id\":3,\"us\":null,\"attrs\":{},\"tags\":null}",
                "{\"id\":4,\"us\":null,\"attrs\":null,\"tags\":[]}")
            .map(AllTypes::json)
            .toList();
    assertThat(
            spark.rows(
                "SELECT id, unix_micros(ts) AS us, attrs, tags FROM " + table + " ORDER BY id"))
        .isEqualTo(expected);
    assertThat(
            server
                .rows("SELECT id, epoch_us(ts) AS us, attrs, tags FROM " + SHARED + " ORDER BY id")
                .stream()
                .map(AllTypes::json)
                .toList())
        .isEqualTo(expected);
  }

  private static void send(String table, List<String> records) {
    try (ZerobusSdk sdk = new ZerobusSdk(server.serverEndpoint(), server.workspaceUrl());
        ZerobusStream stream =
            sdk.createStream(
                server.clientId(), server.clientSecret(), TableProperties.json(table))) {
      records.forEach(stream::ingestRecordOffset);
      stream.flush();
    }
  }

  private static Path path(String table) {
    return server.dataDir().resolve(table.replace('.', '/'));
  }

  /** Names, types and nullability as Spark reads them. */
  private static List<String> schema(String table) {
    JsonNode answer = spark.run("SELECT * FROM " + Spark.table(path(table)) + " LIMIT 0");
    return fields(answer.get("schema"));
  }

  /** The same of a list of columns as in a STRUCT. */
  private static List<String> fields(String columns) {
    JsonNode answer = spark.run("SELECT CAST(NULL AS STRUCT<" + columns + ">) AS row");
    return fields(answer.at("/schema/fields/0/type"));
  }

  private static List<String> fields(JsonNode struct) {
    List<String> fields = new ArrayList<>();
    struct.get("fields").forEach(field -> fields.add(field.toString()));
    return fields;
  }

  private static <T> List<T> both(List<T> first, List<T> second) {
    return Stream.concat(first.stream(), second.stream()).toList();
  }
}
