// SPDX-License-Identifier: Apache-2.0
package io.zerobus.local.delta;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** File operations whose effect outlives a crash of the machine. */
public final class Disk {

  private static final boolean WINDOWS = System.getProperty("os.name", "").startsWith("Windows");

  private Disk() {}

  /** Makes creations, renames and deletions in a directory durable. */
  public static void syncDirectory(Path directory) throws IOException {
    if (WINDOWS) {
      return; // A directory cannot be opened there; the file system journals its entries.
    }
    try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  /** Makes a folder and those above it, where they are not there, durably. */
  public static void createDirectories(Path directory) throws IOException {
    if (!Files.isDirectory(directory)) {
      createDirectories(parent(directory));
      Files.createDirectories(directory);
      syncDirectory(parent(directory));
    }
  }

  /** Makes the contents of a finished file durable. */
  public static void syncFile(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.force(true);
    }
  }

  /** Renames within one file system, replacing the target, and makes that durable. */
  public static void rename(Path from, Path to) throws IOException {
    Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    syncDirectory(parent(to));
  }

  /** Deletes a folder with all that is in it; nothing happens when it is not there. */
  public static void deleteTree(Path root) throws IOException {
    if (!Files.exists(root)) {
      return;
    }
    List<Path> deepestFirst;
    try (Stream<Path> walk = Files.walk(root)) {
      deepestFirst = walk.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path path : deepestFirst) {
      Files.deleteIfExists(path);
    }
  }

  static Path parent(Path path) {
    Path parent = path.toAbsolutePath().getParent();
    if (parent == null) {
      throw new IllegalArgumentException("no parent folder: " + path);
    }
    return parent;
  }
}
