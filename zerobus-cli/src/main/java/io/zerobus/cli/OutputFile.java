// SPDX-License-Identifier: Apache-2.0
package io.zerobus.cli;

import java.io.IOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** A file that is there as a whole, or as it was before. */
final class OutputFile {

  private OutputFile() {}

  /**
   * Writes a text in UTF-8, over what is there. What is no regular file, such as a pipe, is written
   * to as it is.
   *
   * @throws ToolException when that fails; then the file is as it was
   */
  static void write(Path file, String text) {
    try {
      if (Files.isDirectory(file)) {
        throw new ToolException("--output " + file + " is a folder");
      }
      if (Files.exists(file) && !Files.isRegularFile(file)) {
        Files.writeString(file, text);
        return;
      }
      Path target = Files.exists(file) ? file.toRealPath() : file.toAbsolutePath();
      Path folder = target.getParent();
      if (folder == null || !Files.isDirectory(folder)) {
        throw new ToolException("--output " + file + ": its folder is not there");
      }
      replace(target, folder, text);
    } catch (IOException e) {
      throw new ToolException("file " + file + " cannot be written: " + e);
    }
  }

  private static void replace(Path target, Path folder, String text) throws IOException {
    // Not by createTempFile: its file could be read by the owner only, and so would be the result.
    String name = "." + target.getFileName() + "." + ProcessHandle.current().pid() + ".tmp";
    Path temporary = folder.resolve(name);
    try {
      Files.writeString(
          temporary,
          text,
          StandardOpenOption.CREATE,
          StandardOpenOption.TRUNCATE_EXISTING,
          StandardOpenOption.WRITE);
      try {
        Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
      } catch (AtomicMoveNotSupportedException e) {
        Files.move(temporary, target, StandardCopyOption.REPLACE_EXISTING);
      }
    } finally {
      Files.deleteIfExists(temporary);
    }
  }
}
