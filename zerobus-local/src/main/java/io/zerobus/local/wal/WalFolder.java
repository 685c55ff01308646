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

  public WalFolder(Path folder) {
    this.folder = folder;
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
    WalSegment segment =
        WalSegment.create(number, folder.resolve(String.format("%020d.wal", number)));
    Disk.syncDirectory(folder);
    return segment;
  }

  /** Removes a segment whose rows are in the table. */
  public void delete(Path file) throws IOException {
    Files.deleteIfExists(file);
  }

  private static Stream<Entry> entry(Path file) {
    Matcher name = NAME.matcher(file.getFileName().toString());
    return name.matches()
        ? Stream.of(new Entry(Long.parseLong(name.group(1)), file))
        : Stream.empty();
  }
}
