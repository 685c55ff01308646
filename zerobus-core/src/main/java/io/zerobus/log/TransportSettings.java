// SPDX-License-Identifier: Apache-2.0
package io.zerobus.log;

import io.zerobus.ingest.Endpoint;
import io.zerobus.ingest.TransportOptions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Turns the settings of TLS and proxy into the options of connections. Reads the files, so blocks
 * for that.
 */
final class TransportSettings {

  /** All that this class looks at. */
  static final List<Setting> SETTINGS =
      Collections.unmodifiableList(
          Arrays.asList(
              Setting.TLS_TRUST_FILE,
              Setting.TLS_TRUST_PASSWORD,
              Setting.TLS_CERTIFICATE_FILE,
              Setting.TLS_KEY_FILE,
              Setting.TLS_KEY_PASSWORD,
              Setting.PROXY));

  private static final String APPLICATION = "zerobus-logging";
  private static final String PEM = "-----BEGIN ";

  private final SettingLookup lookup;

  TransportSettings(SettingLookup lookup) {
    this.lookup = lookup;
  }

  /**
   * The options for connections to these two.
   *
   * @param workspace null when no token is asked for
   */
  TransportOptions options(
      Map<String, String> environment, Endpoint server, @Nullable Endpoint workspace)
      throws WrongSettingException {
    TransportOptions.Builder options = TransportOptions.builder().applicationName(APPLICATION);
    options.environment(environment::get);
    trust(options);
    identity(options);
    return withProxy(options, server, workspace);
  }

  private void trust(TransportOptions.Builder options) throws WrongSettingException {
    String file = lookup.text(Setting.TLS_TRUST_FILE);
    if (file == null) {
      return;
    }
    options.trustFile(
        path(Setting.TLS_TRUST_FILE, file), chars(lookup.text(Setting.TLS_TRUST_PASSWORD)));
    check(
        options,
        Setting.TLS_TRUST_FILE,
        file,
        "name a PEM, PKCS12 or JKS file that can be read, and its password in tlsTrustPassword");
  }

  private void identity(TransportOptions.Builder options) throws WrongSettingException {
    String certificate = lookup.text(Setting.TLS_CERTIFICATE_FILE);
    String key = lookup.text(Setting.TLS_KEY_FILE);
    if (certificate == null) {
      if (key != null) {
        throw SettingParser.wrong(
            Setting.TLS_KEY_FILE, key, "name the file of its certificate in tlsCertificateFile");
      }
      return;
    }
    char @Nullable [] password = chars(lookup.text(Setting.TLS_KEY_PASSWORD));
    if (key != null) {
      pair(options, certificate, key, password);
    } else {
      store(options, certificate, password);
    }
  }

  private static void pair(
      TransportOptions.Builder options, String certificate, String key, char @Nullable [] password)
      throws WrongSettingException {
    Path certificateFile = path(Setting.TLS_CERTIFICATE_FILE, certificate);
    Path keyFile = path(Setting.TLS_KEY_FILE, key);
    readable(Setting.TLS_CERTIFICATE_FILE, certificate, certificateFile);
    readable(Setting.TLS_KEY_FILE, key, keyFile);
    options.clientCertificate(certificateFile, keyFile, password);
    check(
        options,
        Setting.TLS_KEY_FILE,
        key,
        "name the PEM file of the certificate in tlsCertificateFile (now \""
            + certificate
            + "\"), that of its PKCS#8 key in tlsKeyFile, and the key's password, if it has one,"
            + " in tlsKeyPassword");
  }

  private static void store(
      TransportOptions.Builder options, String file, char @Nullable [] password)
      throws WrongSettingException {
    Path path = path(Setting.TLS_CERTIFICATE_FILE, file);
    String content = readable(Setting.TLS_CERTIFICATE_FILE, file, path);
    if (content.contains(PEM)) {
      throw SettingParser.wrong(
          Setting.TLS_CERTIFICATE_FILE,
          file,
          "this is PEM: name the file with its key in tlsKeyFile; it may be the same file");
    }
    if (password == null) {
      throw SettingParser.wrong(
          Setting.TLS_CERTIFICATE_FILE,
          file,
          "give the password of this key store in" + " tlsKeyPassword");
    }
    options.clientKeyStore(path, password);
    check(
        options,
        Setting.TLS_CERTIFICATE_FILE,
        file,
        "name a PKCS12 or JKS file with a key, and its password in tlsKeyPassword");
  }

  /** What is wrong in the environment is said too, instead of with the first connection. */
  private TransportOptions withProxy(
      TransportOptions.Builder builder, Endpoint server, @Nullable Endpoint workspace)
      throws WrongSettingException {
    String proxy = lookup.text(Setting.PROXY);
    try {
      if (proxy != null) {
        builder.proxy(proxy);
      }
      TransportOptions options = builder.build();
      options.proxies().forGrpc(server);
      if (workspace != null) {
        options.proxies().forHttp(workspace);
      }
      return options;
    } catch (IllegalArgumentException e) {
      throw new WrongSettingException(
          Setting.PROXY.xmlName(),
          "Wrong setting "
              + (proxy == null ? "proxy: it is not given, and " : "")
              + e.getMessage()
              + "; use host:port, with http:// or without");
    }
  }

  private static void check(
      TransportOptions.Builder options, Setting setting, String text, String remedy)
      throws WrongSettingException {
    try {
      TransportOptions unused = options.build();
    } catch (IllegalArgumentException e) {
      String message = String.valueOf(e.getMessage());
      // The SDK's name of the option stands before the first colon of a space; ours is better.
      String reason = message.substring(message.indexOf(": ") + 1).trim();
      throw SettingParser.wrong(setting, text, reason + "; " + remedy);
    }
  }

  private static String readable(Setting setting, String text, Path file)
      throws WrongSettingException {
    try {
      return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
    } catch (IOException | SecurityException e) {
      throw SettingParser.wrong(
          setting, text, "it cannot be read (" + e + "); name a file that can" + " be");
    }
  }

  private static Path path(Setting setting, String text) throws WrongSettingException {
    try {
      return Paths.get(text);
    } catch (InvalidPathException e) {
      throw SettingParser.wrong(setting, text, "this is no path of a file");
    }
  }

  private static char @Nullable [] chars(@Nullable String text) {
    return text == null ? null : text.toCharArray();
  }
}
