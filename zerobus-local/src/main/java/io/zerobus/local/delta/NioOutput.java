// SPDX-License-Identifier: Apache-2.0
package io.zerobus.local.delta;

import io.delta.kernel.defaults.engine.fileio.PositionOutputStream;
import io.delta.kernel.utils.CloseableIterator;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.UUID;

/**
 * A file that appears under its name when it is closed, whole and synced; one whose writing failed
 * never appears. Used by one thread.
 */
final class NioOutput extends PositionOutputStream {

  private static final int BUFFER_BYTES = 64 * 1024;

  private final Path target;
  private final Path temporary;
  private final boolean putIfAbsent;
  private final FileChannel channel;
  private final OutputStream buffered;
  private long position;
  private boolean failed;
  private boolean closed;

  NioOutput(Path target, boolean putIfAbsent) throws IOException {
    this.target = target;
    this.putIfAbsent = putIfAbsent;
    temporary = temporaryFor(target);
    channel = FileChannel.open(temporary, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    buffered = new BufferedOutputStream(Channels.newOutputStream(channel), BUFFER_BYTES);
  }

  /** Writes one commit of the log. */
  static void writeLines(Path target, CloseableIterator<String> lines, boolean overwrite)
      throws IOException {
    try (NioOutput out = new NioOutput(target, !overwrite);
        lines) {
      try {
        while (lines.hasNext()) {
          out.write((lines.next() + "\n").getBytes(StandardCharsets.UTF_8));
        }
      } catch (RuntimeException e) {
        out.failed = true;
        throw e;
      }
    }
  }

  /** A name beside the target that no reader of the table looks at. */
  static Path temporaryFor(Path target) {
    return target.resolveSibling(
        NioFileIO.TEMPORARY_PREFIX + target.getFileName() + "." + UUID.randomUUID() + ".tmp");
  }

  /**
   * Gives a finished file its name.
   *
   * @throws java.nio.file.FileAlreadyExistsException when another writer was first
   */
  static void publish(Path temporary, Path target, boolean overwrite) throws IOException {
    if (overwrite) {
      Files.move(
          temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } else {
      Files.createLink(target, temporary);
    }
    Disk.syncDirectory(Disk.parent(target));
  }

  @Override
  public long getPos() {
    return position;
  }

  @Override
  public void write(int b) throws IOException {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] source, int offset, int length) throws IOException {
    try {
      buffered.write(source, offset, length);
      position += length;
    } catch (IOException e) {
      failed = true;
      throw e;
    }
  }

  @Override
  public void flush() throws IOException {
    try {
      buffered.flush();
    } catch (IOException e) {
      failed = true;
      throw e;
    }
  }

  @Override
  public void close() throws IOException {
    if (closed) {
      return;
    }
    closed = true;
    try {
      if (!failed) {
        buffered.flush();
        channel.force(true);
      }
      channel.close();
      if (!failed) {
        publish(temporary, target, !putIfAbsent);
      }
    } finally {
      channel.close();
      Files.deleteIfExists(temporary);
    }
  }
}
