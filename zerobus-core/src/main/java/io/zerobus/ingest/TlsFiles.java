// SPDX-License-Identifier: Apache-2.0
package io.zerobus.ingest;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.UnrecoverableKeyException;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import javax.crypto.Cipher;
import javax.crypto.EncryptedPrivateKeyInfo;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import org.jspecify.annotations.Nullable;

/**
 * Reads certificates and keys from files. The content decides what a file is, not its name.
 *
 * <p>Whatever is wrong is an {@link IllegalArgumentException} that names option and file. No
 * message quotes a password or a file's content.
 */
final class TlsFiles {
  private static final int JKS_MAGIC = 0xFEEDFEED;
  private static final int JCEKS_MAGIC = 0xCECECECE;
  private static final int DER_SEQUENCE = 0x30;
  private static final String PBES2_OID = "1.2.840.113549.1.5.13";

  private TlsFiles() {}

  /** The certificates of a PEM file, or the trusted ones of a key store; at least one. */
  static List<X509Certificate> trusted(String option, Path file, char @Nullable [] password) {
    byte[] content = read(option, file);
    List<X509Certificate> certificates;
    if (PemBlocks.isPem(content)) {
      certificates = certificates(option, file, content);
    } else {
      certificates = trustedEntries(option, file, keyStore(option, file, content, password));
    }
    if (certificates.isEmpty()) {
      throw wrong(
          option,
          file,
          "no trusted certificate is in it"
              + (PemBlocks.isPem(content)
                  ? ""
                  : "; is its password missing, or was it made without keytool -importcert?"));
    }
    return certificates;
  }

  /** The identity of a PEM certificate chain and its PKCS#8 key. */
  static KeyManager[] identity(
      String option, Path chainFile, Path keyFile, char @Nullable [] keyPassword) {
    List<X509Certificate> chain = certificates(option, chainFile, read(option, chainFile));
    if (chain.isEmpty()) {
      throw wrong(option, chainFile, "no PEM certificate is in it");
    }
    PublicKey publicKey = chain.get(0).getPublicKey();
    PrivateKey key = privateKey(option, keyFile, publicKey.getAlgorithm(), keyPassword);
    if (!fits(key, publicKey)) {
      throw wrong(option, keyFile, "the key does not fit to the first certificate of " + chainFile);
    }
    char[] inMemory = new char[0];
    try {
      KeyStore store = emptyStore();
      store.setKeyEntry("client", key, inMemory, chain.toArray(new Certificate[0]));
      return keyManagers(store, inMemory);
    } catch (GeneralSecurityException e) {
      throw wrong(option, keyFile, "the key cannot be used: " + e.getMessage());
    }
  }

  /** The identity that a key store holds. */
  static KeyManager[] identity(String option, Path file, char[] password) {
    byte[] content = read(option, file);
    if (PemBlocks.isPem(content)) {
      throw wrong(option, file, "it is PEM, not PKCS12 or JKS: use clientCertificate for that");
    }
    KeyStore store = keyStore(option, file, content, password);
    try {
      boolean found = false;
      for (String alias : Collections.list(store.aliases())) {
        found |= store.isKeyEntry(alias);
      }
      if (!found) {
        throw wrong(option, file, "no private key is in it");
      }
      return keyManagers(store, password);
    } catch (UnrecoverableKeyException e) {
      throw wrong(option, file, "its password does not open the key; both must have the same");
    } catch (GeneralSecurityException e) {
      throw wrong(option, file, "the key cannot be used: " + e.getMessage());
    }
  }

  /** A key store in memory. */
  static KeyStore emptyStore() throws GeneralSecurityException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    try {
      store.load(null, null);
    } catch (IOException e) {
      throw new GeneralSecurityException(e);
    }
    return store;
  }

  private static KeyManager[] keyManagers(KeyStore store, char[] password)
      throws GeneralSecurityException {
    KeyManagerFactory factory =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    factory.init(store, password);
    return factory.getKeyManagers();
  }

  private static byte[] read(String option, Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (NoSuchFileException e) {
      throw wrong(option, file, "there is no such file");
    } catch (IOException e) {
      throw wrong(option, file, "it cannot be read: " + e);
    }
  }

  private static List<PemBlocks.Block> blocks(String option, Path file, byte[] content) {
    try {
      return PemBlocks.parse(content);
    } catch (IllegalArgumentException e) {
      throw wrong(option, file, String.valueOf(e.getMessage()));
    }
  }

  private static List<X509Certificate> certificates(String option, Path file, byte[] content) {
    List<X509Certificate> certificates = new ArrayList<>();
    try {
      CertificateFactory factory = CertificateFactory.getInstance("X.509");
      for (PemBlocks.Block block : blocks(option, file, content)) {
        if (block.isCertificate()) {
          certificates.add(
              (X509Certificate) factory.generateCertificate(new ByteArrayInputStream(block.der)));
        }
      }
    } catch (CertificateException e) {
      throw wrong(option, file, "a certificate in it cannot be read: " + e.getMessage());
    }
    return certificates;
  }

  private static List<X509Certificate> trustedEntries(String option, Path file, KeyStore store) {
    List<X509Certificate> certificates = new ArrayList<>();
    try {
      for (String alias : Collections.list(store.aliases())) {
        Certificate certificate = store.getCertificate(alias);
        if (store.isCertificateEntry(alias) && certificate instanceof X509Certificate) {
          certificates.add((X509Certificate) certificate);
        }
      }
    } catch (GeneralSecurityException e) {
      throw wrong(option, file, "it cannot be read: " + e.getMessage());
    }
    return certificates;
  }

  private static KeyStore keyStore(
      String option, Path file, byte[] content, char @Nullable [] password) {
    try {
      KeyStore store = KeyStore.getInstance(storeType(option, file, content));
      store.load(new ByteArrayInputStream(content), password);
      return store;
    } catch (IOException e) {
      throw wrong(
          option,
          file,
          e.getCause() instanceof UnrecoverableKeyException
              ? "its password is wrong"
              : "it cannot be read (damaged, or its password is "
                  + (password == null ? "missing)" : "wrong)"));
    } catch (GeneralSecurityException e) {
      throw wrong(option, file, "it cannot be read: " + e.getMessage());
    }
  }

  private static String storeType(String option, Path file, byte[] content) {
    int magic = 0;
    for (int i = 0; i < 4 && i < content.length; i++) {
      magic |= (content[i] & 0xFF) << (24 - 8 * i);
    }
    if (magic == JKS_MAGIC) {
      return "JKS";
    }
    if (magic == JCEKS_MAGIC) {
      return "JCEKS";
    }
    if (magic >>> 24 == DER_SEQUENCE) {
      return "PKCS12";
    }
    throw wrong(option, file, "it is neither PEM nor PKCS12 nor JKS");
  }

  private static PrivateKey privateKey(
      String option, Path file, String algorithm, char @Nullable [] password) {
    for (PemBlocks.Block block : blocks(option, file, read(option, file))) {
      if (!block.isPrivateKey()) {
        continue;
      }
      PKCS8EncodedKeySpec spec;
      if (block.label.equals("PRIVATE KEY")) {
        spec = new PKCS8EncodedKeySpec(block.der);
      } else if (block.label.equals("ENCRYPTED PRIVATE KEY")) {
        spec = decrypted(option, file, block.der, password);
      } else {
        throw wrong(
            option,
            file,
            "it holds a " + block.label + ", not PKCS#8; convert it with openssl pkcs8 -topk8");
      }
      try {
        return KeyFactory.getInstance(algorithm).generatePrivate(spec);
      } catch (InvalidKeySpecException e) {
        throw wrong(
            option, file, "the key does not fit to the certificate, which has one of " + algorithm);
      } catch (GeneralSecurityException e) {
        throw wrong(option, file, "keys of " + algorithm + " are not supported here");
      }
    }
    throw wrong(option, file, "no PEM private key is in it");
  }

  private static PKCS8EncodedKeySpec decrypted(
      String option, Path file, byte[] der, char @Nullable [] password) {
    if (password == null) {
      throw wrong(option, file, "the key is encrypted, and there is no password for it");
    }
    EncryptedPrivateKeyInfo info;
    Cipher cipher;
    PBEKeySpec passwordSpec = new PBEKeySpec(password);
    try {
      info = new EncryptedPrivateKeyInfo(der);
      String algorithm = pbeAlgorithm(info);
      Key key = SecretKeyFactory.getInstance(algorithm).generateSecret(passwordSpec);
      cipher = Cipher.getInstance(algorithm);
      cipher.init(Cipher.DECRYPT_MODE, key, info.getAlgParameters());
    } catch (IOException | GeneralSecurityException e) {
      throw wrong(option, file, "this encryption is not supported here: " + e.getMessage());
    } finally {
      passwordSpec.clearPassword();
    }
    try {
      return info.getKeySpec(cipher);
    } catch (GeneralSecurityException e) {
      throw wrong(option, file, "the key's password is wrong");
    }
  }

  /** For PBES2 the JDK keeps the name of the whole scheme in the text of its parameters. */
  private static String pbeAlgorithm(EncryptedPrivateKeyInfo info) {
    String name = info.getAlgName();
    AlgorithmParameters parameters = info.getAlgParameters();
    boolean isPbes2 = name.equals("PBES2") || name.equals(PBES2_OID);
    return isPbes2 && parameters != null ? parameters.toString() : name;
  }

  private static boolean fits(PrivateKey key, PublicKey publicKey) {
    String algorithm;
    switch (publicKey.getAlgorithm()) {
      case "RSA":
        algorithm = "SHA256withRSA";
        break;
      case "EC":
        algorithm = "SHA256withECDSA";
        break;
      case "EdDSA":
        algorithm = "EdDSA";
        break;
      default:
        return true; // found out by the server
    }
    byte[] probe = {1, 2, 3};
    try {
      Signature signature = Signature.getInstance(algorithm);
      signature.initSign(key);
      signature.update(probe);
      byte[] signed = signature.sign();
      signature.initVerify(publicKey);
      signature.update(probe);
      return signature.verify(signed);
    } catch (GeneralSecurityException e) {
      return false;
    }
  }

  private static IllegalArgumentException wrong(String option, Path file, String what) {
    return new IllegalArgumentException(option + " " + file + ": " + what);
  }
}
