// SPDX-License-Identifier: Apache-2.0
package io.zerobus.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class GivenSettingsTest {

  private final Map<String, String> properties = new HashMap<>();
  private final Map<String, String> environment = new HashMap<>();
  private final Map<String, String> file = new HashMap<>();

  @Test
  void entry_tellsWhereItsValueComesFrom() throws Exception {
    properties.put("zerobus.table.name", "a.b.c");
    environment.put("ZEROBUS_TABLE_NAME", "not.this.one");
    environment.put("ZEROBUS_LINGER", "5 ms");
    environment.put("DATABRICKS_HOST", "https://workspace");
    file.put("zerobus.linger", "9 ms");
    file.put("zerobus.streams", "2");

    assertThat(lines("zerobus.table.name"))
        .containsExactly("a.b.c from system property zerobus.table.name");
    assertThat(lines("zerobus.linger"))
        .containsExactly("5 ms from environment variable ZEROBUS_LINGER");
    assertThat(lines("zerobus.workspace.url"))
        .containsExactly("https://workspace from environment variable DATABRICKS_HOST");
    assertThat(lines("zerobus.streams")).containsExactly("2 from file");
    assertThat(lines("zerobus.batch.size")).containsExactly("64 KiB from default");
    assertThat(lines("zerobus.proxy")).containsExactly(" from not set");
  }

  @Test
  void everySettingHasAnEntry() throws Exception {
    for (Setting setting : Setting.values()) {
      if (!setting.isRepeated()) {
        assertThat(lines(setting.propertyName())).as(setting.xmlName()).hasSize(1);
      }
    }
  }

  @Test
  void repeatedSettings_areListedOneByOne() throws Exception {
    file.put("zerobus.field.env", "dev");
    file.put("zerobus.field.team", "blue");
    environment.put("ZEROBUS_FIELD_ENV", "prod");
    properties.put("zerobus.column.message.as", "msg");
    file.put("zerobus.mask", "*token*");
    environment.put("ZEROBUS_MASK", "*secret*");

    assertThat(lines("zerobus.field.env"))
        .containsExactly("prod from environment variable ZEROBUS_FIELD_ENV");
    assertThat(lines("zerobus.field.team")).containsExactly("blue from file");
    assertThat(lines("zerobus.column.message.as"))
        .containsExactly("msg from system property zerobus.column.message.as");
    assertThat(lines("zerobus.mask"))
        .containsExactly("*secret* from environment variable ZEROBUS_MASK", "*token* from file");
  }

  @Test
  void secrets_areNotShown() throws Exception {
    for (Setting setting : Setting.values()) {
      if (setting.isSecret()) {
        file.put(setting.propertyName(), "s3cret");
        assertThat(lines(setting.propertyName())).containsExactly("*** from file");
      }
    }
    file.put("zerobus.proxy", "http://me:s3cret@proxy:3128");
    assertThat(lines("zerobus.proxy")).containsExactly("http://***@proxy:3128 from file");
    file.put("zerobus.proxy", "me:s3cret@proxy:3128");
    assertThat(lines("zerobus.proxy")).containsExactly("***@proxy:3128 from file");
    file.put("zerobus.service.name", "Bearer abcdefghijkl");
    assertThat(lines("zerobus.service.name")).containsExactly("Bearer *** from file");
  }

  @Test
  void value_ofSeveralLines_isShownInOne() throws Exception {
    file.put("zerobus.service.name", "a\n\u001b[31mb");
    assertThat(lines("zerobus.service.name")).containsExactly("a [31mb from file");
  }

  @Test
  void toProperties_isWhatAnotherJvmNeeds() throws Exception {
    properties.put("zerobus.linger", "5 ms");
    environment.put("ZEROBUS_TABLE_NAME", "a.b.c");
    environment.put("DATABRICKS_CLIENT_SECRET", "s3cret");
    environment.put("ZEROBUS_FIELD_ENV", "prod");
    environment.put("ZEROBUS_MASK", "*secret*");
    environment.put("ZEROBUS_CONFIG_FILE", "some.properties");
    file.put("zerobus.mask", "*token*");
    file.put("zerobus.promote.user.type", "BIGINT");
    file.put("zerobus.tls.trust.file", "ca.pem");

    assertThat(builder().toProperties())
        .isEqualTo(
            Map.of(
                "zerobus.linger", "5 ms",
                "zerobus.table.name", "a.b.c",
                "zerobus.client.secret", "s3cret",
                "zerobus.field.env", "prod",
                "zerobus.mask", "*secret*,*token*",
                "zerobus.promote.user.type", "BIGINT",
                "zerobus.tls.trust.file", new File("ca.pem").getAbsolutePath()));
  }

  private List<String> lines(String name) throws WrongSettingException {
    return builder().given().entries().stream()
        .filter(entry -> entry.name().equals(name))
        .map(entry -> entry.shown() + " from " + entry.source())
        .collect(Collectors.toList());
  }

  private AppenderSettings.Builder builder() {
    return AppenderSettings.builder()
        .systemProperties(properties)
        .environment(environment)
        .ofAgent(file);
  }
}
