// SPDX-License-Identifier: Apache-2.0
package io.zerobus.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.Authenticator;
import java.net.InetSocketAddress;
import java.net.PasswordAuthentication;
import java.net.ProxySelector;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TransportOptionsTest {
  private static final Endpoint SERVICE = Endpoint.parse("1.zerobus.eu.cloud.databricks.com");

  private static ProxySettings environment(String... namesAndValues) {
    Map<String, String> variables = new HashMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      variables.put(namesAndValues[i], namesAndValues[i + 1]);
    }
    return TransportOptions.builder().environment(variables::get).build().proxies();
  }

  private static ProxySettings proxy(String text) {
    return TransportOptions.builder()
        .environment(Map.of("https_proxy", "environment:1")::get)
        .proxy(text)
        .build()
        .proxies();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "my-service/1.2", "my service (test)"})
  void applicationName_visibleAscii_isTaken(String name) {
    assertThat(TransportOptions.builder().applicationName(name).build().userAgent())
        .isEqualTo(("zerobus-sdk-java/" + GrpcTransport.VERSION + " " + name).trim());
  }

  @ParameterizedTest
  @ValueSource(strings = {" ", "a\n", "a\r\nb", "größe", " a", "a ", "a\tb", "\u007f"})
  void applicationName_anythingElse_isRefused(String name) {
    assertThatThrownBy(() -> TransportOptions.builder().applicationName(name))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'" + name + "'");
  }

  @Test
  void toString_credentials_areNotInIt() {
    assertThat(
            TransportOptions.builder()
                .applicationName("app")
                .proxy("http://me:s3cret@proxy:3128")
                .build())
        .hasToString("TransportOptions[app, TLS of the platform, proxy http://***@proxy:3128]");
  }

  @ParameterizedTest
  @CsvSource({
    "proxy:3128, http://proxy:3128, ",
    "Proxy.Corp, http://proxy.corp:80, ",
    "http://proxy:3128/, http://proxy:3128, ",
    "HTTP://[::1]:3128, http://[::1]:3128, ",
    // user:pass, and p@ss:w/d with a + in it
    "http://user:pass@proxy:1, http://***@proxy:1, Basic dXNlcjpwYXNz",
    "user:p%40ss:w%2Fd+@proxy:1, http://***@proxy:1, Basic dXNlcjpwQHNzOncvZCs=",
    "http://user@proxy:1, http://***@proxy:1, Basic dXNlcjo=",
  })
  void proxy_whatUsersWrite_isUnderstood(String text, String shown, String authorization) {
    ProxyAddress proxy = proxy(text).forGrpc(SERVICE);
    assertThat(proxy).hasToString(shown);
    assertThat(proxy.authorization()).isEqualTo(authorization);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "http://",
        "me:s3cret@",
        "https://me:s3cret@proxy:3128",
        "socks5://me:s3cret@proxy:1080",
        "http://me:s3cret@proxy:0",
        "http://me:s3cret@proxy:70000",
        "http://me:s3cret@proxy:port",
        "http://me:s3cret%zz@proxy:3128",
        "http://me:s3cret@proxy:3128/path",
        "http://me:s3cret@pro xy:3128",
      })
  void proxy_whatIsNone_isRefusedWithoutCredentials(String text) {
    assertThatThrownBy(() -> TransportOptions.builder().proxy(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("proxy: ")
        .hasMessageNotContaining("s3cret");
    assertThat(environment("HTTPS_PROXY", text.isEmpty() ? "socks:x" : text))
        .satisfies(
            settings ->
                assertThatThrownBy(() -> settings.forGrpc(SERVICE))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("environment variable HTTPS_PROXY: ")
                    .hasMessageNotContaining("s3cret"));
  }

  @Test
  void forGrpc_severalVariables_theFirstThatIsNotEmptyWins() {
    assertThat(
            environment("grpc_proxy", "a:1", "https_proxy", "b:1", "http_proxy", "c:1")
                .forGrpc(SERVICE))
        .hasToString("http://a:1");
    assertThat(environment("grpc_proxy", " ", "GRPC_PROXY", "a:1").forGrpc(SERVICE))
        .hasToString("http://a:1");
    assertThat(environment("https_proxy", "a:1", "HTTPS_PROXY", "b:1").forGrpc(SERVICE))
        .hasToString("http://a:1");
    assertThat(environment("HTTP_PROXY", "c:1").forGrpc(SERVICE)).hasToString("http://c:1");
    assertThat(environment().forGrpc(SERVICE)).isNull();
  }

  @Test
  void forHttp_eachScheme_hasItsVariables() {
    Endpoint https = Endpoint.parse("https://workspace.cloud.databricks.com");
    Endpoint http = Endpoint.parse("http://workspace.test");
    ProxySettings settings =
        environment("grpc_proxy", "a:1", "https_proxy", "b:1", "http_proxy", "c:1");
    assertThat(settings.forHttp(https)).hasToString("http://b:1");
    assertThat(settings.forHttp(http)).hasToString("http://c:1");
    assertThat(environment("http_proxy", "c:1").forHttp(https)).isNull();
    assertThat(environment("https_proxy", "b:1").forHttp(http)).isNull();
  }

  @ParameterizedTest
  @CsvSource({
    "*, true",
    "'other.test, .databricks.com', true",
    "databricks.com, true",
    "*.databricks.com, true",
    "DATABRICKS.COM, true",
    "1.zerobus.eu.cloud.databricks.com, true",
    "1.zerobus.eu.cloud.databricks.com:443, true",
    "databricks.com:443, true",
    "databricks.com:8443, false",
    "bricks.com, false",
    "zerobus, false",
    "'', false",
    "',,.', false",
  })
  void forGrpc_bypass_isBySuffix(String noProxy, boolean direct) {
    for (String name : new String[] {"no_proxy", "NO_PROXY", "no_grpc_proxy", "NO_GRPC_PROXY"}) {
      ProxyAddress proxy = environment("https_proxy", "p:1", name, noProxy).forGrpc(SERVICE);
      assertThat(proxy == null).as(name).isEqualTo(direct);
    }
  }

  @Test
  void forGrpc_addressInTheBypass_isDirect() {
    for (String entry : new String[] {"[fd00::1]", "fd00::1", "[fd00::1]:443"}) {
      assertThat(
              environment("https_proxy", "p:1", "no_proxy", entry)
                  .forGrpc(Endpoint.parse("https://[fd00::1]")))
          .as(entry)
          .isNull();
    }
  }

  @Test
  void forGrpc_ownBypass_replacesTheCommonOne() {
    ProxySettings settings =
        environment("https_proxy", "p:1", "no_grpc_proxy", "other.test", "no_proxy", "*");
    assertThat(settings.forGrpc(SERVICE)).isNotNull();
    assertThat(settings.forHttp(SERVICE)).isNull();
  }

  @Test
  void forGrpc_bypassedAndMalformed_doesNotMatter() {
    assertThat(environment("https_proxy", "socks5://x", "no_proxy", "*").forGrpc(SERVICE)).isNull();
  }

  @Test
  void forGrpc_plaintextLoopback_isNotProxiedByTheEnvironment() {
    for (String local :
        new String[] {"http://127.0.0.1:1", "http://localhost:1", "http://[::1]:1"}) {
      ProxySettings settings = environment("http_proxy", "p:1", "grpc_proxy", "p:1");
      assertThat(settings.forGrpc(Endpoint.parse(local))).isNull();
      assertThat(settings.forHttp(Endpoint.parse(local))).isNull();
      assertThat(proxy("q:1").forGrpc(Endpoint.parse(local))).hasToString("http://q:1");
    }
  }

  @Test
  void proxy_environmentToo_theOptionWins() {
    assertThat(proxy("option:2").forGrpc(SERVICE)).hasToString("http://option:2");
    assertThat(proxy("option:2").forHttp(SERVICE)).hasToString("http://option:2");
  }

  @Test
  void jvmProperties_areTheLastResort() {
    ProxySelector before = ProxySelector.getDefault();
    ProxySelector.setDefault(
        ProxySelector.of(InetSocketAddress.createUnresolved("jvm-proxy", 8080)));
    Authenticator.setDefault(
        new Authenticator() {
          @Override
          protected PasswordAuthentication getPasswordAuthentication() {
            return getRequestingHost().equals("jvm-proxy")
                ? new PasswordAuthentication("user", "pass".toCharArray())
                : null;
          }
        });
    try {
      ProxyAddress proxy = environment().forGrpc(SERVICE);
      assertThat(proxy).hasToString("http://***@jvm-proxy:8080");
      assertThat(proxy.authorization()).isEqualTo("Basic dXNlcjpwYXNz");
      assertThat(environment().forHttp(SERVICE)).hasToString("http://***@jvm-proxy:8080");
      assertThat(environment("https_proxy", "p:1").forGrpc(SERVICE)).hasToString("http://p:1");
      assertThat(environment("https_proxy", "p:1", "no_proxy", "*").forGrpc(SERVICE)).isNull();
      assertThat(TransportOptions.builder().noProxy().build().proxies().forGrpc(SERVICE)).isNull();
      assertThat(environment().forGrpc(Endpoint.parse("http://127.0.0.1:1"))).isNull();
    } finally {
      Authenticator.setDefault(null);
      ProxySelector.setDefault(before);
    }
  }

  @Test
  void noProxy_environmentNamesOne_isDirect() {
    ProxySettings settings =
        TransportOptions.builder()
            .environment(Map.of("https_proxy", "p:1")::get)
            .noProxy()
            .build()
            .proxies();
    assertThat(settings.forGrpc(SERVICE)).isNull();
    assertThat(settings.forHttp(SERVICE)).isNull();
  }
}
