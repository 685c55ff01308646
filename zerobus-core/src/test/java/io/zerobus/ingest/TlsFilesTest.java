// SPDX-License-Identifier: Apache-2.0
package io.zerobus.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import okhttp3.tls.HeldCertificate;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What TransportOptions makes of files. */
class TlsFilesTest {
  /** Made by OpenSSL 3: req -x509, and pkcs8 -topk8 with PBKDF2 and AES-256-CBC. */
  private static final String OPENSSL_CERTIFICATE =
"""
-----BEGIN CERTIFICATE-----
MIIBkTCCATegAwIBAgIUKuPwXpWfOULDgAWdQKVSoBsICpEwCgYIKoZIzj0EAwIw
HTEbMBkGA1UEAwwSZW5jcnlwdGVkLWtleS10ZXN0MCAXDTI2MTEyMjE2NDkxMloY
DzIxMjYxMDI5MTY0OTEyWjAdMRswGQYDVQQDDBJlbmNyeXB0ZWQta2V5LXRlc3Qw
WTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAAQpoof/MwB8mLvYSrAAKpp4rjveG7/I
bwcRplcmNI+1RUORvCjDrSZZW0FsxwTDijnzKuQoaTa4+a95molGB/gSo1MwUTAd
BgNVHQ4EFgQUI8DaFOv+pneUCid9CyqGZAVBy+EwHwYDVR0jBBgwFoAUI8DaFOv+
pneUCid9CyqGZAVBy+EwDwYDVR0TAQH/BAUwAwEB/zAKBggqhkjOPQQDAgNIADBF
AiEAn5H3DyNlzztF6BHmfuusXym49t3PGyR5BBEmUnOkifQCIA10JUl3J4B9kQKA
I1m0/ubMj7NL7Qg4GPWxW81Ma0fT
-----END CERTIFICATE-----
""";

  private static final String OPENSSL_ENCRYPTED_KEY =
"""
-----BEGIN ENCRYPTED PRIVATE KEY-----
MIHsMFcGCSqGSIb3DQEFDTBKMCkGCSqGSIb3DQEFDDAcBAg9kl5WK171sgICCAAw
DAYIKoZIhvcNAgkFADAdBglghkgBZQMEASoEENwJIwETfSbgpevEkjTnR0sEgZAc
NxdTPNqzLWgjWPHIA4tEpBc7y7lsXedxfoBQhDeCYthGJzDI3o8nLLbP7kLnIh8V
gS5oPuREqI00eg+7oueBFY+DKfncFMl+BbkWZNJt4hcn11COftKk5tD9S+BJMz0Z
WXXkAfunWJLDZtKZX/njuhWkwOthNvt8WMdoda4KeLhDFqult8Pyj6CsuHRxJXE=
-----END ENCRYPTED PRIVATE KEY-----
""";

  private static final String OPENSSL_KEY_PASSWORD = "s3cret-of-key";

  @TempDir private Path dir;

  private Path file(String name) {
    return dir.resolve(name);
  }

  private static X509Certificate[] trusted(Path file, char[] password) {
    TlsMaterial tls = TransportOptions.builder().trustFile(file, password).build().tls();
    assertThat(tls).isNotNull();
    return tls.trustManager().getAcceptedIssuers();
  }

  /** The message of what must be refused: with option and file, and without any password. */
  private static String refusal(String option, Path file, ThrowingCallable call) {
    IllegalArgumentException thrown = catchThrowableOfType(IllegalArgumentException.class, call);
    assertThat(thrown).isNotNull();
    assertThat(thrown.getMessage())
        .contains(option, file.toString())
        .doesNotContain("s3cret", "wrong-one");
    return thrown.getMessage();
  }

  private String trustRefusal(Path file, char[] password) {
    return refusal(
        "trustFile", file, () -> TransportOptions.builder().trustFile(file, password).build());
  }

  @Test
  void build_nothingGiven_leavesAllToThePlatform() {
    assertThat(TransportOptions.builder().build().tls()).isNull();
  }

  @Test
  void trustFile_pemWithSeveralAndTextBetween_allAreTrusted() throws Exception {
    Path pem =
        TestTls.pem(
            file("trust.p12"), // the content decides
            "# our authorities",
            TestTls.AUTHORITY.certificatePem(),
            "and another",
            TestTls.OTHER_AUTHORITY.certificatePem());
    assertThat(trusted(pem, null))
        .containsExactlyInAnyOrder(
            TestTls.AUTHORITY.certificate(), TestTls.OTHER_AUTHORITY.certificate());
  }

  @ParameterizedTest
  @ValueSource(strings = {"JKS", "JCEKS", "PKCS12"})
  void trustFile_store_itsEntriesAreTrusted(String type) throws Exception {
    Path store =
        TestTls.trustStore(
            file("trust.pem"),
            type,
            TestTls.AUTHORITY.certificate(),
            TestTls.OTHER_AUTHORITY.certificate());
    assertThat(trusted(store, TestTls.PASSWORD))
        .containsExactlyInAnyOrder(
            TestTls.AUTHORITY.certificate(), TestTls.OTHER_AUTHORITY.certificate());
  }

  @ParameterizedTest
  @ValueSource(strings = {"JKS", "PKCS12"})
  void trustFile_wrongPassword_isRefused(String type) throws Exception {
    Path store = TestTls.trustStore(file("t"), type, TestTls.AUTHORITY.certificate());
    assertThat(trustRefusal(store, "wrong-one".toCharArray())).contains("password is wrong");
  }

  @Test
  void trustFile_pkcs12WithoutItsPassword_isRefused() throws Exception {
    Path store = TestTls.trustStore(file("t"), "PKCS12", TestTls.AUTHORITY.certificate());
    assertThat(trustRefusal(store, null)).contains("password missing");
  }

  @Test
  void trustFile_storeOfAKeyOnly_isRefused() throws Exception {
    Path store = TestTls.keyStore(file("t"), "PKCS12", TestTls.CLIENT);
    assertThat(trustRefusal(store, TestTls.PASSWORD)).contains("no trusted certificate");
  }

  @Test
  void trustFile_nothingOfUse_isRefused() throws Exception {
    assertThat(trustRefusal(file("gone"), null)).contains("no such file");
    assertThat(trustRefusal(dir, null)).contains("cannot be read");
    assertThat(trustRefusal(Files.write(file("empty"), new byte[0]), null)).contains("neither");
    assertThat(trustRefusal(Files.writeString(file("text"), "hello"), null)).contains("neither");
    Path key = TestTls.pem(file("key"), TestTls.CLIENT.privateKeyPkcs8Pem());
    assertThat(trustRefusal(key, null)).contains("no trusted certificate");
    Path broken =
        TestTls.pem(file("broken"), "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----");
    assertThat(trustRefusal(broken, null)).contains("cannot be read");
    Path noBase64 =
        TestTls.pem(file("b64"), "-----BEGIN CERTIFICATE-----\nAAAAA\n-----END CERTIFICATE-----");
    assertThat(trustRefusal(noBase64, null)).contains("not base64");
    byte[] der = {0x30, 0x03, 0x02, 0x01, 0x03};
    assertThat(trustRefusal(Files.write(file("der"), der), TestTls.PASSWORD))
        .contains("cannot be read");
  }

  @Test
  void clientCertificate_rsaAndEc_areTaken() throws Exception {
    for (HeldCertificate held :
        new HeldCertificate[] {
          new HeldCertificate.Builder().rsa2048().build(),
          new HeldCertificate.Builder().ecdsa256().build()
        }) {
      Path both = TestTls.pem(file("both"), held.privateKeyPkcs8Pem(), held.certificatePem());
      assertThat(TransportOptions.builder().clientCertificate(both, both, null).build().tls())
          .isNotNull();
    }
  }

  @Test
  void clientCertificate_encryptedKey_isDecrypted() throws Exception {
    Path chain = TestTls.pem(file("chain"), OPENSSL_CERTIFICATE);
    Path key = TestTls.pem(file("key"), OPENSSL_ENCRYPTED_KEY);
    assertThatCode(
            () ->
                TransportOptions.builder()
                    .clientCertificate(chain, key, OPENSSL_KEY_PASSWORD.toCharArray())
                    .build())
        .doesNotThrowAnyException();
    assertThat(keyRefusal(chain, key, key, "wrong-one".toCharArray()))
        .contains("password is wrong");
    assertThat(keyRefusal(chain, key, key, null)).contains("no password");
  }

  private String keyRefusal(Path chain, Path key, Path named, char[] password) {
    return refusal(
        "clientCertificate",
        named,
        () -> TransportOptions.builder().clientCertificate(chain, key, password).build());
  }

  @Test
  void clientCertificate_whatDoesNotFit_isRefused() throws Exception {
    HeldCertificate rsa = new HeldCertificate.Builder().rsa2048().build();
    Path chain = TestTls.pem(file("chain"), TestTls.CLIENT.certificatePem());
    Path key = TestTls.pem(file("key"), TestTls.CLIENT.privateKeyPkcs8Pem());
    Path otherKey = TestTls.pem(file("other"), TestTls.AUTHORITY.privateKeyPkcs8Pem());
    Path rsaKey = TestTls.pem(file("rsa"), rsa.privateKeyPkcs8Pem());
    Path pkcs1 = TestTls.pem(file("pkcs1"), rsa.privateKeyPkcs1Pem());

    assertThat(keyRefusal(chain, otherKey, otherKey, null)).contains("does not fit");
    assertThat(keyRefusal(chain, rsaKey, rsaKey, null)).contains("does not fit");
    assertThat(keyRefusal(chain, pkcs1, pkcs1, null)).contains("openssl pkcs8 -topk8");
    assertThat(keyRefusal(chain, chain, chain, null)).contains("no PEM private key");
    assertThat(keyRefusal(key, key, key, null)).contains("no PEM certificate");
    assertThat(keyRefusal(chain, file("gone"), file("gone"), null)).contains("no such file");
  }

  @Test
  void clientKeyStore_whatCannotBeUsed_isRefused() throws Exception {
    Path trust = TestTls.trustStore(file("t"), "JKS", TestTls.AUTHORITY.certificate());
    assertThat(storeRefusal(trust, TestTls.PASSWORD)).contains("no private key");
    Path store = TestTls.keyStore(file("k"), "JKS", TestTls.CLIENT);
    assertThat(storeRefusal(store, "wrong-one".toCharArray())).contains("password is wrong");
    Path pem = TestTls.pem(file("p"), TestTls.CLIENT.certificatePem());
    assertThat(storeRefusal(pem, TestTls.PASSWORD)).contains("use clientCertificate");
  }

  private String storeRefusal(Path file, char[] password) {
    return refusal(
        "clientKeyStore",
        file,
        () -> TransportOptions.builder().clientKeyStore(file, password).build());
  }

  @Test
  void build_twoIdentities_areRefused() throws Exception {
    Path store = TestTls.keyStore(file("k"), "PKCS12", TestTls.CLIENT);
    Path chain = TestTls.pem(file("c"), TestTls.CLIENT.certificatePem());
    IllegalArgumentException thrown =
        catchThrowableOfType(
            IllegalArgumentException.class,
            () ->
                TransportOptions.builder()
                    .clientKeyStore(store, TestTls.PASSWORD)
                    .clientCertificate(chain, chain, null)
                    .build());
    assertThat(thrown).hasMessageContainingAll("clientCertificate", "clientKeyStore");
  }
}
