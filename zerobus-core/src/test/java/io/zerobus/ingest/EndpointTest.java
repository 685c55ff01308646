// SPDX-License-Identifier: Apache-2.0
package io.zerobus.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EndpointTest {
  @ParameterizedTest
  @CsvSource({
    "123.zerobus.eu-west-1.cloud.databricks.com,"
        + " https://123.zerobus.eu-west-1.cloud.databricks.com, 123",
    "https://123.zerobus.westeurope.azuredatabricks.net/,"
        + " https://123.zerobus.westeurope.azuredatabricks.net, 123",
    "https://123.zerobus.us-east1.gcp.databricks.com:8443,"
        + " https://123.zerobus.us-east1.gcp.databricks.com:8443, 123",
    "http://127.0.0.1:7001, http://127.0.0.1:7001, 127",
    "HTTP://localhost, http://localhost, localhost",
    "http://[::1]:5, http://[::1]:5, [::1]",
  })
  void parse_whatUsersWrite_isUnderstood(String text, String whole, String firstLabel) {
    Endpoint endpoint = Endpoint.parse(text);
    assertThat(endpoint).hasToString(whole);
    assertThat(endpoint.firstLabel()).isEqualTo(firstLabel);
  }

  @ParameterizedTest
  @CsvSource({
    "1234567890123456.zerobus.eu-west-1.cloud.databricks.com",
    "1234567890123456.zerobus.westeurope.azuredatabricks.net",
    "1234567890123456.zerobus.us-east1.gcp.databricks.com",
  })
  void parse_hostOfACloud_givesHostPortAndWorkspace(String host) {
    for (String text :
        new String[] {
          host,
          "https://" + host,
          "https://" + host + "/",
          host + ":443",
          "HTTPS://" + host.toUpperCase(Locale.ROOT) + ":443/",
          " " + host + "\n"
        }) {
      Endpoint endpoint = Endpoint.parse(text);
      assertThat(endpoint.host()).as(text).isEqualTo(host);
      assertThat(endpoint.port()).as(text).isEqualTo(443);
      assertThat(endpoint.authority()).as(text).isEqualTo(host + ":443");
      assertThat(endpoint.isPlaintext()).as(text).isFalse();
      assertThat(endpoint.isLoopback()).as(text).isFalse();
      assertThat(endpoint.firstLabel()).as(text).isEqualTo("1234567890123456");
    }
    assertThat(Endpoint.parse(host + ":8443").port()).isEqualTo(8443);
    assertThat(Endpoint.parse("http://" + host).port()).isEqualTo(80);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "not a url",
        "ftp://host",
        "https://",
        "host:0",
        "host:70000",
        "http://:80"
      })
  void parse_whatIsNoEndpoint_isRefused(String text) {
    assertThatThrownBy(() -> Endpoint.parse(text)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void parse_credentials_areRefusedAndNotRepeated() {
    assertThatThrownBy(() -> Endpoint.parse("https://user:s3cret@host"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageNotContaining("s3cret");
  }

  @ParameterizedTest
  @CsvSource({
    "127.0.0.1, true",
    "127.1.2.3, true",
    "localhost, true",
    "[::1], true",
    "127.0.0.1.example.com, false",
    "localhost.example.com, false",
    "10.0.0.1, false",
  })
  void isLoopback_byTheTextAlone(String host, boolean loopback) {
    assertThat(Endpoint.parse("http://" + host).isLoopback()).isEqualTo(loopback);
  }
}
