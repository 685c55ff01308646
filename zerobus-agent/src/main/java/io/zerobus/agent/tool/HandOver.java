// SPDX-License-Identifier: Apache-2.0
package io.zerobus.agent.tool;

import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The settings in a file that only the other JVM's user can read, and that is gone after {@link
 * #close}; and the agent's jar where the other JVM finds it. Not thread-safe.
 */
final class HandOver implements AutoCloseable {

  private static final String TMP = "tmp";

  private static final SecureRandom RANDOM = new SecureRandom();

  private final JavaProcess process;
  private final @Nullable Path otherRoot;
  private final Path folder;
  private final Path file;

  /** The file must not stay when the command is interrupted. */
  private final Thread hook = new Thread(this::deleteAtExit, "zerobus-hand-over");

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
    Path file = newFile(folder, "zerobus-", ".properties");
    HandOver handOver = new HandOver(process, otherRoot, folder, file);
    Runtime.getRuntime().addShutdownHook(handOver.hook);
    boolean written = false;
    try {
      create(file, out -> store(settings, out));
      handOver.giveToUser(file);
      written = true;
      return handOver;
    } finally {
      if (!written) {
        handOver.close();
      }
    }
  }

  private static Path newFile(Path folder, String beginning, String ending) {
    return folder.resolve(beginning + Long.toHexString(RANDOM.nextLong()) + ending);
  }

  /**
   * Made by this call or not at all, and written by what has made it: in a folder of others nobody
   * can put a link in its place.
   */
  private static void create(Path file, Content content) throws IOException {
    Set<OpenOption> options =
        Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
    try (OutputStream out =
        Channels.newOutputStream(Files.newByteChannel(file, options, permissions(file)))) {
      content.writeTo(out);
    }
  }

  private static void store(Map<String, String> settings, OutputStream out) throws IOException {
    Properties properties = new Properties();
    properties.putAll(settings);
    Writer writer = new OutputStreamWriter(out, StandardCharsets.UTF_8);
    properties.store(writer, null);
    writer.flush();
  }

  private static FileAttribute<?>[] permissions(Path file) {
    return file.getFileSystem().supportedFileAttributeViews().contains("posix")
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
        }
        : new FileAttribute<?>[0];
  }

  /** Whoever may attach to another user's JVM may do this too. */
  private void giveToUser(Path given) throws IOException {
    String user = process.user();
    if (user != null && !user.equals(process.ownUser())) {
      Files.setAttribute(given, "unix:uid", Integer.valueOf(user), LinkOption.NOFOLLOW_LINKS);
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
    Path copy = newFile(folder, "zerobus-agent-", ".jar");
    create(copy, out -> Files.copy(absolute, out));
    giveToUser(copy);
    return pathThere(copy);
  }

  @Override
  public void close() throws IOException {
    Files.deleteIfExists(file);
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // It is about to delete what is deleted.
    }
  }

  private void deleteAtExit() {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      System.err.println("zerobus-agent: " + file + " holds secrets and cannot be deleted: " + e);
    }
  }

  /** Writes what a file is to hold. */
  private interface Content {
    void writeTo(OutputStream out) throws IOException;
  }
}
