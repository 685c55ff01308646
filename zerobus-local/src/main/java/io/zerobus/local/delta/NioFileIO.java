// SPDX-License-Identifier: Apache-2.0
package io.zerobus.local.delta;

import io.delta.kernel.defaults.engine.fileio.FileIO;
import io.delta.kernel.defaults.engine.fileio.InputFile;
import io.delta.kernel.defaults.engine.fileio.OutputFile;
import io.delta.kernel.defaults.engine.fileio.PositionOutputStream;
import io.delta.kernel.defaults.engine.fileio.SeekableInputStream;
import io.delta.kernel.internal.util.Utils;
import io.delta.kernel.utils.CloseableIterator;
import io.delta.kernel.utils.FileStatus;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Delta Kernel's files on a local disk: every file is synced before it can be seen, and a file that
 * must not exist yet is put in place by a hard link, which fails for the second writer whoever it
 * is. (Kernel's own default for local files does neither, and does not run on JDK 25.)
 */
final class NioFileIO implements FileIO {

  /** Prefix of files under construction; a crash may leave some, see {@link DeltaTable#open}. */
  static final String TEMPORARY_PREFIX = ".zerobus-";

  static Path toPath(String location) {
    return location.startsWith("file:") ? Path.of(URI.create(location)) : Path.of(location);
  }

  @Override
  public CloseableIterator<FileStatus> listFrom(String location) throws IOException {
    Path first = toPath(location);
    Path directory = Disk.parent(first);
    String firstName = first.getFileName().toString();
    List<Path> files;
    try (Stream<Path> entries = Files.list(directory)) {
      files =
          entries
              .filter(entry -> entry.getFileName().toString().compareTo(firstName) >= 0)
              .sorted(Comparator.comparing((Path entry) -> entry.getFileName().toString()))
              .toList();
    } catch (NoSuchFileException e) {
      throw notFound(directory, e);
    }
    // A file may be deleted between listing and reading its size: such files are left out.
    return Utils.toCloseableIterator(
        files.stream().map(NioFileIO::statusOrNull).filter(status -> status != null).iterator());
  }

  @Override
  public FileStatus getFileStatus(String location) throws IOException {
    Path path = toPath(location);
    try {
      return status(path);
    } catch (NoSuchFileException e) {
      throw notFound(path, e);
    }
  }

  @Override
  public String resolvePath(String location) {
    return toPath(location).toAbsolutePath().toString();
  }

  @Override
  public boolean mkdirs(String location) throws IOException {
    Files.createDirectories(toPath(location));
    return true;
  }

  @Override
  public InputFile newInputFile(String location, long sizeBytes) {
    Path path = toPath(location);
    return new InputFile() {
      @Override
      public long length() throws IOException {
        return Files.size(path);
      }

      @Override
      public String path() {
        return location;
      }

      @Override
      public SeekableInputStream newStream() throws IOException {
        try {
          return new NioInput(path);
        } catch (NoSuchFileException e) {
          throw notFound(path, e);
        }
      }
    };
  }

  @Override
  public OutputFile newOutputFile(String location) {
    Path path = toPath(location);
    return new OutputFile() {
      @Override
      public String path() {
        return location;
      }

      @Override
      public PositionOutputStream create(boolean putIfAbsent) throws IOException {
        return new NioOutput(path, putIfAbsent);
      }

      @Override
      public void writeAtomically(CloseableIterator<String> lines, boolean overwrite)
          throws IOException {
        NioOutput.writeLines(path, lines, overwrite);
      }
    };
  }

  @Override
  public boolean delete(String location) throws IOException {
    return Files.deleteIfExists(toPath(location));
  }

  @Override
  public Optional<String> getConf(String name) {
    return Optional.empty();
  }

  @Override
  public void copyFileAtomically(String from, String to, boolean overwrite) throws IOException {
    Path target = toPath(to);
    Path temporary = NioOutput.temporaryFor(target);
    try {
      Files.copy(toPath(from), temporary, StandardCopyOption.REPLACE_EXISTING);
      Disk.syncFile(temporary);
      NioOutput.publish(temporary, target, overwrite);
    } finally {
      Files.deleteIfExists(temporary);
    }
  }

  private static @Nullable FileStatus statusOrNull(Path path) {
    try {
      return status(path);
    } catch (IOException e) {
      return null;
    }
  }

  private static FileStatus status(Path path) throws IOException {
    return FileStatus.of(
        path.toAbsolutePath().toString(),
        Files.size(path),
        Files.getLastModifiedTime(path).toMillis());
  }

  /** Kernel knows a missing file by the java.io exception. */
  private static FileNotFoundException notFound(Path path, NoSuchFileException cause) {
    FileNotFoundException e = new FileNotFoundException(path.toString());
    e.initCause(cause);
    return e;
  }
}
