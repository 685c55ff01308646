// SPDX-License-Identifier: Apache-2.0
package io.zerobus.log;

import static io.zerobus.log.LogRecordWriterTest.mapOf;
import static io.zerobus.log.LogRecordWriterTest.parse;
import static io.zerobus.log.LogRecordWriterTest.write;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.ConcurrentModificationException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Records whose columns are renamed, left out, promoted, masked or filtered. */
class LogRecordColumnsTest {

  private final LongAdder unconverted = new LongAdder();

  private JsonNode writeWithout(
      AppenderSettings.Builder settings, Set<String> leftOut, Consumer<LogRecordWriter> event)
      throws Exception {
    LogRecordWriter writer =
        new LogRecordWriter(
            new RecordLayout(TestSettings.build(settings), "id", 4711, leftOut, unconverted));
    writer.begin(7);
    event.accept(writer);
    return parse(writer, writer.finish());
  }

  private static void everything(LogRecordWriter writer) {
    writer.timestampMicros(1);
    writer.level("INFO");
    writer.logger("l");
    writer.thread("t");
    writer.message("m");
    writer.exception(new Throwable("e"), JdkThrowableShape.INSTANCE);
    writer.mdc(mapOf("a", "1"));
    writer.beginKeyValues();
    writer.keyValue("b", "2");
    writer.endKeyValues();
    writer.beginMarkers();
    writer.marker("M");
    writer.endMarkers();
    writer.traceId("trace_id", "t");
    writer.spanId("span_id", "s");
    writer.caller(new StackTraceElement("C", "m", "C.java", 1));
  }

  @Test
  void columns_renamed_standUnderTheirNewNames() throws Exception {
    AppenderSettings.Builder settings = TestSettings.complete();
    for (DefaultColumn column : DefaultColumn.values()) {
      settings.addColumn(column.columnName(), "my_" + column.columnName(), null);
    }

    JsonNode record = write(settings, LogRecordColumnsTest::everything);

    assertThat(record.get("my_message").textValue()).isEqualTo("m");
    assertThat(record.get("my_seq").longValue()).isEqualTo(7);
    assertThat((Iterable<String>) record::fieldNames)
        .hasSize(DefaultColumn.values().length - 1)
        .allMatch(name -> name.startsWith("my_"));
  }

  @Test
  void columns_leftOutOneByOne_leaveTheRestAsItWas() throws Exception {
    JsonNode all = write(TestSettings.complete(), LogRecordColumnsTest::everything);
    for (DefaultColumn column : DefaultColumn.values()) {
      String name = column.columnName();
      com.fasterxml.jackson.databind.node.ObjectNode expected = all.deepCopy();
      expected.remove(name);

      JsonNode disabled =
          write(
              TestSettings.complete().addColumn(name, null, "false"),
              LogRecordColumnsTest::everything);
      JsonNode lacking =
          writeWithout(
              TestSettings.complete().addColumn(name, "My_" + name, null),
              Set.of("my_" + name),
              LogRecordColumnsTest::everything);

      // Each call makes a throwable of its own line.
      expected.remove(java.util.List.of("stack_hash", "stack_trace", "instance_id"));
      ((com.fasterxml.jackson.databind.node.ObjectNode) disabled)
          .remove(java.util.List.of("stack_hash", "stack_trace", "instance_id"));
      ((com.fasterxml.jackson.databind.node.ObjectNode) lacking)
          .remove(java.util.List.of("stack_hash", "stack_trace", "instance_id"));
      assertThat(disabled).isEqualTo(expected);
      assertThat(lacking).isEqualTo(expected);
    }
  }

  @Test
  void columns_allLeftOut_isAnEmptyObject() throws Exception {
    AppenderSettings.Builder settings = TestSettings.complete();
    for (DefaultColumn column : DefaultColumn.values()) {
      settings.addColumn(column.columnName(), null, "false");
    }

    assertThat(write(settings, LogRecordColumnsTest::everything)).hasToString("{}");
  }

  @Test
  void columns_withoutAConstantOne_beginWithThatOfTheEvent() throws Exception {
    AppenderSettings.Builder settings =
        TestSettings.complete()
            .set("maxRecordSize", "1 KiB")
            .addColumn("service", null, "false")
            .addColumn("host", null, "false")
            .addColumn("pid", null, "false")
            .addColumn("instance_id", null, "false")
            .addColumn("seq", null, "false");

    assertThat(write(settings, writer -> writer.message("m"))).hasToString("{\"message\":\"m\"}");
    assertThat(write(settings, writer -> {})).hasToString("{}");
    assertThat(write(settings, writer -> writer.message("m".repeat(2000))).get("truncated"))
        .isNotNull();
  }

  @Test
  void leftOut_ofAFieldOrPromotion_hasNoEffect() throws Exception {
    JsonNode record =
        writeWithout(
            TestSettings.complete().addField("env", "prod").addPromotion("u", "user", null),
            Set.of("env", "user", "logger"),
            writer -> {
              writer.logger("l");
              writer.mdc(mapOf("u", "Ann"));
            });

    assertThat(record.get("env").textValue()).isEqualTo("prod");
    assertThat(record.get("user").textValue()).isEqualTo("Ann");
    assertThat(record.has("logger")).isFalse();
  }

  @Test
  void truncated_leftOut_isCutWithoutAMark() throws Exception {
    JsonNode record =
        write(
            TestSettings.complete()
                .set("maxRecordSize", "1 KiB")
                .addColumn("truncated", null, "false"),
            writer -> writer.message("m".repeat(2000)));

    assertThat(record.has("truncated")).isFalse();
    assertThat(record.get("message").textValue()).hasSizeBetween(100, 1000);
  }

  // Complaint 21.
  @Test
  void promotion_ofEachType_hasItsColumnAndLeavesTheMap() throws Exception {
    JsonNode record =
        writeWithout(
            TestSettings.complete()
                .addPromotion("user", "user_name", null)
                .addPromotion("n", null, "BIGINT")
                .addPromotion("d", null, "DOUBLE")
                .addPromotion("flag", null, "BOOLEAN")
                .addPromotion("at", null, "TIMESTAMP")
                .addPromotion("absent", null, "BIGINT"),
            Set.of(),
            writer -> {
              writer.mdc(mapOf("user", "Ann", "n", "5", "stays", "x", "flag", "True"));
              writer.beginKeyValues();
              writer.keyValue("d", 2.5);
              writer.keyValue("at", Instant.ofEpochSecond(1));
              writer.endKeyValues();
            });

    assertThat(record.get("user_name").textValue()).isEqualTo("Ann");
    assertThat(record.get("n").longValue()).isEqualTo(5);
    assertThat(record.get("d").doubleValue()).isEqualTo(2.5);
    assertThat(record.get("flag").booleanValue()).isTrue();
    assertThat(record.get("at").longValue()).isEqualTo(1_000_000);
    assertThat(record.has("absent")).isFalse();
    assertThat(record.get("mdc")).hasToString("{\"stays\":\"x\"}");
    assertThat(record.has("key_values")).isFalse();
    assertThat(unconverted.sum()).isZero();
  }

  // Complaint 14.
  @Test
  void promotion_thatDoesNotConvert_isNullAndCounted() throws Exception {
    JsonNode record =
        writeWithout(
            TestSettings.complete().addPromotion("n", null, "BIGINT"),
            Set.of(),
            writer -> writer.mdc(mapOf("n", "five")));

    assertThat(record.has("n")).isFalse();
    assertThat(record.has("mdc")).isFalse();
    assertThat(unconverted.sum()).isEqualTo(1);
  }

  // Complaint 14.
  @Test
  void promotion_inBothMaps_isTheKeyValue() throws Exception {
    JsonNode record =
        write(
            TestSettings.complete().addPromotion("k", "p", null).addPromotion("l", null, null),
            writer -> {
              writer.mdc(mapOf("k", "mdc", "l", "mdc"));
              writer.beginKeyValues();
              writer.keyValue("k", "first");
              writer.keyValue("k", "last");
              writer.keyValue("k", null);
              writer.keyValue("l", null);
              writer.endKeyValues();
            });

    assertThat(record.get("p").textValue()).isEqualTo("last");
    assertThat(record.get("l").textValue()).isEqualTo("mdc");
    assertThat(record.has("mdc")).isFalse();
  }

  @Test
  void promotion_ofALongText_isCutLikeAMapsValue() throws Exception {
    JsonNode record =
        write(
            TestSettings.complete().set("maxRecordSize", "1 KiB").addPromotion("k", null, null),
            writer -> writer.mdc(mapOf("k", "\u20AC".repeat(2000), "a", "short")));

    assertThat("\u20AC".repeat(2000)).startsWith(record.get("k").textValue());
    assertThat(record.get("k").textValue()).hasSizeGreaterThan(200);
    assertThat(record.get("mdc").get("a").textValue()).isEqualTo("short");
    assertThat(record.get("truncated").booleanValue()).isTrue();
  }

  @Test
  void promotion_ofTheRecordBefore_isForgotten() throws Exception {
    LogRecordWriter writer =
        LogRecordWriterTest.writer(TestSettings.complete().addPromotion("k", null, null));
    writer.begin(1);
    writer.mdc(mapOf("k", "left by an event that failed"));
    writer.shrink();
    writer.begin(2);
    int length = writer.finish();

    assertThat(parse(writer, length).has("k")).isFalse();
  }

  @Test
  void mask_ofAnEntry_hidesItWhereverItGoes() throws Exception {
    JsonNode record =
        writeWithout(
            TestSettings.complete()
                .addMask("*secret*")
                .addMask("trace?d")
                .addPromotion("secret.text", "t", null)
                .addPromotion("secret.number", "n", "BIGINT"),
            Set.of(),
            writer -> {
              writer.mdc(mapOf("mySecret", "pssst", "secret.text", "pssst", "user", "u"));
              writer.traceId("traceId", "pssst");
              writer.spanId("spanId", "s1");
              writer.beginKeyValues();
              writer.keyValue("secret.number", 4711);
              writer.keyValue("SECRET", new StringBuilder("pssst"));
              writer.endKeyValues();
            });

    assertThat(record.get("mdc")).hasToString("{\"mySecret\":\"***\",\"user\":\"u\"}");
    assertThat(record.get("key_values")).hasToString("{\"SECRET\":\"***\"}");
    assertThat(record.get("t").textValue()).isEqualTo("***");
    assertThat(record.has("n")).isFalse();
    assertThat(record.get("trace_id").textValue()).isEqualTo("***");
    assertThat(record.get("span_id").textValue()).isEqualTo("s1");
    assertThat(unconverted.sum()).isZero();
  }

  private static final Map<String, Object> LOGIN = login();

  private static Map<String, Object> login() {
    Map<String, Object> login = new LinkedHashMap<>();
    login.put("password", "pssst");
    login.put("user", "Ann");
    return login;
  }

  private JsonNode writeMasked(String keyValuesType, String key, Object value) throws Exception {
    return writeWithout(
        TestSettings.complete()
            .set("keyValuesType", keyValuesType)
            .addPromotion("promoted", null, null)
            .addMask("*password*"),
        Set.of(),
        writer -> {
          writer.beginKeyValues();
          writer.keyValue(key, value);
          writer.endKeyValues();
        });
  }

  @Test
  void mask_ofAKeyWithinAValue_hidesItInTextsAndVariants() throws Exception {
    assertThat(writeMasked("map", "login", LOGIN).get("key_values").get("login").textValue())
        .isEqualTo("{password=***, user=Ann}");
    assertThat(writeMasked("variant", "login", LOGIN).get("key_values").textValue())
        .isEqualTo("{\"login\":{\"password\":\"***\",\"user\":\"Ann\"}}");
    assertThat(writeMasked("map", "promoted", LOGIN).get("promoted").textValue())
        .isEqualTo("{password=***, user=Ann}");
  }

  @Test
  void mask_ofAKeyWithinCollectionsAndArrays_hidesItToo() throws Exception {
    Object wrapped = Map.of("list", List.of(1, new Object[] {"a", Map.of("of", LOGIN)}));

    assertThat(writeMasked("map", "k", wrapped).get("key_values").get("k").textValue())
        .isEqualTo("{list=[1, [a, {of={password=***, user=Ann}}]]}");
    assertThat(writeMasked("variant", "k", wrapped).get("key_values").textValue())
        .isEqualTo(
            "{\"k\":{\"list\":[1,[\"a\",{\"of\":{\"password\":\"***\",\"user\":\"Ann\"}}]]}}");
  }

  @Test
  void mask_ofNoKeyWithinAValue_leavesItItsOwnText() throws Exception {
    Map<String, Object> own =
        new LinkedHashMap<>(Map.of("user", "Ann")) {
          @Override
          public String toString() {
            return "own text";
          }
        };

    assertThat(writeMasked("map", "k", own).get("key_values").get("k").textValue())
        .isEqualTo("own text");
  }

  @Test
  void mask_ofAStructureThatHoldsItself_endsAndHidesIt() throws Exception {
    List<Object> self = new ArrayList<>();
    self.add(self);
    self.add(LOGIN);

    assertThat(writeMasked("map", "k", self).toString())
        .contains("[nested too deep]", "password=***")
        .doesNotContain("pssst");
  }

  @Test
  void mask_withinAMapThatCannotBeRead_showsNoneOfIt() throws Exception {
    Map<String, Object> broken =
        new LinkedHashMap<>(LOGIN) {
          @Override
          public Set<Map.Entry<String, Object>> entrySet() {
            throw new ConcurrentModificationException();
          }

          @Override
          public String toString() {
            return "password=pssst";
          }
        };

    assertThat(writeMasked("map", "k", broken).get("key_values").get("k").textValue())
        .startsWith("[masking of io.zerobus.log.LogRecordColumnsTest")
        .endsWith("failed: java.util.ConcurrentModificationException]");
  }

  @Test
  void mdcLists_givenBoth_filterTheMapAndNothingElse() throws Exception {
    JsonNode record =
        write(
            TestSettings.complete()
                .set("mdcInclude", "user*")
                .set("mdcExclude", "*Id")
                .addPromotion("userId", "uid", null),
            writer -> {
              writer.mdc(mapOf("userId", "1", "userName", "Ann", "orderId", "2", "x", "3"));
              writer.beginKeyValues();
              writer.keyValue("x", "4");
              writer.endKeyValues();
            });

    assertThat(record.get("mdc")).hasToString("{\"userName\":\"Ann\"}");
    assertThat(record.get("uid").textValue()).isEqualTo("1");
    assertThat(record.get("key_values")).hasToString("{\"x\":\"4\"}");
  }

  @Test
  void mdc_leftOut_stillGivesPromotions() throws Exception {
    JsonNode record =
        write(
            TestSettings.complete()
                .addColumn("mdc", null, "false")
                .addColumn("key_values", null, "false")
                .addPromotion("a", null, null)
                .addPromotion("b", null, null),
            writer -> {
              writer.mdc(mapOf("a", "1", "x", "2"));
              writer.beginKeyValues();
              writer.keyValue("b", "3");
              writer.keyValue("y", "4");
              writer.endKeyValues();
            });

    assertThat(record.get("a").textValue()).isEqualTo("1");
    assertThat(record.get("b").textValue()).isEqualTo("3");
    assertThat(record.has("mdc") || record.has("key_values")).isFalse();
  }
}
