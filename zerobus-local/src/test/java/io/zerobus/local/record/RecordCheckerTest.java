// SPDX-License-Identifier: Apache-2.0
package io.zerobus.local.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zerobus.local.sql.DdlParser;
import java.math.BigDecimal;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class RecordCheckerTest {

  private static final int MESSAGE_BYTES = 10 * 1024 * 1024;
  private static final String SUFFIX = ". Error Code: 4044, Error State: 3.";

  /** A table with one column c of a type. */
  private static RecordChecker column(String type) throws Exception {
    return table("c " + type);
  }

  private static RecordChecker table(String columns) throws Exception {
    return new RecordChecker(
        DdlParser.parse("CREATE TABLE a.b.c (" + columns + ")").get(0).schema());
  }

  private static Object[] check(RecordChecker checker, String json) throws RecordException {
    return checker.check(json.getBytes(StandardCharsets.UTF_8));
  }

  static Stream<Arguments> accepted() {
    return Stream.of(
        Arguments.of("BIGINT", "5", 5L),
        Arguments.of("BIGINT", "\"-123\"", -123L),
        Arguments.of("BIGINT", "1.0", 1L),
        Arguments.of("BIGINT", "1e3", 1000L),
        Arguments.of("BIGINT", "9223372036854775807", Long.MAX_VALUE),
        Arguments.of("BIGINT", "-9223372036854775808", Long.MIN_VALUE),
        Arguments.of("BIGINT", "9007199254740993", 9007199254740993L),
        Arguments.of("BIGINT", "-9223372036854775808.0", Long.MIN_VALUE),
        Arguments.of("BIGINT", "9223372036854774784.0", 9223372036854774784L),
        Arguments.of("INT", "2147483647.0", Integer.MAX_VALUE),
        Arguments.of("INT", "-2147483648", Integer.MIN_VALUE),
        Arguments.of("SMALLINT", "32767", Short.MAX_VALUE),
        Arguments.of("TINYINT", "-128", Byte.MIN_VALUE),
        Arguments.of("DATE", "20000", 20000),
        Arguments.of("TIMESTAMP", "1700000000123456", 1700000000123456L),
        Arguments.of("TIMESTAMP_NTZ", "-1", -1L),
        Arguments.of("DOUBLE", "1.5", 1.5),
        Arguments.of("DOUBLE", "3", 3.0),
        Arguments.of("DOUBLE", "\"2.5e1\"", 25.0),
        Arguments.of("DOUBLE", "\"NaN\"", Double.NaN),
        Arguments.of("DOUBLE", "\"-Infinity\"", Double.NEGATIVE_INFINITY),
        Arguments.of("DOUBLE", "\"Infinity\"", Double.POSITIVE_INFINITY),
        Arguments.of("DOUBLE", "\"1.7976931348623157e308\"", Double.MAX_VALUE),
        Arguments.of("FLOAT", "1.5", 1.5f),
        Arguments.of("FLOAT", "\"3.4028235e38\"", Float.MAX_VALUE),
        Arguments.of("FLOAT", "\"-Infinity\"", Float.NEGATIVE_INFINITY),
        Arguments.of("FLOAT", "\"NaN\"", Float.NaN),
        Arguments.of("FLOAT", "\"Infinity\"", Float.POSITIVE_INFINITY),
        Arguments.of("BOOLEAN", "true", true),
        Arguments.of("STRING", "\"h\\u00e9llo \uD83D\uDE00\"", "h\u00e9llo \uD83D\uDE00"),
        Arguments.of("STRING", "\"\"", ""),
        Arguments.of("STRING", "\"\\ud83d\\ude00\"", "\uD83D\uDE00"),
        Arguments.of("VARCHAR(3)", "\"abc\"", "abc"),
        Arguments.of("DECIMAL(5,2)", "\"19.99\"", new BigDecimal("19.99")),
        Arguments.of("DECIMAL(5,2)", "\"1e2\"", new BigDecimal("100.00")),
        Arguments.of("DECIMAL(5,2)", "\"0.5000\"", new BigDecimal("0.50")),
        Arguments.of("DECIMAL(5,2)", "\"-.5\"", new BigDecimal("-0.50")),
        Arguments.of("DECIMAL(5,2)", "\"+1.\"", new BigDecimal("1.00")),
        Arguments.of("BINARY", "\"aGk=\"", "hi".getBytes(StandardCharsets.UTF_8)),
        Arguments.of("BINARY", "\"_-8=\"", new byte[] {-1, -17}),
        Arguments.of("ARRAY<INT>", "[1,\"2\"]", new Object[] {1, 2}),
        Arguments.of("ARRAY<STRING>", "[]", new Object[] {}),
        Arguments.of(
            "STRUCT<x:INT, y:STRUCT<z:STRING>>",
            "{\"y\":{\"z\":\"q\"}}",
            new Object[] {null, new Object[] {"q"}}));
  }

  @ParameterizedTest
  @MethodSource("accepted")
  void check_valueOfTheColumnsType_isRead(String type, String json, Object expected)
      throws Exception {
    Object[] row = check(column(type), "{\"c\":" + json + "}");
    assertThat(Arrays.deepEquals(row, new Object[] {expected}))
        .as("%s", Arrays.deepToString(row))
        .isTrue();
  }

  static Stream<Arguments> refused() {
    String int64 = "expected a 64-bit signed integer or decimal string";
    return Stream.of(
        Arguments.of("TIMESTAMP", "\"2025-01-01T00:00:00Z\"", "invalid digit found in string", 27),
        Arguments.of("DATE", "\"2025-01-01\"", "invalid digit found in string", 17),
        Arguments.of("BIGINT", "\"\"", "cannot parse integer from empty string", 7),
        Arguments.of("BIGINT", "\"-\"", "invalid digit found in string", 8),
        Arguments.of("BIGINT", "\" 1\"", "invalid digit found in string", 9),
        Arguments.of("BIGINT", "\"\u0661\"", "invalid digit found in string", 9),
        Arguments.of(
            "BIGINT", "\"9223372036854775808\"", "number too large to fit in target type", 26),
        Arguments.of("INT", "\"-2147483649\"", "number too small to fit in target type", 18),
        Arguments.of("BIGINT", "1.5", "expected integer value", 8),
        Arguments.of(
            "BIGINT", "9223372036854775808", "out of range integral type conversion attempted", 24),
        Arguments.of("BIGINT", "99999999999999999999", "float value out of range", 25),
        Arguments.of("BIGINT", "1e30", "float value out of range", 9),
        Arguments.of("BIGINT", "9223372036854775808.0", "float value out of range", 26),
        Arguments.of("BIGINT", "9.223372036854775807e18", "float value out of range", 28),
        Arguments.of("INT", "2147483648.0", "float value out of range", 17),
        Arguments.of("BIGINT", "true", "invalid type: boolean `true`, " + int64, 9),
        Arguments.of("BIGINT", "[1]", "invalid type: sequence, " + int64, 6),
        Arguments.of("BIGINT", "{}", "invalid type: map, " + int64, 6),
        Arguments.of("INT", "2147483648", "out of range integral type conversion attempted", 15),
        Arguments.of("SMALLINT", "32768", "out of range integral type conversion attempted", 10),
        Arguments.of("TINYINT", "128", "out of range integral type conversion attempted", 8),
        Arguments.of(
            "INT", "false", "invalid type: boolean `false`, expected a 32-bit signed integer", 10),
        Arguments.of("FLOAT", "1e39", "float value out of range", 9),
        Arguments.of("DOUBLE", "\"1e400\"", "float value out of range", 12),
        Arguments.of("DOUBLE", "\"-1e400\"", "float value out of range", 13),
        Arguments.of("DOUBLE", "1e400", "number out of range", 10),
        Arguments.of("FLOAT", "\"1e39\"", "float value out of range", 11),
        Arguments.of("DOUBLE", "\"1d\"", "invalid float literal", 9),
        Arguments.of("DOUBLE", "\"\"", "invalid float literal", 7),
        Arguments.of(
            "DOUBLE",
            "true",
            "invalid type: boolean `true`, expected a 64-bit floating point value",
            9),
        Arguments.of("BOOLEAN", "1", "invalid type: integer `1`, expected a boolean", 6),
        Arguments.of(
            "BOOLEAN", "\"true\"", "invalid type: string \"true\", expected a boolean", 11),
        Arguments.of("STRING", "5", "invalid type: integer `5`, expected a string", 6),
        Arguments.of("STRING", "1.5", "invalid type: floating point `1.5`, expected a string", 8),
        Arguments.of("STRING", "{\"a\":1}", "invalid type: map, expected a string", 6),
        Arguments.of(
            "DECIMAL(5,2)", "19.99", "invalid type: floating point `19.99`, expected a string", 10),
        Arguments.of("DECIMAL(5,2)", "\"x\"", "invalid decimal: 'x'", 8),
        Arguments.of("DECIMAL(5,2)", "\"\u0661\"", "invalid decimal: '\u0661'", 9),
        Arguments.of(
            "DECIMAL(5,2)", "\"1000e2147483647\"", "invalid decimal: '1000e2147483647'", 22),
        Arguments.of("DECIMAL(5,2)", "\"1.999\"", "'1.999' does not fit in Decimal(5, 2)", 12),
        Arguments.of("DECIMAL(5,2)", "\"1000\"", "'1000' does not fit in Decimal(5, 2)", 11),
        Arguments.of(
            "DECIMAL(5,2)", "\"1e999999999\"", "'1e999999999' does not fit in Decimal(5, 2)", 18),
        Arguments.of("VARIANT", "{\"a\":1}", "invalid type: map, expected a string", 6),
        Arguments.of("ARRAY<STRING>", "\"x\"", "invalid type: string \"x\", expected a list", 8),
        Arguments.of("ARRAY<STRING>", "[null]", "invalid type: null, expected a string", 10),
        Arguments.of("MAP<STRING,STRING>", "[]", "invalid type: sequence, expected a map", 6),
        Arguments.of(
            "MAP<STRING,STRING>", "{\"k\":1}", "invalid type: integer `1`, expected a string", 11),
        Arguments.of(
            "MAP<STRING,STRING>", "{\"k\":null}", "invalid type: null, expected a string", 14),
        Arguments.of("MAP<INT,STRING>", "{\"k\":\"v\"}", "invalid digit found in string", 9),
        Arguments.of("STRUCT<x:INT>", "{\"y\":1}", "unrecognized field name 'y'", 9),
        Arguments.of("STRUCT<x:INT>", "5", "invalid type: integer `5`, expected a map", 6));
  }

  @ParameterizedTest
  @MethodSource("refused")
  void check_valueOfAnotherType_isRefusedWithThePlace(
      String type, String json, String text, int column) throws Exception {
    RecordChecker checker = column(type);
    assertThatThrownBy(() -> check(checker, "{\"c\":" + json + "}"))
        .isInstanceOf(RecordException.class)
        .hasMessage(
            "Record decoder/encoder error: " + text + " at line 1 column " + column + SUFFIX);
  }

  @Test
  void check_unknownField_isRefusedWithThePlaceOfItsName() throws Exception {
    RecordChecker checker = column("STRING");
    assertThatThrownBy(() -> check(checker, "{\"c\":\"x\",\n  \"ip\": \"1.2.3.4\"}"))
        .hasMessage(
            "Record decoder/encoder error: unrecognized field name 'ip' at line 2 column 6"
                + SUFFIX);
  }

  @Test
  void check_nameInAnotherCase_isUnknown() throws Exception {
    RecordChecker checker = column("STRING");
    assertThatThrownBy(() -> check(checker, "{\"C\":\"x\"}"))
        .hasMessageContaining("unrecognized field name 'C'");
  }

  @Test
  void check_nullAndAbsent_areNull() throws Exception {
    RecordChecker checker = table("a INT, b STRING, c ARRAY<INT>");
    assertThat(check(checker, "{\"a\":null}")).containsExactly(null, null, null);
    assertThat(check(checker, "{}")).containsExactly(null, null, null);
  }

  @Test
  void check_requiredColumnNullOrAbsent_isRefused() throws Exception {
    RecordChecker checker = table("a INT NOT NULL, b STRING");
    for (String json : new String[] {"{\"b\":\"x\"}", "{\"a\":null}", "{\"a\":1,\"a\":null}"}) {
      assertThatThrownBy(() -> check(checker, json))
          .as(json)
          .hasMessageContaining("missing value for required field 'a' at line 1 column ");
    }
    assertThat(check(checker, "{\"a\":1}")).containsExactly(1, null);
  }

  @Test
  void check_repeatedName_lastCounts() throws Exception {
    assertThat(check(column("INT"), "{\"c\":1,\"c\":2}")).containsExactly(2);
    MapCell map =
        (MapCell) check(column("MAP<STRING,INT>"), "{\"c\":{\"k\":1,\"l\":2,\"k\":3}}")[0];
    assertThat(map.keys()).containsExactly("k", "l");
    assertThat(map.values()).containsExactly(3, 2);
  }

  @Test
  void check_typedMapKeys_areParsed() throws Exception {
    MapCell map = (MapCell) check(column("MAP<BIGINT,BOOLEAN>"), "{\"c\":{\"-7\":true}}")[0];
    assertThat(map.keys()).containsExactly(-7L);
    assertThat(map.values()).containsExactly(true);
  }

  static Stream<Arguments> noObjects() {
    return Stream.of(
        Arguments.of("", "EOF while parsing a value at line 1 column 0"),
        Arguments.of("null", "invalid type: null, expected a map at line 1 column 4"),
        Arguments.of("[{}]", "invalid type: sequence, expected a map at line 1 column 1"),
        Arguments.of("\"{}\"", "invalid type: string \"{}\", expected a map at line 1 column 4"),
        Arguments.of("{} {}", "trailing characters at line 1 column 4"));
  }

  @ParameterizedTest
  @MethodSource("noObjects")
  void check_notOneObject_isRefused(String json, String text) throws Exception {
    RecordChecker checker = column("STRING");
    assertThatThrownBy(() -> check(checker, json))
        .hasMessage("Record decoder/encoder error: " + text + SUFFIX);
  }

  @Test
  void check_brokenJson_isRefusedWithThePlace() throws Exception {
    RecordChecker checker = column("STRING");
    for (String json :
        new String[] {"{\"c\":\"x\"", "{\"c\" \"x\"}", "{c:1}", "{\"c\":\"\\q\"}", "x"}) {
      assertThatThrownBy(() -> check(checker, json))
          .as(json)
          .isInstanceOf(RecordException.class)
          .hasMessageMatching(
              "(?s)Record decoder/encoder error: .+ at line 1 column \\d+" + SUFFIX);
    }
  }

  @Test
  void check_bytesThatAreNoUtf8_areRefused() throws Exception {
    RecordChecker checker = column("STRING");
    byte[] json = "{\"c\":\"x\"}".getBytes(StandardCharsets.UTF_8);
    json[6] = (byte) 0xff;
    assertThatThrownBy(() -> checker.check(json)).isInstanceOf(RecordException.class);
  }

  static Stream<Arguments> noUtf8() {
    byte[] json = "{\"c\":\"x\"}".getBytes(StandardCharsets.UTF_8);
    byte[] encodedSurrogate = {'{', '"', 'c', '"', ':', '"', (byte) 0xed, (byte) 0xa0, (byte) 0x80};
    byte[] overlong = {'{', '\n', '"', (byte) 0xc1, (byte) 0xa1, '"', ':', '1', '}'};
    byte[] cut = {'{', '"', (byte) 0xc3};
    return Stream.of(
        Arguments.of("a number of four bytes", new byte[] {0, 0, 0, 0x7b}, 1),
        Arguments.of("UTF-16BE", "{\"c\":\"x\"}".getBytes(StandardCharsets.UTF_16BE), 1),
        Arguments.of("UTF-16LE", "{\"c\":\"x\"}".getBytes(StandardCharsets.UTF_16LE), 1),
        Arguments.of("UTF-16 with BOM", "{\"c\":\"x\"}".getBytes(StandardCharsets.UTF_16), 1),
        Arguments.of("UTF-32", "{\"c\":\"x\"}".getBytes(Charset.forName("UTF-32BE")), 1),
        Arguments.of("UTF-8 with BOM", ("\uFEFF{}").getBytes(StandardCharsets.UTF_8), 1),
        Arguments.of("cut off", Arrays.copyOf(json, 3), 1),
        Arguments.of("a surrogate in UTF-8", encodedSurrogate, 1),
        Arguments.of("an overlong form", overlong, 2),
        Arguments.of("half a character", cut, 1));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("noUtf8")
  void check_bytesThatAreNoJsonInUtf8_areRefusedWithThePlace(String what, byte[] json, int line)
      throws Exception {
    RecordChecker checker = column("STRING");
    assertThatThrownBy(() -> checker.check(json))
        .isInstanceOf(RecordException.class)
        .hasMessageMatching(
            "(?s)Record decoder/encoder error: .+ at line " + line + " column \\d+" + SUFFIX);
  }

  @Test
  void check_loneSurrogateInAnEscape_isRefusedWhereverItIs() throws Exception {
    RecordChecker checker = table("c STRING, m MAP<STRING,STRING>, v VARIANT, n INT");
    for (String json :
        new String[] {
          "{\"c\":\"\\ud800\"}",
          "{\"c\":\"\\udc00\"}",
          "{\"c\":\"\\ud800x\"}",
          "{\"c\":\"\\ud800\\ud800\\udc00\"}",
          "{\"n\":\"\\ud800\"}",
          "{\"m\":{\"k\":\"\\udfff\"}}",
          "{\"v\":\"[\\\"\\\\ud800\\\"]\"}",
        }) {
      assertThatThrownBy(() -> check(checker, json))
          .as(json)
          .isInstanceOf(RecordException.class)
          .hasMessageContaining("lone leading surrogate in hex escape at line 1 column ");
    }
    // In names the parser sees it first, and has words of its own.
    for (String json :
        new String[] {
          "{\"\\ud800\":1}", "{\"m\":{\"\\udfff\":\"x\"}}", "{\"v\":\"{\\\"\\\\ud800\\\":1}\"}"
        }) {
      assertThatThrownBy(() -> check(checker, json))
          .as(json)
          .isInstanceOf(RecordException.class)
          .hasMessageContaining("surrogate");
    }
  }

  @Test
  void check_longNamesStringsAndNumbers_areRead() throws Exception {
    String name = "k".repeat(60_000);
    String text = "x".repeat(MESSAGE_BYTES);
    String number = "0." + "0".repeat(2_000) + "1";
    RecordChecker checker = table("m MAP<STRING,STRING>, c STRING, d DOUBLE, v VARIANT");
    Object[] row =
        check(
            checker,
            "{\"m\":{\"%s\":\"\"},\"c\":\"%s\",\"d\":%s,\"v\":\"{\\\"%s\\\":-1%s}\"}"
                .formatted(name, text, number, name, "0".repeat(2_000)));
    assertThat(((MapCell) row[0]).keys()).containsExactly(name);
    assertThat(row[1]).isEqualTo(text);
    assertThat(row[2]).isEqualTo(0.0);
    assertThat((Object[]) row[3]).hasSize(2);
  }

  @Test
  void check_longBadRecord_isRefusedWithATextThatFitsIntoAHeader() throws Exception {
    RecordChecker checker = table("c STRING, n BIGINT, d DOUBLE");
    String digits = "9".repeat(2_000);
    for (String json :
        new String[] {
          "{\"" + "\u20ac".repeat(60_000) + "\":1}",
          "{\"c\":" + digits + "}",
          "{\"n\":" + digits + "}",
          "{\"n\":-" + digits + "}",
          "{\"d\":" + digits + "}",
          "{\"n\":1e" + digits + "}",
          "{\"n\":\"" + "x".repeat(MESSAGE_BYTES) + "\"}",
          "[".repeat(MESSAGE_BYTES)
        }) {
      assertThatThrownBy(() -> check(checker, json))
          .isInstanceOf(RecordException.class)
          .hasMessageMatching("(?s).{1,700} at line 1 column \\d+" + SUFFIX);
    }
  }

  @Test
  void check_variantNestedWithoutEnd_isRefused() throws Exception {
    RecordChecker checker = column("VARIANT");
    assertThatThrownBy(() -> check(checker, "{\"c\":\"" + "[".repeat(100_000) + "\"}"))
        .isInstanceOf(RecordException.class)
        .hasMessageContaining("invalid variant: ");
  }

  @Test
  void check_variant_isEncoded() throws Exception {
    RecordChecker checker = column("VARIANT");
    for (String text :
        new String[] {
          "1", "null", "{\"a\":[1,-2.5,\"x\",true,{}],\"b\":1e300}", "123456789012345678901234"
        }) {
      String json = "{\"c\":\"" + text.replace("\"", "\\\"") + "\"}";
      Object[] cell = (Object[]) check(checker, json)[0];
      assertThat(Arrays.stream(cell)).as(text).hasSize(2).allMatch(byte[].class::isInstance);
    }
    for (String text : new String[] {"", "{", "x", "1 2", "{'a':1}"}) {
      assertThatThrownBy(() -> check(checker, "{\"c\":\"" + text + "\"}"))
          .as(text)
          .hasMessageContaining("invalid variant: ");
    }
  }
}
