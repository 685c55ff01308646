// SPDX-License-Identifier: Apache-2.0
package io.zerobus.local.wal;

import io.zerobus.local.delta.Disk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The segments of one table's write-ahead log, as files named by their numbers. */
public final class WalFolder {

  private static final Pattern NAME = Pattern.compile("(\\d{20})\\.wal");

  private final Path folder;
  private final LogDisk disk;

  public WalFolder(Path folder, LogDisk disk) {
    this.folder = folder;
    this.disk = disk;
  }

  /**
   * A segment on the disk.
   *
   * @param number as in {@link WalSegment#number}
   */
  public record Entry(long number, Path file) {}

  /** All segments, the oldest first; none when the folder is not there. */
  public List<Entry> list() throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .flatMap(WalFolder::entry)
          .sorted(Comparator.comparingLong(Entry::number))
          .toList();
    }
  }

  /** Starts a new segment, whose name is durable before anything is written to it. */
  public WalSegment create(long number) throws IOException {
    Disk.createDirectories(folder);
    Path file = folder.resolve(String.format("%020d.wal", number));
    WalSegment segment = new WalSegment(number, file, disk.create(file));
    try {
      disk.syncDirectory(folder);
    } catch (IOException e) {
      undo(segment, e); // The number is given again.
      throw e;
    }
    return segment;
  }

  /** Takes a segment out of the log, into another folder of the same disk. */
  public void move(Path file, Path to) throws IOException {
    Disk.rename(file, to);
    disk.syncDirectory(folder);
  }

  /** Removes a segment whose rows are in the table. */
  public void delete(Path file) throws IOException {
    Files.deleteIfExists(file);
  }

  private static void undo(WalSegment segment, IOException cause) {
    try {
      segment.close();
      Files.delete(segment.file());
    } catch (IOException e) {
      cause.addSuppressed(e);
    }
  }

  private static Stream<Entry> entry(Path file) {
    Matcher name = NAME.matcher(file.getFileName().toString());
    return name.matches()
        ? Stream.of(new Entry(Long.parseLong(name.group(1)), file))
        : Stream.empty();
  }
}
