// SPDX-License-Identifier: Apache-2.0
package io.zerobus.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Removes what {@link ZerobusLocal} made for itself. Uses the JDK only. */
final class TemporaryFiles {

  private TemporaryFiles() {}

  /** Deletes a file or a folder with all that is in it. */
  static void delete(Path root) {
    List<Path> deepestFirst;
    try (Stream<Path> walk = Files.walk(root)) {
      deepestFirst = walk.sorted(Comparator.reverseOrder()).toList();
    } catch (IOException | UncheckedIOException e) {
      return; // It is gone, or cannot be read: a temporary folder that stays fails no test.
    }
    for (Path path : deepestFirst) {
      try {
        Files.deleteIfExists(path);
      } catch (IOException e) {
        // As above.
      }
    }
  }
}
