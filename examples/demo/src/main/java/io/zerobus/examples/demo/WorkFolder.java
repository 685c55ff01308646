// SPDX-License-Identifier: Apache-2.0
package io.zerobus.examples.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

/**
 * A temporary folder for the server's data and the children's output; gone at the end unless kept.
 */
final class WorkFolder implements AutoCloseable {
  private final Path root;
  private final boolean keep;

  private WorkFolder(Path root, boolean keep) {
    this.root = root;
    this.keep = keep;
  }

  static WorkFolder create(boolean keep) throws IOException {
    return new WorkFolder(Files.createTempDirectory("zerobus-demo-"), keep);
  }

  Path root() {
    return root;
  }

  /** The local server's {@code --data-dir}. */
  Path data() {
    return root.resolve("data");
  }

  Path file(String name) {
    return root.resolve(name);
  }

  @Override
  public void close() {
    if (keep) {
      return;
    }
    try {
      Files.walkFileTree(root, new Deleter());
    } catch (IOException | UncheckedIOException e) {
      System.err.println("demo: " + root + " could not be deleted: " + e);
    }
  }

  private static final class Deleter extends SimpleFileVisitor<Path> {
    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
      Files.deleteIfExists(file);
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
      if (e instanceof NoSuchFileException) {
        return FileVisitResult.CONTINUE;
      }
      throw e;
    }

    @Override
    public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException e)
        throws IOException {
      if (e != null) {
        throw e;
      }
      Files.deleteIfExists(folder);
      return FileVisitResult.CONTINUE;
    }
  }
}
