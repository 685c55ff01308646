// SPDX-License-Identifier: Apache-2.0
package io.zerobus.ingest;

import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Whom TLS connections trust, and as whom they present themselves; an immutable value. Its text
 * holds no secret.
 */
public final class TlsMaterial {
  private final X509TrustManager trustManager;
  private final SSLSocketFactory socketFactory;

  private TlsMaterial(X509TrustManager trustManager, SSLSocketFactory socketFactory) {
    this.trustManager = trustManager;
    this.socketFactory = socketFactory;
  }

  /**
   * Sets up a TLS context.
   *
   * @param trusted the only authorities to trust; empty: the platform's trust store
   * @param identity what the client shows when it is asked; empty: nothing
   */
  static TlsMaterial of(List<X509Certificate> trusted, KeyManager[] identity)
      throws GeneralSecurityException {
    X509TrustManager trustManager = trustManager(trusted.isEmpty() ? null : storeOf(trusted));
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(identity, new TrustManager[] {trustManager}, null);
    return new TlsMaterial(trustManager, context.getSocketFactory());
  }

  public X509TrustManager trustManager() {
    return trustManager;
  }

  public SSLSocketFactory socketFactory() {
    return socketFactory;
  }

  private static KeyStore storeOf(List<X509Certificate> certificates)
      throws GeneralSecurityException {
    KeyStore store = TlsFiles.emptyStore();
    for (int i = 0; i < certificates.size(); i++) {
      store.setCertificateEntry("trusted-" + i, certificates.get(i));
    }
    return store;
  }

  // A null store is the API's way to say "the platform's".
  @SuppressWarnings("NullAway")
  private static X509TrustManager trustManager(@Nullable KeyStore store)
      throws GeneralSecurityException {
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(store);
    for (TrustManager manager : factory.getTrustManagers()) {
      if (manager instanceof X509TrustManager) {
        return (X509TrustManager) manager;
      }
    }
    throw new GeneralSecurityException("the platform has no X.509 trust manager");
  }
}
