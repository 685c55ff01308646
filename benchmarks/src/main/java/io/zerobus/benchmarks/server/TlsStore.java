// SPDX-License-Identifier: Apache-2.0
package io.zerobus.benchmarks.server;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A key and a certificate for this machine, made by the JDK's own tool. Immutable. */
public final class TlsStore {

  /** Of the key store; nothing in it is worth hiding. */
  static final String PASSWORD = "benchmark";

  private final Path keyStore;
  private final Path certificate;

  private TlsStore(Path keyStore, Path certificate) {
    this.keyStore = keyStore;
    this.certificate = certificate;
  }

  /** Makes both in a folder: RSA of 2048 bits, for localhost. Takes a second. */
  public static TlsStore make(Path folder) throws IOException, InterruptedException {
    Files.createDirectories(folder);
    TlsStore made = new TlsStore(folder.resolve("server.p12"), folder.resolve("server.pem"));
    Files.deleteIfExists(made.keyStore);
    keytool(
        made.keyStore,
        "-genkeypair",
        "-keyalg",
        "RSA",
        "-keysize",
        "2048",
        "-validity",
        "30",
        "-dname",
        "CN=localhost",
        "-ext",
        "SAN=dns:localhost,ip:127.0.0.1");
    keytool(made.keyStore, "-exportcert", "-rfc", "-file", made.certificate.toString());
    return made;
  }

  /** The certificate in PEM, which clients are to trust. */
  public Path certificate() {
    return certificate;
  }

  Path keyStore() {
    return keyStore;
  }

  private static void keytool(Path store, String... arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.addAll(List.of(arguments));
    command.addAll(
        List.of(
            "-alias",
            "server",
            "-keystore",
            store.toString(),
            "-storetype",
            "PKCS12",
            "-storepass",
            PASSWORD,
            "-noprompt"));
    Process keytool = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (keytool.waitFor() != 0) {
      throw new IOException("keytool: " + said);
    }
  }
}
