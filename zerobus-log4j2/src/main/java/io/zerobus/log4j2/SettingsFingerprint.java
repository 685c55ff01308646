// SPDX-License-Identifier: Apache-2.0
package io.zerobus.log4j2;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Properties;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A short text that is the same for the same settings in this process. Not thread-safe.
 *
 * <p>Log4j writes the names of managers into its debug lines, so nothing can be learned of a secret
 * from this one: it is a digest with a salt that nobody knows.
 */
final class SettingsFingerprint {

  private static final byte[] SALT = newSalt();
  private static final String OWN_PROPERTIES = "zerobus.";

  private final MessageDigest digest;

  SettingsFingerprint() {
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("each Java platform has it", e);
    }
    digest.update(SALT);
  }

  private static byte[] newSalt() {
    byte[] salt = new byte[16];
    new SecureRandom().nextBytes(salt);
    return salt;
  }

  /** Takes a setting. */
  SettingsFingerprint add(String name, @Nullable String value) {
    addText(name);
    addText(value);
    return this;
  }

  /** Takes the system properties that are settings. */
  SettingsFingerprint addProperties(Properties properties) {
    for (String name : new TreeSet<>(properties.stringPropertyNames())) {
      if (name.startsWith(OWN_PROPERTIES)) {
        add(name, properties.getProperty(name));
      }
    }
    return this;
  }

  /** The text; nothing can be added after it. */
  String text() {
    return String.format("%016x", ByteBuffer.wrap(digest.digest()).getLong());
  }

  /** With its length, so that two texts never read like two others. */
  private void addText(@Nullable String text) {
    byte[] bytes = text == null ? new byte[0] : text.getBytes(StandardCharsets.UTF_8);
    int length = text == null ? -1 : bytes.length;
    digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(0, length));
    digest.update(bytes);
  }
}
