// SPDX-License-Identifier: Apache-2.0
package io.zerobus.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.zerobus.HeadersProvider;
import io.zerobus.NonRetriableException;
import io.zerobus.ingest.Endpoint;
import io.zerobus.ingest.ProxyAddress;
import io.zerobus.ingest.TestTls;
import java.io.OutputStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.Map;
import javax.tools.ToolProvider;
import okhttp3.tls.HeldCertificate;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The settings of connections, credentials and files. */
class TransportSettingsTest {

  private static final String PASSWORD = "s3cret-of-store";
  private static final Endpoint SERVER = Endpoint.parse("https://ingest.example.com");

  @TempDir private Path folder;
  private String trust = "";
  private String certificate = "";
  private String key = "";
  private String store = "";

  @BeforeEach
  void writeFiles() throws Exception {
    HeldCertificate client = TestTls.CLIENT;
    trust = file("trust.pem", TestTls.AUTHORITY.certificatePem());
    certificate = file("client.pem", client.certificatePem());
    key = file("client.key", client.privateKeyPkcs8Pem());
    KeyStore keyStore = KeyStore.getInstance("PKCS12");
    keyStore.load(null, null);
    keyStore.setKeyEntry(
        "me",
        client.keyPair().getPrivate(),
        PASSWORD.toCharArray(),
        new Certificate[] {client.certificate()});
    Path file = folder.resolve("store.p12");
    try (OutputStream out = Files.newOutputStream(file)) {
      keyStore.store(out, PASSWORD.toCharArray());
    }
    store = file.toString();
  }

  private String file(String name, String content) throws Exception {
    return Files.writeString(folder.resolve(name), content).toString();
  }

  // Complaint 18.
  @Test
  void tls_withTrustAndPair_hasItsOwnMaterial() throws Exception {
    AppenderSettings settings =
        TestSettings.complete()
            .set("tlsTrustFile", trust)
            .set("tlsCertificateFile", certificate)
            .set("tlsKeyFile", key)
            .build();

    assertThat(settings.transport().tls()).isNotNull();
    assertThat(settings.transport().tls().trustManager().getAcceptedIssuers())
        .containsExactly(TestTls.AUTHORITY.certificate());
  }

  @Test
  void tls_withAKeyStore_takesItsPasswordFromTheEnvironmentToo() throws Exception {
    AppenderSettings settings =
        TestSettings.complete()
            .set("tlsCertificateFile", store)
            .environment(Map.of("ZEROBUS_TLS_KEY_PASSWORD", PASSWORD))
            .build();

    assertThat(settings.transport().tls()).isNotNull();
  }

  @ParameterizedTest
  @CsvSource({
    "tlsTrustFile, missing, , , tlsTrustFile, no such file",
    "tlsTrustFile, client.key, , , tlsTrustFile, tlsTrustPassword",
    "tlsTrustFile, store.p12, tlsTrustPassword, wrong-Pass1, tlsTrustFile, password",
    "tlsKeyFile, client.key, , , tlsKeyFile, tlsCertificateFile",
    "tlsCertificateFile, client.pem, , , tlsCertificateFile, tlsKeyFile",
    "tlsCertificateFile, store.p12, , , tlsCertificateFile, tlsKeyPassword",
    "tlsCertificateFile, store.p12, tlsKeyPassword, wrong-Pass1, tlsCertificateFile, password is",
    "tlsCertificateFile, missing, , , tlsCertificateFile, cannot be read",
    "tlsCertificateFile, client.pem, tlsKeyFile, missing, tlsKeyFile, cannot be read",
    "tlsCertificateFile, client.pem, tlsKeyFile, trust.pem, tlsKeyFile, no PEM private key",
    "tlsCertificateFile, trust.pem, tlsKeyFile, client.key, tlsKeyFile, does not fit",
  })
  void tls_thatCannotBeUsed_namesSettingValueAndRemedy(
      String name, String value, String other, String otherValue, String blamed, String why) {
    AppenderSettings.Builder builder =
        TestSettings.complete().set(name, folder.resolve(value).toString());
    if (other != null) {
      builder.set(
          other, other.endsWith("File") ? folder.resolve(otherValue).toString() : otherValue);
    }

    WrongSettingException wrong = catchThrowableOfType(WrongSettingException.class, builder::build);

    assertThat(wrong.setting()).isEqualTo(blamed);
    assertThat(wrong)
        .hasMessageStartingWith("Wrong setting " + blamed + ": \"" + folder)
        .hasMessageContaining(why)
        .hasMessageNotContaining("wrong-Pass1");
  }

  @Test
  void password_withoutItsFile_isAWarning() throws Exception {
    assertThat(
            TestSettings.complete()
                .set("tlsTrustPassword", "pssst")
                .set("tlsKeyPassword", "pssst")
                .build()
                .warnings())
        .containsExactly(
            "Setting tlsTrustPassword has no effect without tlsTrustFile",
            "Setting tlsKeyPassword has no effect without tlsCertificateFile");
  }

  // Complaint 18.
  @Test
  void proxy_givenOrFromTheEnvironment_isUsed() throws Exception {
    ProxyAddress given =
        TestSettings.complete()
            .set("proxy", "proxy.example.com:3128")
            .environment(Map.of("https_proxy", "other:1"))
            .build()
            .transport()
            .proxies()
            .forGrpc(SERVER);
    ProxyAddress found =
        TestSettings.complete()
            .environment(Map.of("https_proxy", "other:1"))
            .build()
            .transport()
            .proxies()
            .forGrpc(SERVER);

    assertThat(given).hasToString("http://proxy.example.com:3128");
    assertThat(found).hasToString("http://other:1");
  }

  @Test
  void proxy_thatIsNone_isRefusedWithoutItsCredentials() {
    assertThatThrownBy(
            () -> TestSettings.complete().set("proxy", "socks5://u:TopSecret1@p:1").build())
        .isInstanceOf(WrongSettingException.class)
        .hasMessageStartingWith("Wrong setting proxy: ")
        .hasMessageContaining("host:port")
        .hasMessageNotContaining("TopSecret1");
    assertThatThrownBy(
            () -> TestSettings.complete().environment(Map.of("https_proxy", "ftp://p")).build())
        .isInstanceOf(WrongSettingException.class)
        .hasMessageStartingWith("Wrong setting proxy: ")
        .hasMessageContaining("https_proxy");
  }

  // ---- headersProvider -------------------------------------------------------------------------

  /** One that an application may have written. */
  public static final class OwnHeaders implements HeadersProvider {
    @Override
    public Map<String, String> getHeaders() {
      return Map.of();
    }
  }

  /** As an application has it that knows nothing of ours. */
  public static final class ShapedHeaders {
    private boolean refused;

    public Map<String, String> getHeaders() {
      if (refused) {
        throw new NonRetriableException("not any more", null);
      }
      return Map.of("a", "1");
    }

    public void onRefused() {
      refused = true;
    }
  }

  /** Looks for services, say. */
  public static final class HomelyHeaders {
    public Map<String, Boolean> getHeaders() {
      ClassLoader context = Thread.currentThread().getContextClassLoader();
      return Map.of("home", context == HomelyHeaders.class.getClassLoader());
    }
  }

  /** Without what is asked for. */
  static final class HiddenHeaders implements HeadersProvider {
    @Override
    public Map<String, String> getHeaders() {
      return Map.of();
    }
  }

  /** Fails when it is made. */
  public static final class FailingHeaders implements HeadersProvider {
    public FailingHeaders() {
      throw new IllegalStateException("no token");
    }

    @Override
    public Map<String, String> getHeaders() {
      return Map.of();
    }
  }

  @Test
  void headersProvider_thatIsThere_makesOAuthNeedless() throws Exception {
    AppenderSettings settings =
        TestSettings.empty()
            .set("serverEndpoint", "h")
            .set("tableName", "a.b.c")
            .set("headersProvider", OwnHeaders.class.getName())
            .build();

    assertThat(settings.headersProvider()).isInstanceOf(OwnHeaders.class);
  }

  @Test
  void headersProvider_ofTheThreadsClassLoaderOnly_isFound() throws Exception {
    Path source = folder.resolve("OnlyThere.java");
    Files.writeString(
        source,
        "public class OnlyThere implements io.zerobus.HeadersProvider {"
            + " public java.util.Map<String, String> getHeaders() { return null; } }");
    String api =
        HeadersProvider.class.getProtectionDomain().getCodeSource().getLocation().getPath();
    int exit =
        ToolProvider.getSystemJavaCompiler()
            .run(null, null, null, "-proc:none", "-cp", api, "-d", "" + folder, "" + source);
    assertThat(exit).isZero();
    ClassLoader there =
        new URLClassLoader(new URL[] {folder.toUri().toURL()}, getClass().getClassLoader());
    Thread.currentThread().setContextClassLoader(there);
    try {
      assertThat(
              TestSettings.complete().set("headersProvider", "OnlyThere").build().headersProvider())
          .satisfies(own -> assertThat(own.getClass().getClassLoader()).isSameAs(there));
    } finally {
      Thread.currentThread().setContextClassLoader(getClass().getClassLoader());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "com.example.Nowhere, no such class",
    "java.lang.String, no io.zerobus.HeadersProvider",
    "io.zerobus.log.TransportSettingsTest$HiddenHeaders, public constructor",
    "io.zerobus.log.TransportSettingsTest$FailingHeaders, no token",
    "io.zerobus.HeadersProvider, public constructor",
  })
  void headersProvider_thatCannotBeMade_namesClassAndRemedy(String name, String why) {
    assertThatThrownBy(() -> TestSettings.complete().set("headersProvider", name).build())
        .isInstanceOf(WrongSettingException.class)
        .hasMessageStartingWith("Wrong setting headersProvider: \"" + name + "\": ")
        .hasMessageContaining(why);
  }

  @Test
  void headersProvider_ofAnAgent_needsTheMethodsOnly() throws Exception {
    HeadersProvider made = ofAgent(ShapedHeaders.class.getName()).build().headersProvider();

    assertThat(made.getHeaders()).containsExactly(Map.entry("a", "1"));
    made.onRefused();
    assertThatThrownBy(made::getHeaders)
        .isInstanceOf(NonRetriableException.class)
        .hasMessage("not any more");
  }

  @Test
  void headersProvider_ofAnAgent_isLookedForInTheApplicationsLoaderToo() throws Exception {
    Path source = folder.resolve("InApplication.java");
    Files.writeString(
        source,
        "public class InApplication {"
            + " public java.util.Map<String, String> getHeaders() { return java.util.Map.of(); } }");
    int exit =
        ToolProvider.getSystemJavaCompiler()
            .run(null, null, null, "-proc:none", "-d", "" + folder, "" + source);
    assertThat(exit).isZero();
    try (URLClassLoader application =
        new URLClassLoader(new URL[] {folder.toUri().toURL()}, null)) {
      assertThat(
              ofAgent("InApplication")
                  .application(application)
                  .build()
                  .headersProvider()
                  .getHeaders())
          .isEmpty();
    }
  }

  @Test
  void headersProvider_ofAnotherJvm_isNotLookedFor() throws Exception {
    AppenderSettings settings = ofAgent("com.example.Nowhere").forAnotherJvm().build();

    assertThat(settings.headersProvider()).isNull();
    assertThat(settings.headersProviderClass()).isEqualTo("com.example.Nowhere");
  }

  @ParameterizedTest
  @CsvSource({
    "com.example.Nowhere, no such class",
    "java.lang.String, a public method",
    "io.zerobus.log.TransportSettingsTest$HiddenHeaders, make the class public",
  })
  void headersProvider_ofAnAgentThatCannotBeMade_namesClassAndRemedy(String name, String why) {
    assertThatThrownBy(() -> ofAgent(name).build())
        .isInstanceOf(WrongSettingException.class)
        .hasMessageStartingWith("Wrong setting headersProvider: \"" + name + "\": ")
        .hasMessageContaining(why);
  }

  /** A thread of the application waits while the settings are checked. */
  @Test
  void headersProvider_ofAnAgent_isMadeWithTheFirstHeaders() throws Exception {
    HeadersProvider made = ofAgent(FailingHeaders.class.getName()).build().headersProvider();

    assertThatThrownBy(made::getHeaders)
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("no token");
  }

  @Test
  void headersProvider_ofAnAgent_runsWithTheContextThatItHasAtHome() throws Exception {
    HeadersProvider made = ofAgent(HomelyHeaders.class.getName()).build().headersProvider();
    Thread.currentThread().setContextClassLoader(null);
    try {
      assertThat(made.getHeaders()).containsExactly(Map.entry("home", "true"));
      assertThat(Thread.currentThread().getContextClassLoader()).isNull();
    } finally {
      Thread.currentThread().setContextClassLoader(getClass().getClassLoader());
    }
  }

  private static AppenderSettings.Builder ofAgent(String headersProvider) {
    return TestSettings.empty()
        .ofAgent(
            Map.of(
                "zerobus.server.endpoint",
                "h",
                "zerobus.table.name",
                "a.b.c",
                "zerobus.headers.provider",
                headersProvider));
  }

  // ---- rejectedFile ----------------------------------------------------------------------------

  @Test
  void rejectedFile_inAFolder_isTaken() throws Exception {
    Path file = folder.resolve("rejected.jsonl");
    assertThat(TestSettings.complete().set("rejectedFile", file.toString()).build().rejectedFile())
        .isEqualTo(file);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "no-folder/rejected.jsonl", "\0"})
  void rejectedFile_thatCannotBe_isRefused(String name) {
    String text = name.equals("\0") ? "x" + name + "y" : folder + "/" + name;
    assertThatThrownBy(() -> TestSettings.complete().set("rejectedFile", text).build())
        .isInstanceOf(WrongSettingException.class)
        .hasMessageStartingWith("Wrong setting rejectedFile: ");
  }
}
