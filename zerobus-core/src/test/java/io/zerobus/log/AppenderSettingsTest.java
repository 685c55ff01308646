// SPDX-License-Identifier: Apache-2.0
package io.zerobus.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class AppenderSettingsTest {

  private static final Map<String, String> DATABRICKS =
      Map.of(
          "DATABRICKS_HOST", "https://fallback.example.com",
          "DATABRICKS_CLIENT_ID", "fallback-id",
          "DATABRICKS_CLIENT_SECRET", "fallback-secret");

  @Test
  void build_withRequiredOnly_hasTheDefaultsOfTheContract() throws Exception {
    AppenderSettings settings = TestSettings.complete().set("shutdownHook", null).build();

    assertThat(settings.overflowPolicy()).isEqualTo(OverflowPolicy.DROP);
    assertThat(settings.blockTimeoutNanos()).isEqualTo(TimeUnit.SECONDS.toNanos(1));
    assertThat(settings.bufferSizeBytes()).isEqualTo(32 << 20);
    assertThat(settings.batchRecords()).isEqualTo(1000);
    assertThat(settings.batchSizeBytes()).isEqualTo(64 << 10);
    assertThat(settings.lingerNanos()).isEqualTo(TimeUnit.MILLISECONDS.toNanos(20));
    assertThat(settings.maxRecordSizeBytes()).isEqualTo(256 << 10);
    assertThat(settings.shutdownTimeoutNanos()).isEqualTo(TimeUnit.SECONDS.toNanos(5));
    assertThat(settings.shutdownHook()).isTrue();
    assertThat(settings.callerData()).isFalse();
    assertThat(settings.stackTraceMaxFrames()).isEqualTo(200);
    assertThat(settings.stackTraceRootFirst()).isFalse();
    assertThat(settings.streams()).isEqualTo(1);
    assertThat(settings.rejectedFile()).isNull();
    assertThat(settings.metricsEnabled()).isTrue();
    assertThat(settings.headersProvider()).isNull();
    assertThat(settings.transport().tls()).isNull();
    assertThat(settings.transport().userAgent()).endsWith(" zerobus-logging");
    assertThat(settings.schema().columns())
        .extracting(Object::toString)
        .isEqualTo(LogSchema.defaults().columns().stream().map(Object::toString).toList());
    assertThat(settings.warnings()).isEmpty();
  }

  @Test
  void build_withTheSameSettingEverywhere_takesConfigurationThenPropertyThenEnvironment()
      throws Exception {
    Map<String, String> properties = Map.of("zerobus.table.name", "b.b.b");
    Map<String, String> environment = Map.of("ZEROBUS_TABLE_NAME", "c.c.c");
    AppenderSettings.Builder builder =
        TestSettings.complete().systemProperties(properties).environment(environment);

    assertThat(builder.set("tableName", "a.a.a").build().tableName()).isEqualTo("a.a.a");
    assertThat(builder.set("tableName", " ").build().tableName()).isEqualTo("b.b.b");
    assertThat(builder.systemProperties(Map.of()).build().tableName()).isEqualTo("c.c.c");
  }

  @ParameterizedTest
  @EnumSource(Setting.class)
  void names_ofEachSetting_areTheSameWordsInThreeSpellings(Setting setting) {
    String words = setting.xmlName().replaceAll("([A-Z])", " $1").toLowerCase(Locale.ROOT);
    assertThat(setting.propertyName()).isEqualTo("zerobus." + words.replace(' ', '.'));
    assertThat(setting.environmentName())
        .isEqualTo(("zerobus " + words).toUpperCase(Locale.ROOT).replace(' ', '_'));
  }

  @Test
  void build_withTheVariablesOfTheDatabricksTools_fallsBackToThem() throws Exception {
    AppenderSettings settings =
        TestSettings.empty()
            .environment(DATABRICKS)
            .set("serverEndpoint", "h")
            .set("tableName", "a.b.c")
            .build();

    assertThat(settings.workspaceUrl()).hasToString("https://fallback.example.com");
    assertThat(settings.clientId()).isEqualTo("fallback-id");
    assertThat(settings.clientSecret().read()).isEqualTo("fallback-secret");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"serverEndpoint", "workspaceUrl", "tableName", "clientId", "clientSecret"})
  void build_withoutARequiredSetting_namesItAndWhereItMayBeGiven(String name) {
    WrongSettingException wrong =
        catchThrowableOfType(
            WrongSettingException.class, () -> TestSettings.complete().set(name, null).build());

    assertThat(wrong.setting()).isEqualTo(name);
    assertThat(wrong)
        .hasMessageContaining("Setting " + name + " is missing")
        .hasMessageContaining("ZEROBUS_");
  }

  @ParameterizedTest
  @CsvSource({
    "host.example.com, https://host.example.com",
    "host.example.com:8443, https://host.example.com:8443",
    "https://Host.example.com/, https://host.example.com",
    "HTTPS://host.example.com, https://host.example.com",
    "http://127.0.0.1:8080, http://127.0.0.1:8080",
    "http://127.3.2.1:80, http://127.3.2.1",
    "http://localhost:1, http://localhost:1",
    "http://[::1]:80, http://[::1]",
  })
  void serverEndpoint_inEachForm_becomesSchemeHostPort(String given, String expected)
      throws Exception {
    AppenderSettings settings = TestSettings.complete().set("serverEndpoint", given).build();
    assertThat(settings.serverEndpoint()).hasToString(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "not a url",
        "https://",
        "ftp://host",
        "https://host/path",
        "host:port",
        "https://host:99999",
        "https://host:0",
        "://host",
        "ENDPOINT_IS_UNDEFINED",
        "https://under_score",
      })
  void serverEndpoint_thatIsNoUrl_isRefused(String given) {
    assertThatThrownBy(() -> TestSettings.complete().set("serverEndpoint", given).build())
        .isInstanceOf(WrongSettingException.class)
        .hasMessageStartingWith("Wrong setting serverEndpoint: \"" + given + "\": ");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://10.0.0.1:81",
        "http://localhost.example.com",
        "http://127.0.0.1.example.com"
      })
  void plaintext_toAnotherMachine_isRefusedUnlessAllowed(String given) throws Exception {
    AppenderSettings.Builder builder = TestSettings.complete().set("serverEndpoint", given);

    assertThatThrownBy(builder::build)
        .isInstanceOf(WrongSettingException.class)
        .hasMessageContaining("allowPlaintext=true");
    assertThat(builder.set("allowPlaintext", "true").build().serverEndpoint()).hasToString(given);
  }

  @Test
  void workspaceUrl_inPlaintextToAnotherMachine_isRefused() {
    assertThatThrownBy(
            () -> TestSettings.complete().set("workspaceUrl", "http://w.example.com").build())
        .hasMessageStartingWith("Wrong setting workspaceUrl: \"http://w.example.com\": ");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://w.example.com",
        "w.example.com",
        "https://w.example.com/",
        "https://w.example.com/?o=123",
        "https://w.example.com?o=123",
        "https://w.example.com/o=123",
        "https://w.example.com/?o=123#job/1",
      })
  void workspaceUrl_asPastedFromABrowser_isTrimmed(String given) throws Exception {
    assertThat(TestSettings.complete().set("workspaceUrl", given).build().workspaceUrl())
        .hasToString("https://w.example.com");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"a.b", "a.b.c.d", "a..c", "a.b.", "`a`.b.c", "a.b.c d", "a.b.tä", "a-b.c.d"})
  void tableName_withoutThreePlainParts_isRefused(String given) {
    assertThatThrownBy(() -> TestSettings.complete().set("tableName", given).build())
        .hasMessageStartingWith("Wrong setting tableName: \"" + given + "\": use catalog.");
  }

  @ParameterizedTest
  @CsvSource({
    "drop, DROP",
    "drop-oldest, DROP_OLDEST",
    "Drop-Low-Levels, DROP_LOW_LEVELS",
    "block, BLOCK"
  })
  void overflowPolicy_inEachSpelling_isKnown(String given, OverflowPolicy expected)
      throws Exception {
    assertThat(TestSettings.complete().set("overflowPolicy", given).build().overflowPolicy())
        .isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"keep", "drop_oldest", "drop oldest"})
  void overflowPolicy_unknown_isRefused(String given) {
    assertThatThrownBy(() -> TestSettings.complete().set("overflowPolicy", given).build())
        .hasMessage(
            "Wrong setting overflowPolicy: \""
                + given
                + "\": use drop, drop-oldest, drop-low-levels or block");
  }

  @Test
  void maxRecordSize_overAQuarterOfTheBuffer_namesBothSettingsAndValues() {
    assertThatThrownBy(
            () ->
                TestSettings.complete()
                    .set("bufferSize", "1 MiB")
                    .set("maxRecordSize", "300 KiB")
                    .build())
        .hasMessageContaining("maxRecordSize: \"300 KiB\"")
        .hasMessageContaining("bufferSize \"1 MiB\"");
  }

  @ParameterizedTest
  @CsvSource({
    "bufferSize, 1023 KiB",
    "bufferSize, 2 GiB",
    "maxRecordSize, 1023",
    "maxRecordSize, 10 MiB",
    "batchRecords, 0",
    "batchSize, 10 MiB",
    "linger, 20",
    "shutdownTimeout, soon",
    "blockTimeout, -1 s",
    "stackTraceMaxFrames, -1",
    "callerData, on",
    "strict, perhaps",
    "streams, 0",
    "streams, 65",
    "streams, many",
    "metricsEnabled, 1",
    "keyValuesType, json",
    "mdcInclude, ','",
    "mdcExclude, ', ,'",
  })
  void build_withAValueOutOfRange_namesSettingAndValue(String name, String value) {
    WrongSettingException wrong =
        catchThrowableOfType(
            WrongSettingException.class, () -> TestSettings.complete().set(name, value).build());

    assertThat(wrong.setting()).isEqualTo(name);
    assertThat(wrong).hasMessageContaining(name).hasMessageContaining(value);
  }

  @ParameterizedTest
  @ValueSource(strings = {"MY_ID_IS_UNDEFINED", "${env:MY_ID}", "${my.id}"})
  void build_withAPlaceholderThatTheFrameworkCouldNotFill_saysSo(String left) {
    assertThatThrownBy(() -> TestSettings.complete().set("clientId", left).build())
        .hasMessageContaining("not defined");
  }

  @ParameterizedTest
  @ValueSource(strings = {"svc-${env:NOPE}", "svc/NOPE_IS_UNDEFINED-1", "${env:A:-${env:B}}"})
  void build_withAPlaceholderWithinAText_namesTheSettingAndTheText(String left) {
    assertThatThrownBy(() -> TestSettings.complete().set("serviceName", left).build())
        .isInstanceOf(WrongSettingException.class)
        .hasMessageStartingWith("Wrong setting serviceName: \"" + left + "\": ")
        .hasMessageContaining("not defined");
  }

  @Test
  void build_withASecret_takesWhatOnlyHoldsAPlaceholder() throws Exception {
    assertThat(TestSettings.complete().set("clientSecret", "a${b}c").build()).isNotNull();
    assertThatThrownBy(() -> TestSettings.complete().set("clientSecret", "${env:NOPE}").build())
        .hasMessageContaining("clientSecret")
        .hasMessageContaining("not defined")
        .hasMessageNotContaining("NOPE");
  }

  // Complaint 18.
  @ParameterizedTest
  @CsvSource({
    "zerobus.client.secret, ZEROBUS_CLIENT_SECRET",
    "zerobus.tls.trust.password, ZEROBUS_TLS_TRUST_PASSWORD",
    "zerobus.tls.key.password, ZEROBUS_TLS_KEY_PASSWORD",
  })
  void build_withASecretAsSystemProperty_isRefusedWithoutShowingIt(String name, String variable) {
    assertThatThrownBy(
            () -> TestSettings.complete().systemProperties(Map.of(name, "pssst")).build())
        .isInstanceOf(WrongSettingException.class)
        .hasMessageContaining(name)
        .hasMessageContaining(variable)
        .hasMessageNotContaining("pssst");
  }

  @Test
  void build_withClientSecretAsSystemProperty_namesTheFileSetting() {
    assertThatThrownBy(
            () ->
                TestSettings.complete()
                    .systemProperties(Map.of("zerobus.client.secret", "pssst"))
                    .build())
        .hasMessageContaining("clientSecretFile");
  }

  // Complaint 18.
  @Test
  void clientSecretFile_changedLater_isReadAgain(@TempDir Path folder) throws Exception {
    Path file = Files.writeString(folder.resolve("secret"), "first\n");
    AppenderSettings settings =
        TestSettings.complete()
            .set("clientSecret", null)
            .set("clientSecretFile", file.toString())
            .build();

    assertThat(settings.clientSecret().read()).isEqualTo("first");
    Files.writeString(file, "second\n");
    assertThat(settings.clientSecret().read()).isEqualTo("second");
  }

  @Test
  void clientSecretFile_missingOrEmpty_isRefused(@TempDir Path folder) throws IOException {
    Path missing = folder.resolve("missing");
    Path empty = Files.writeString(folder.resolve("empty"), " \n");
    for (Path file : new Path[] {missing, empty, folder}) {
      assertThatThrownBy(
              () ->
                  TestSettings.complete()
                      .set("clientSecret", null)
                      .set("clientSecretFile", file.toString())
                      .build())
          .hasMessageStartingWith("Wrong setting clientSecretFile: \"" + file + "\"");
    }
  }

  @Test
  void clientSecret_andFileInTheSamePlace_isRefused(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("secret"), "x");
    assertThatThrownBy(
            () -> TestSettings.complete().set("clientSecretFile", file.toString()).build())
        .hasMessageContaining("remove one");
  }

  @Test
  void clientSecretFile_nearerThanTheSecret_wins(@TempDir Path folder) throws Exception {
    Path file = Files.writeString(folder.resolve("secret"), "from-file");
    AppenderSettings settings =
        TestSettings.complete()
            .set("clientSecret", null)
            .set("clientSecretFile", file.toString())
            .environment(DATABRICKS)
            .build();

    assertThat(settings.clientSecret().read()).isEqualTo("from-file");
  }

  // Complaint 18.
  @Test
  void toString_always_keepsTheSecret() {
    AppenderSettings settings = TestSettings.build(TestSettings.complete());
    assertThat(settings.toString() + settings.clientSecret()).doesNotContain("a-secret");
  }

  @Test
  void fields_fromAllPlaces_areMergedByNameWithoutCase() throws Exception {
    AppenderSettings settings =
        TestSettings.complete()
            .addField("env", "xml")
            .systemProperties(Map.of("zerobus.field.ENV", "property", "zerobus.field.a", "p"))
            .environment(Map.of("ZEROBUS_FIELD_A", "environment", "ZEROBUS_FIELD_B_C", "e"))
            .build();

    assertThat(settings.fields())
        .extracting(field -> field.name() + "=" + field.value())
        .containsExactlyInAnyOrder("env=xml", "a=p", "b_c=e");
  }

  // Complaint 14.
  @ParameterizedTest
  @ValueSource(strings = {"message", "Message", "SEQ"})
  void field_withTheNameOfADefaultColumn_isRefused(String name) {
    assertThatThrownBy(() -> TestSettings.complete().addField(name, "v").build())
        .hasMessageStartingWith("Wrong setting field: \"" + name + "\": a default column");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a b", "a-b", "tä", "a.b", "\""})
  void field_withANameThatIsNoColumn_isRefused(String name) {
    assertThatThrownBy(() -> TestSettings.complete().addField(name, "v").build())
        .hasMessageStartingWith("Wrong setting field: \"" + name + "\": use ASCII letters");
  }

  @Test
  void field_givenTwiceOrWithoutNameOrValue_isRefused() {
    assertThatThrownBy(() -> TestSettings.complete().addField("a", "1").addField("A", "2").build())
        .hasMessageContaining("twice");
    assertThatThrownBy(() -> TestSettings.complete().addField(null, "1").build())
        .hasMessageContaining("needs a name");
    assertThatThrownBy(() -> TestSettings.complete().addField("a", null).build())
        .hasMessageContaining("no value");
  }

  @Test
  void warnings_forAnUnknownSystemProperty_nameTheNearest() throws Exception {
    AppenderSettings settings =
        TestSettings.complete()
            .systemProperties(
                Map.of(
                    "zerobus.sever.endpoint", "x",
                    "zerobus.capture", "accepted",
                    "zerobus.column.message.to", "msg",
                    "zerobus.field.env", "prod",
                    "zerobus.linger", "1 s",
                    "zerobus.local.jar", "a file",
                    "zerobus.agent.status", "waiting",
                    "other.thing", "y"))
            .environment(Map.of("ZEROBUS_SEVER_ENDPOINT", "x", "ZEROBUS_PORT", "tcp://1"))
            .build();

    assertThat(settings.warnings())
        .containsExactly(
            "The system property zerobus.capture has no effect on an appender: it is one of the"
                + " agent's",
            "Unknown system property zerobus.column.message.to: did you mean"
                + " zerobus.column.….as?",
            "Unknown system property zerobus.sever.endpoint: did you mean"
                + " zerobus.server.endpoint?");
  }

  @Test
  void writtenColumns_withoutCallerData_haveNoCaller() throws Exception {
    assertThat(TestSettings.complete().build().writtenColumns())
        .extracting(LogSchema.Column::name)
        .contains("logger")
        .doesNotContain("caller");
    assertThat(TestSettings.complete().set("callerData", "true").build().writtenColumns())
        .extracting(LogSchema.Column::name)
        .contains("caller");
  }

  @Test
  void isEnabled_whenOff_looksAtNothingElse() throws Exception {
    assertThat(TestSettings.empty().set("enabled", "false").isEnabled()).isFalse();
    assertThat(TestSettings.empty().environment(Map.of("ZEROBUS_ENABLED", "false")).isEnabled())
        .isFalse();
    assertThat(TestSettings.empty().isEnabled()).isTrue();
  }

  @Test
  void serviceName_notGiven_isTheApplicationOrWhatRuns() {
    assertThat(Surroundings.serviceName(Map.of("spring.application.name", "shop")))
        .isEqualTo("shop");
    assertThat(serviceNameOf("/opt/my apps/shop-1.0.jar --password=x.jar")).isEqualTo("shop-1.0");
    assertThat(serviceNameOf("shop.jar")).isEqualTo("shop");
    assertThat(serviceNameOf("com.example.Main --token=x --file=/a/b.jar"))
        .isEqualTo("com.example.Main");
    assertThat(serviceNameOf("a.module/com.example.Main x")).isEqualTo("com.example.Main");
    assertThat(serviceNameOf("a.module/com.example.Main --password=x.jar"))
        .isEqualTo("com.example.Main");
    assertThat(Surroundings.serviceName(Map.of())).isNull();
  }

  private static String serviceNameOf(String command) {
    return Surroundings.serviceName(Map.of("sun.java.command", command));
  }

  @Test
  void hostName_notGiven_isThatOfTheEnvironmentOrOfTheMachine() {
    assertThat(Surroundings.hostName(Map.of("HOSTNAME", "pod-1"))).isEqualTo("pod-1");
    assertThat(Surroundings.hostName(Map.of())).isNotBlank();
  }

  @Test
  void schema_withFields_endsWithThem() {
    AppenderSettings settings = TestSettings.build(TestSettings.complete().addField("env", "x"));

    assertThat(settings.schema().columns()).hasSize(22).last().hasToString("env STRING");
    assertThat(LogSchema.defaults().columns())
        .hasSize(21)
        .first()
        .hasToString("timestamp TIMESTAMP");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://me:TopSecret1@host",
        "me:TopSecret1@host",
        "https://host/?token=TopSecret1",
        "https://host#TopSecret1",
        "https://user:pa/TopSecret1@host",
        "u:p@TopSecret1@host",
        "https://u:TopSecret1@my_host",
        "http://u:TopSecret1@host.example.com"
      })
  void address_withWhatMayBeASecret_isRefusedUnquoted(String given) {
    assertThatThrownBy(() -> TestSettings.complete().set("serverEndpoint", given).build())
        .isInstanceOf(WrongSettingException.class)
        .hasMessageContaining("serverEndpoint")
        .hasMessageNotContaining("TopSecret1");
    assertThatThrownBy(
            () -> TestSettings.complete().set("workspaceUrl", "https://me:TopSecret1@host").build())
        .hasMessageNotContaining("TopSecret1");
    assertThatThrownBy(
            () ->
                TestSettings.complete()
                    .set("workspaceUrl", "http://host.example.com/?token=TopSecret1")
                    .build())
        .hasMessageContaining("unencrypted")
        .hasMessageNotContaining("TopSecret1");
    assertThatThrownBy(() -> io.zerobus.ingest.Endpoint.parse(given))
        .hasMessageNotContaining("TopSecret1");
  }
}
