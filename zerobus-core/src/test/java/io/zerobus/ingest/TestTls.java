// SPDX-License-Identifier: Apache-2.0
package io.zerobus.ingest;

import io.grpc.ServerCredentials;
import io.grpc.TlsServerCredentials;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import okhttp3.tls.HandshakeCertificates;
import okhttp3.tls.HeldCertificate;

/** An authority of our own, and what it has signed. */
public final class TestTls {
  public static final char[] PASSWORD = "s3cret-of-store".toCharArray();

  public static final HeldCertificate AUTHORITY =
      new HeldCertificate.Builder().commonName("test authority").certificateAuthority(1).build();
  public static final HeldCertificate OTHER_AUTHORITY =
      new HeldCertificate.Builder().commonName("other authority").certificateAuthority(1).build();
  public static final HeldCertificate INTERMEDIATE =
      new HeldCertificate.Builder()
          .commonName("intermediate")
          .certificateAuthority(0)
          .signedBy(AUTHORITY)
          .build();
  public static final HeldCertificate CLIENT =
      new HeldCertificate.Builder().commonName("the client").signedBy(INTERMEDIATE).build();

  private TestTls() {}

  /** A certificate of a server for these names and addresses. */
  public static HeldCertificate server(String... names) {
    return builder(names).build();
  }

  /** One that was valid a day, long ago. */
  public static HeldCertificate expired(String... names) {
    return builder(names).validityInterval(1_000_000_000_000L, 1_000_086_400_000L).build();
  }

  private static HeldCertificate.Builder builder(String... names) {
    HeldCertificate.Builder builder =
        new HeldCertificate.Builder().commonName("server").signedBy(AUTHORITY);
    for (String name : names) {
      builder.addSubjectAlternativeName(name);
    }
    return builder;
  }

  /** For {@link ScriptedServer}. */
  public static ServerCredentials credentials(HeldCertificate server) {
    return TlsServerCredentials.newBuilder().keyManager(handshake(server).keyManager()).build();
  }

  /** For {@link ScriptedServer}, whose clients must have a certificate of the authority. */
  public static ServerCredentials credentialsThatAskForTheClients(HeldCertificate server) {
    return TlsServerCredentials.newBuilder()
        .keyManager(handshake(server).keyManager())
        .trustManager(handshake(server).trustManager())
        .clientAuth(TlsServerCredentials.ClientAuth.REQUIRE)
        .build();
  }

  private static HandshakeCertificates handshake(HeldCertificate server) {
    return new HandshakeCertificates.Builder()
        .heldCertificate(server)
        .addTrustedCertificate(AUTHORITY.certificate())
        .build();
  }

  /** One PEM text after the other. */
  public static Path pem(Path file, String... blocks) throws IOException {
    return Files.writeString(file, String.join("\n", blocks));
  }

  /** A store that trusts these. */
  public static Path trustStore(Path file, String type, X509Certificate... trusted)
      throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance(type);
    store.load(null, null);
    for (int i = 0; i < trusted.length; i++) {
      store.setCertificateEntry("trusted" + i, trusted[i]);
    }
    return written(file, store);
  }

  /** A store with a key and its chain. */
  public static Path keyStore(Path file, String type, HeldCertificate held, Certificate... above)
      throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance(type);
    store.load(null, null);
    Certificate[] chain = new Certificate[above.length + 1];
    chain[0] = held.certificate();
    System.arraycopy(above, 0, chain, 1, above.length);
    store.setKeyEntry("key", held.keyPair().getPrivate(), PASSWORD, chain);
    return written(file, store);
  }

  private static Path written(Path file, KeyStore store)
      throws IOException, GeneralSecurityException {
    try (OutputStream out = Files.newOutputStream(file)) {
      store.store(out, PASSWORD);
    }
    return file;
  }
}
