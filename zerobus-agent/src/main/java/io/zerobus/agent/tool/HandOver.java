// SPDX-License-Identifier: Apache-2.0
package io.zerobus.agent.tool;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * The settings in a file that only the other JVM's user can read, and that is gone after {@link
 * #close}; and the agent's jar where the other JVM finds it. Not thread-safe.
 */
final class HandOver implements AutoCloseable {

  private static final String TMP = "tmp";

  private final JavaProcess process;
  private final @Nullable Path otherRoot;
  private final Path folder;
  private final Path file;

  private HandOver(JavaProcess process, @Nullable Path otherRoot, Path folder, Path file) {
    this.process = process;
    this.otherRoot = otherRoot;
    this.folder = folder;
    this.file = file;
  }

  static HandOver write(JavaProcess process, Map<String, String> settings) throws IOException {
    Path otherRoot = process.otherRoot();
    Path folder =
        otherRoot == null
            ? Paths.get(System.getProperty("java.io.tmpdir"))
            : otherRoot.resolve(TMP);
    if (otherRoot != null && !Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
      // A link there would lead back into our own files.
      throw new IOException("the process has no folder /" + TMP + " of its own");
    }
    Path file = Files.createTempFile(folder, "zerobus-", ".properties", permissions(folder));
    HandOver handOver = new HandOver(process, otherRoot, folder, file);
    boolean written = false;
    try {
      handOver.store(settings);
      handOver.giveToUser(file);
      written = true;
      return handOver;
    } finally {
      if (!written) {
        handOver.close();
      }
    }
  }

  private static FileAttribute<?>[] permissions(Path folder) {
    return folder.getFileSystem().supportedFileAttributeViews().contains("posix")
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
        }
        : new FileAttribute<?>[0];
  }

  private void store(Map<String, String> settings) throws IOException {
    Properties properties = new Properties();
    properties.putAll(settings);
    try (BufferedWriter writer = Files.newBufferedWriter(file, StandardCharsets.UTF_8)) {
      properties.store(writer, null);
    }
  }

  /** Whoever may attach to another user's JVM may do this too. */
  private void giveToUser(Path given) throws IOException {
    String user = process.user();
    if (user != null && !user.equals(process.ownUser())) {
      Files.setAttribute(given, "unix:uid", Integer.valueOf(user));
    }
  }

  /** The file's path as the other JVM sees it. */
  String settingsPath() {
    return pathThere(file);
  }

  private String pathThere(Path path) {
    return otherRoot == null
        ? path.toAbsolutePath().toString()
        : "/" + TMP + "/" + path.getFileName();
  }

  /**
   * The path at which the other JVM finds the agent's jar, which it needs from now on: our own one,
   * or that of a copy, which stays.
   */
  String jarPath(Path jar) throws IOException {
    Path absolute = jar.toAbsolutePath().normalize();
    if (otherRoot == null) {
      return absolute.toString();
    }
    Path there = otherRoot.resolve(absolute.toString().substring(1));
    if (Files.isRegularFile(there) && Files.size(there) == Files.size(absolute)) {
      return absolute.toString();
    }
    Path copy = Files.createTempFile(folder, "zerobus-agent-", ".jar", permissions(folder));
    try (OutputStream out = Files.newOutputStream(copy)) {
      Files.copy(absolute, out);
    }
    giveToUser(copy);
    return pathThere(copy);
  }

  @Override
  public void close() throws IOException {
    Files.deleteIfExists(file);
  }
}
