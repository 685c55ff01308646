// SPDX-License-Identifier: Apache-2.0
package io.zerobus.local.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.zerobus.local.UserError;
import io.zerobus.local.delta.Disk;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.UUID;

/**
 * The one service principal of a data folder, and the key that signs its tokens. Made at the first
 * start and kept, so that clients of a server that is started again go on with what they have.
 */
public final class Credentials {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int SECRET_BYTES = 24;
  private static final int KEY_BYTES = 32;

  private final String clientId;
  private final String clientSecret;
  private final byte[] tokenKey;

  private Credentials(String clientId, String clientSecret, byte[] tokenKey) {
    this.clientId = clientId;
    this.clientSecret = clientSecret;
    this.tokenKey = tokenKey.clone();
  }

  /** Reads the credentials from a file, or makes new ones and writes it. */
  public static Credentials load(Path file) {
    try {
      if (!Files.exists(file)) {
        create(file);
      }
      JsonNode json = JSON.readTree(file.toFile());
      return new Credentials(
          json.required("clientId").textValue(),
          json.required("clientSecret").textValue(),
          Base64.getDecoder().decode(json.required("tokenKey").textValue()));
    } catch (IOException | IllegalArgumentException e) {
      throw new UserError(
          "the credentials in "
              + file
              + " cannot be read: delete the file, and new ones are made at the next start",
          e);
    }
  }

  public String clientId() {
    return clientId;
  }

  /** The secret; goes into the line that says the server is ready, and nowhere else. */
  public String clientSecret() {
    return clientSecret;
  }

  byte[] tokenKey() {
    return tokenKey.clone();
  }

  boolean matches(String id, String secret) {
    return equal(clientId + ":" + clientSecret, id + ":" + secret);
  }

  /** Takes the same time wherever the difference is. */
  private static boolean equal(String expected, String given) {
    return MessageDigest.isEqual(
        expected.getBytes(StandardCharsets.UTF_8), given.getBytes(StandardCharsets.UTF_8));
  }

  private static void create(Path file) throws IOException {
    SecureRandom random = new SecureRandom();
    byte[] secret = new byte[SECRET_BYTES];
    random.nextBytes(secret);
    byte[] key = new byte[KEY_BYTES];
    random.nextBytes(key);
    ObjectNode json =
        JSON.createObjectNode()
            .put("clientId", UUID.randomUUID().toString())
            .put("clientSecret", HexFormat.of().formatHex(secret))
            .put("tokenKey", Base64.getEncoder().encodeToString(key));
    Path temporary = file.resolveSibling(file.getFileName() + ".tmp");
    Files.deleteIfExists(temporary);
    Files.createFile(temporary, ownerOnly());
    Files.write(temporary, JSON.writeValueAsBytes(json));
    Disk.syncFile(temporary);
    Disk.rename(temporary, file);
  }

  private static FileAttribute<?>[] ownerOnly() {
    return FileSystems.getDefault().supportedFileAttributeViews().contains("posix")
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
        }
        : new FileAttribute<?>[0]; // Elsewhere the folder's own rights apply.
  }
}
