// SPDX-License-Identifier: Apache-2.0
package io.zerobus.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Columns, promotions, masks, and the lists of keys, from all places. */
class RecordSettingsTest {

  @Test
  void columns_fromAllPlaces_areMergedByAttribute() throws Exception {
    LogSchema schema =
        TestSettings.complete()
            .addColumn("Message", "msg", null)
            .addColumn("mdc", null, "true")
            .systemProperties(
                Map.of(
                    "zerobus.column.message.as", "not_this",
                    "zerobus.column.message.enabled", "true",
                    "zerobus.column.CALLER.enabled", "false",
                    "zerobus.column.mdc.enabled", "false",
                    "zerobus.column.host.as", " "))
            .environment(
                Map.of(
                    "ZEROBUS_COLUMN_EXCEPTION_CLASS_AS", "error_class",
                    "ZEROBUS_COLUMN_CALLER_ENABLED", "true",
                    "ZEROBUS_COLUMN_PORT", "tcp://10.0.0.1:1"))
            .build()
            .schema();

    assertThat(schema.nameOf(DefaultColumn.MESSAGE)).isEqualTo("msg");
    assertThat(schema.nameOf(DefaultColumn.CALLER)).isNull();
    assertThat(schema.nameOf(DefaultColumn.EXCEPTION_CLASS)).isEqualTo("error_class");
    assertThat(schema.nameOf(DefaultColumn.MDC)).isEqualTo("mdc");
    assertThat(schema.nameOf(DefaultColumn.HOST)).isEqualTo("host");
    assertThat(schema.columns()).hasSize(20);
  }

  @Test
  void schema_withEverything_hasTheColumnsInOrderWithTheirOrigin() throws Exception {
    List<LogSchema.Column> columns =
        TestSettings.complete()
            .set("keyValuesType", "Variant")
            .addColumn("key_values", "kv", null)
            .addColumn("seq", null, "false")
            .addField("env", "prod")
            .addPromotion("user.id", "user_id", "bigint")
            .addPromotion("tenant", null, null)
            .systemProperties(Map.of("zerobus.promote.a.b-C.as", "abc"))
            .environment(Map.of("ZEROBUS_PROMOTE_ORDER_ID_TYPE", "TIMESTAMP"))
            .build()
            .schema()
            .columns();

    assertThat(columns)
        .extracting(Object::toString)
        .contains("timestamp TIMESTAMP", "kv VARIANT")
        .doesNotContain("seq BIGINT")
        .endsWith(
            "instance_id STRING",
            "env STRING",
            "user_id BIGINT",
            "tenant STRING",
            "abc STRING",
            "order_id TIMESTAMP");
    assertThat(columns.get(10).defaultName()).isEqualTo("key_values");
    assertThat(columns.get(10).isDefault()).isTrue();
    assertThat(columns.get(20).isDefault()).isFalse();
    assertThat(columns.get(20).defaultName()).isNull();
  }

  @ParameterizedTest
  @CsvSource({
    "msg, , , column, 'msg', no such column",
    ", x, , column, x, needs a name",
    "message, a b, , column, message as a b, ASCII",
    "message, tä, , column, message as tä, ASCII",
    "message, level, , column, message as level, column level",
    "timestamp, LEVEL, , column, timestamp as LEVEL, column level",
    "message, , perhaps, column, message enabled perhaps, true or false",
  })
  void column_thatCannotBe_isRefused(
      String name, String as, String enabled, String setting, String shown, String why) {
    assertThatThrownBy(() -> TestSettings.complete().addColumn(name, as, enabled).build())
        .isInstanceOf(WrongSettingException.class)
        .hasMessageStartingWith("Wrong setting " + setting)
        .hasMessageContaining(shown)
        .hasMessageContaining(why);
  }

  // Complaint 14.
  @Test
  void names_thatTwoColumnsHave_areBothNamed() {
    assertThatThrownBy(
            () ->
                TestSettings.complete()
                    .addColumn("message", "text", null)
                    .addColumn("logger", "Text", null)
                    .build())
        .hasMessageContaining("\"message as text\": column logger as Text has this name");
    assertThatThrownBy(
            () ->
                TestSettings.complete()
                    .addColumn("message", "msg", null)
                    .addField("MSG", "v")
                    .build())
        .hasMessageContaining("field: \"MSG\": column message as msg has this name");
    assertThatThrownBy(
            () ->
                TestSettings.complete()
                    .addField("user", "v")
                    .addPromotion("u", "USER", null)
                    .build())
        .hasMessageContaining("promote: \"u as USER\": field user has this name");
    assertThatThrownBy(
            () ->
                TestSettings.complete()
                    .addPromotion("a", "x", null)
                    .addPromotion("b", "x", null)
                    .build())
        .hasMessageContaining("promote: \"b as x\": promotion a as x has this name");
    assertThatThrownBy(() -> TestSettings.complete().addPromotion("level", null, null).build())
        .hasMessageContaining("promote: \"level as level\": column level has this name");
  }

  @Test
  void names_ofColumnsThatMakeRoom_mayBeUsed() throws Exception {
    LogSchema schema =
        TestSettings.complete()
            .addColumn("service", "app", null)
            .addColumn("host", "service", null)
            .addColumn("pid", null, "false")
            .addPromotion("process", "pid", "BIGINT")
            .build()
            .schema();

    assertThat(schema.nameOf(DefaultColumn.HOST)).isEqualTo("service");
    assertThat(schema.columns()).last().hasToString("pid BIGINT");
  }

  @Test
  void elements_givenTwice_areRefused() {
    assertThatThrownBy(
            () ->
                TestSettings.complete()
                    .addColumn("message", "a", null)
                    .addColumn("Message", "b", null)
                    .build())
        .hasMessageContaining("given twice");
    assertThatThrownBy(
            () ->
                TestSettings.complete()
                    .addPromotion("k", "a", null)
                    .addPromotion("k", "b", null)
                    .build())
        .hasMessageContaining("given twice");
  }

  @ParameterizedTest
  @CsvSource({
    ", a, STRING, needs a key",
    "user.id, , STRING, ASCII",
    "k, a-b, STRING, ASCII",
    "k, a, INT, BIGINT",
  })
  void promotion_thatCannotBe_isRefused(String key, String as, String type, String why) {
    assertThatThrownBy(() -> TestSettings.complete().addPromotion(key, as, type).build())
        .isInstanceOf(WrongSettingException.class)
        .hasMessageStartingWith("Wrong setting promote: ")
        .hasMessageContaining(why);
  }

  @Test
  void promotion_withAKeyOfTheConfiguration_winsByAttribute() throws Exception {
    LogSchema schema =
        TestSettings.complete()
            .addPromotion("k", "near", null)
            .systemProperties(
                Map.of("zerobus.promote.k.as", "far", "zerobus.promote.k.type", "DOUBLE"))
            .build()
            .schema();

    assertThat(schema.promotions()).singleElement().hasToString("k as near DOUBLE");
  }

  @Test
  void masks_ofAllPlaces_hold() throws Exception {
    EntryRules rules =
        TestSettings.complete()
            .addMask("*password*")
            .systemProperties(Map.of("zerobus.mask", "token, x-*"))
            .environment(Map.of("ZEROBUS_MASK", "PIN"))
            .build()
            .entryRules();

    assertThat(List.of("dbPassword", "Token", "X-Key", "pin")).allMatch(rules::isMasked);
    assertThat(List.of("user", "tokens")).noneMatch(rules::isMasked);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " "})
  void mask_withoutAKey_isRefused(String key) {
    assertThatThrownBy(() -> TestSettings.complete().addMask(key).build())
        .hasMessageContaining("Wrong setting mask");
  }

  @Test
  void elements_withAPlaceholderThatTheFrameworkCouldNotFill_areRefused() {
    refusedAs("field", TestSettings.complete().addField("env", "stage-${env:STAGE}"));
    refusedAs("field", TestSettings.complete().addField("STAGE_IS_UNDEFINED", "x"));
    refusedAs("column", TestSettings.complete().addColumn("message", "${sys:name}", null));
    refusedAs("column", TestSettings.complete().addColumn("message", null, "${sys:on}"));
    refusedAs("promote", TestSettings.complete().addPromotion("app.${NAME}.id", null, null));
    refusedAs("promote", TestSettings.complete().addPromotion("a", null, "TYPE_IS_UNDEFINED"));
    refusedAs("mask", TestSettings.complete().addMask("*${env:SECRET_KEYS}*"));
    refusedAs("mask", TestSettings.complete().addMask("SECRET_KEYS_IS_UNDEFINED"));
  }

  private static void refusedAs(String setting, AppenderSettings.Builder settings) {
    assertThatThrownBy(settings::build)
        .isInstanceOf(WrongSettingException.class)
        .hasMessageStartingWith("Wrong setting " + setting + ": ")
        .hasMessageContaining("not defined");
  }

  @Test
  void mask_asAPropertyWithAName_isUnknown() throws Exception {
    assertThat(
            TestSettings.complete()
                .systemProperties(Map.of("zerobus.mask.key", "x"))
                .build()
                .warnings())
        .containsExactly("Unknown system property zerobus.mask.key: did you mean zerobus.mask?");
  }

  @Test
  void mdcLists_givenBoth_includeFirstThenExclude() throws Exception {
    EntryRules rules =
        TestSettings.complete()
            .set("mdcInclude", "user*, tenant")
            .set("mdcExclude", "*Secret")
            .build()
            .entryRules();

    assertThat(List.of("userId", "tenant")).allMatch(rules::isInMdc);
    assertThat(List.of("userSecret", "UserId", "other")).noneMatch(rules::isInMdc);
    assertThat(TestSettings.build(TestSettings.complete()).entryRules().isInMdc("any")).isTrue();
  }
}
