// SPDX-License-Identifier: Apache-2.0
package io.zerobus.local.table;

import io.zerobus.local.UserError;
import io.zerobus.local.delta.Disk;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * What the server keeps beside the tables, in {@code .zerobus} of the data folder, and the lock by
 * which one server at a time has the folder.
 *
 * <pre>
 * .zerobus/lock              locked by the server that has the folder
 * .zerobus/server            one line about that server: pid and endpoints, no secret
 * .zerobus/credentials.json  client id and secret, key of the tokens; readable by its owner only
 * .zerobus/wal/c.s.t/N.wal   write-ahead log of a table
 * .zerobus/scratch/          data files under construction
 * .zerobus/rejected/         records acknowledged that a changed table no longer takes, and
 *                            segments of the write-ahead log that are damaged in the middle
 * </pre>
 */
public final class StateFolder implements AutoCloseable {

  /** Name of the folder; no catalog can have it. */
  public static final String NAME = ".zerobus";

  private final Path root;
  private final FileChannel lockFile;

  private StateFolder(Path root, FileChannel lockFile) {
    this.root = root;
    this.lockFile = lockFile;
  }

  /**
   * Takes a data folder, which is made when it is not there.
   *
   * @throws UserError when it cannot be written, or another server has it
   */
  public static StateFolder take(Path dataDir) {
    Path root = dataDir.resolve(NAME);
    FileChannel lockFile;
    try {
      Files.createDirectories(root);
      lockFile =
          FileChannel.open(
              root.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    } catch (IOException e) {
      throw new UserError(
          "the data folder "
              + dataDir
              + " cannot be written ("
              + e
              + "): choose a folder that this user may write with --data-dir",
          e);
    }
    try {
      if (tryLock(lockFile) == null) {
        lockFile.close();
        throw new UserError(
            "the data folder "
                + dataDir
                + " is in use by "
                + holder(root)
                + ": stop that server or choose another folder with --data-dir");
      }
      StateFolder state = new StateFolder(root, lockFile);
      Disk.deleteTree(state.scratch());
      Files.createDirectories(state.scratch());
      Files.createDirectories(state.rejected());
      return state;
    } catch (IOException e) {
      throw new UserError("the data folder " + dataDir + " cannot be prepared: " + e, e);
    }
  }

  /** Tells who else wants this folder about the server that has it. */
  public void announce(String server) throws IOException {
    Path file = root.resolve("server");
    Path temporary = root.resolve("server.tmp");
    Files.writeString(temporary, server + "\n");
    Disk.rename(temporary, file);
  }

  public Path credentials() {
    return root.resolve("credentials.json");
  }

  Path wal(TableName table) {
    return root.resolve("wal").resolve(table.toString());
  }

  Path scratch() {
    return root.resolve("scratch");
  }

  Path rejected() {
    return root.resolve("rejected");
  }

  /** Gives the folder free. */
  @Override
  public void close() throws IOException {
    Files.deleteIfExists(root.resolve("server"));
    lockFile.close();
  }

  private static @Nullable FileLock tryLock(FileChannel file) throws IOException {
    try {
      return file.tryLock();
    } catch (OverlappingFileLockException e) {
      return null; // Another server in this JVM.
    }
  }

  private static String holder(Path root) {
    try {
      return Files.readString(root.resolve("server")).strip();
    } catch (IOException e) {
      return "another server that is just starting or stopping";
    }
  }
}
