// SPDX-License-Identifier: Apache-2.0
package io.zerobus.local.wal;

import io.zerobus.local.delta.Disk;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** What the write-ahead log asks of a disk; a test can watch what is asked, and in which order. */
public interface LogDisk {

  /** The disk of the machine. */
  LogDisk OF_THE_MACHINE =
      new LogDisk() {
        @Override
        public FileChannel create(Path file) throws IOException {
          return FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        }

        @Override
        public void syncDirectory(Path directory) throws IOException {
          Disk.syncDirectory(directory);
        }
      };

  /** Makes a file that is not there yet, for writing. */
  FileChannel create(Path file) throws IOException;

  /** Makes the names in a directory durable. */
  void syncDirectory(Path directory) throws IOException;
}
