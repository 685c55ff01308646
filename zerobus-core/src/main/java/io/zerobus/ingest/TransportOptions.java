// SPDX-License-Identifier: Apache-2.0
package io.zerobus.ingest;

import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.function.Function;
import javax.net.ssl.KeyManager;
import org.jspecify.annotations.Nullable;

/**
 * How connections are made, to the service and to the workspace alike; an immutable value. Its text
 * holds no secret.
 */
public final class TransportOptions {
  private final String applicationName;
  private final @Nullable TlsMaterial tls; // null: all is the platform's
  private final ProxySettings proxies;

  private TransportOptions(Builder builder) {
    this.applicationName = builder.applicationName;
    this.tls = builder.tls();
    this.proxies = builder.proxies();
  }

  public static Builder builder() {
    return new Builder();
  }

  /** Name and version of this SDK, and of the application if it has told. */
  public String userAgent() {
    return ("zerobus-sdk-java/" + GrpcTransport.VERSION + " " + applicationName).trim();
  }

  /** Whom to trust and who we are; null: the platform's trust store, and nobody. */
  public @Nullable TlsMaterial tls() {
    return tls;
  }

  public ProxySettings proxies() {
    return proxies;
  }

  @Override
  public String toString() {
    return "TransportOptions["
        + (applicationName.isEmpty() ? "" : applicationName + ", ")
        + (tls == null ? "TLS of the platform, " : "own TLS material, ")
        + proxies
        + "]";
  }

  /** Not thread-safe. */
  public static final class Builder {
    private static final String TRUST_FILE = "trustFile";
    private static final String CLIENT_CERTIFICATE = "clientCertificate";
    private static final String CLIENT_KEY_STORE = "clientKeyStore";

    private String applicationName = "";
    private @Nullable Path trustFile;
    private char @Nullable [] trustPassword;
    private @Nullable Path certificateChain;
    private @Nullable Path privateKey;
    private char @Nullable [] keyPassword;
    private @Nullable Path keyStore;
    private char @Nullable [] keyStorePassword;
    private Function<String, @Nullable String> environment = System::getenv;
    private @Nullable ProxySettings proxies; // null: the environment's

    private Builder() {}

    /**
     * What stands behind name and version of this SDK in the user agent, such as {@code
     * my-service/1.2}. Default: nothing.
     *
     * @throws IllegalArgumentException unless it is visible ASCII, with blanks between words
     */
    public Builder applicationName(String applicationName) {
      require("applicationName", applicationName);
      boolean visible = applicationName.equals(applicationName.trim());
      for (int i = 0; i < applicationName.length(); i++) {
        visible &= applicationName.charAt(i) >= ' ' && applicationName.charAt(i) <= '~';
      }
      if (!visible) {
        throw new IllegalArgumentException(
            "applicationName must be visible ASCII: '" + applicationName + "'");
      }
      this.applicationName = applicationName;
      return this;
    }

    /**
     * The only authorities to trust: a PEM file with one or more certificates, or a PKCS12 or JKS
     * store of trusted certificates; its content decides. Default: the trust store of the platform.
     *
     * @param password of a store; null if there is none
     */
    public Builder trustFile(Path file, char @Nullable [] password) {
      require(TRUST_FILE, file);
      this.trustFile = file;
      this.trustPassword = copy(password);
      return this;
    }

    /**
     * Who we are, for services and proxies with mutual TLS: a PEM file with the certificate and
     * those between it and the authority, in this order, and a PEM file with its PKCS#8 key. Both
     * may be one file. Default: nobody.
     *
     * @param keyPassword of an encrypted key; null if it is not encrypted
     */
    public Builder clientCertificate(
        Path certificateChain, Path privateKey, char @Nullable [] keyPassword) {
      require(CLIENT_CERTIFICATE + ": certificate chain", certificateChain);
      require(CLIENT_CERTIFICATE + ": private key", privateKey);
      this.certificateChain = certificateChain;
      this.privateKey = privateKey;
      this.keyPassword = copy(keyPassword);
      return this;
    }

    /**
     * Who we are, from a PKCS12 or JKS store; its content decides. Default: nobody.
     *
     * @param password of the store and of the key in it
     */
    public Builder clientKeyStore(Path file, char[] password) {
      require(CLIENT_KEY_STORE + ": file", file);
      require(CLIENT_KEY_STORE + ": password", password);
      this.keyStore = file;
      this.keyStorePassword = password.clone();
      return this;
    }

    /**
     * The HTTP proxy for all connections, whatever the environment says: {@code host:port} or
     * {@code http://user:password@host:port}, user and password percent-encoded where they hold
     * special characters. It is asked for tunnels (CONNECT); only token requests to an {@code
     * http://} workspace are sent to it as they are. Default: see {@link ProxySettings}.
     *
     * @throws IllegalArgumentException if the text is no proxy; credentials are not quoted
     */
    public Builder proxy(String proxy) {
      require("proxy", proxy);
      this.proxies = ProxySettings.of(proxy);
      return this;
    }

    /** No proxy, whatever the environment and the JVM's properties say. */
    public Builder noProxy() {
      this.proxies = ProxySettings.none();
      return this;
    }

    /** Where variables of the environment are looked up. Default: {@link System#getenv}. */
    public Builder environment(Function<String, @Nullable String> environment) {
      this.environment = environment;
      return this;
    }

    /**
     * Reads the files; blocks for that.
     *
     * @throws IllegalArgumentException if a file is missing, unreadable, of no known kind, or holds
     *     nothing of use; if a password is wrong; if a key does not fit to its certificate. The
     *     message names option and file, never a password
     */
    public TransportOptions build() {
      return new TransportOptions(this);
    }

    private @Nullable TlsMaterial tls() {
      if (certificateChain != null && keyStore != null) {
        throw new IllegalArgumentException(
            CLIENT_CERTIFICATE + " and " + CLIENT_KEY_STORE + " cannot be given both");
      }
      List<X509Certificate> trusted =
          trustFile == null ? List.of() : TlsFiles.trusted(TRUST_FILE, trustFile, trustPassword);
      KeyManager[] identity = {};
      if (certificateChain != null && privateKey != null) {
        identity = TlsFiles.identity(CLIENT_CERTIFICATE, certificateChain, privateKey, keyPassword);
      } else if (keyStore != null && keyStorePassword != null) {
        identity = TlsFiles.identity(CLIENT_KEY_STORE, keyStore, keyStorePassword);
      }
      if (trusted.isEmpty() && identity.length == 0) {
        return null;
      }
      try {
        return TlsMaterial.of(trusted, identity);
      } catch (GeneralSecurityException e) {
        throw new IllegalArgumentException("TLS cannot be set up: " + e.getMessage(), e);
      }
    }

    private ProxySettings proxies() {
      return proxies != null ? proxies : ProxySettings.detected(environment);
    }

    private static void require(String option, @Nullable Object value) {
      if (value == null) {
        throw new IllegalArgumentException(option + " is null");
      }
    }

    private static char @Nullable [] copy(char @Nullable [] password) {
      return password == null ? null : password.clone();
    }
  }
}
