// SPDX-License-Identifier: Apache-2.0
package io.zerobus.log;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The secret of the service principal: a text, or a file that is read each time it is asked for.
 */
final class ClientSecret {

  private static final int MAX_FILE_BYTES = 64 * 1024;

  private final @Nullable String text;
  private final @Nullable Path file;

  private ClientSecret(@Nullable String text, @Nullable Path file) {
    this.text = text;
    this.file = file;
  }

  static ClientSecret ofText(String text) {
    return new ClientSecret(text, null);
  }

  static ClientSecret ofFile(Path file) {
    return new ClientSecret(null, file);
  }

  /**
   * The secret as it is now. Reads the file if there is one, so not for an application's thread.
   *
   * @throws IOException when the file cannot be read or holds no secret
   */
  String read() throws IOException {
    if (text != null) {
      return text;
    }
    Path path = Objects.requireNonNull(file);
    if (Files.size(path) > MAX_FILE_BYTES) {
      throw new IOException("the file is larger than " + MAX_FILE_BYTES + " bytes");
    }
    String read = new String(Files.readAllBytes(path), StandardCharsets.UTF_8).trim();
    if (read.isEmpty()) {
      throw new IOException("the file is empty");
    }
    return read;
  }

  /** Whether {@link #read} may give another secret later. */
  boolean isFile() {
    return file != null;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof ClientSecret
        && Objects.equals(((ClientSecret) other).text, text)
        && Objects.equals(((ClientSecret) other).file, file);
  }

  @Override
  public int hashCode() {
    return Objects.hash(text, file);
  }

  @Override
  public String toString() {
    return file == null ? "***" : "*** (" + file + ")";
  }
}
