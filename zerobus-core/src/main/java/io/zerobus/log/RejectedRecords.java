// SPDX-License-Identifier: Apache-2.0
package io.zerobus.log;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.zerobus.ingest.SerialExecutor;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The records that the table refused: the last few in memory, and all of them, one a line, in a
 * file if one is named. Thread-safe; the file is written on a thread of its own.
 *
 * <p>A file that cannot be written is one warning, and is tried again with the first record after a
 * minute: a disk that was full may have room again. What is refused meanwhile stands in memory
 * only.
 */
final class RejectedRecords {

  static final int KEPT = 10;
  static final long MAX_FILE_BYTES = 16L << 20;

  /** How long a file that could not be written is left alone. */
  static final long RETRY_NANOS = TimeUnit.MINUTES.toNanos(1);

  /** What is kept of a record in memory. */
  private static final int MAX_KEPT_BYTES = 4096;

  private static final Set<PosixFilePermission> OWNER_ONLY =
      PosixFilePermissions.fromString("rw-------");

  private final @Nullable Path file;
  private final StatusSink status;
  private final LongSupplier nanoClock;

  /** Not that of the status, which a listener may hold up. */
  private final SerialExecutor files = new SerialExecutor("zerobus-rejected");

  @GuardedBy("last")
  private final Deque<String> last = new ArrayDeque<>(KEPT);

  // Owner: the thread that writes the file.
  private boolean full;
  private boolean failing;
  private long failedAtNanos;
  private long missed; // records that a failing file has not got

  RejectedRecords(@Nullable Path file, StatusSink status, LongSupplier nanoClock) {
    this.file = file;
    this.status = status;
    this.nanoClock = nanoClock;
  }

  /** Takes a record that is never changed again. Returns at once. */
  void add(byte[] record) {
    String text =
        new String(record, 0, Math.min(record.length, MAX_KEPT_BYTES), StandardCharsets.UTF_8);
    synchronized (last) {
      if (last.size() == KEPT) {
        last.removeFirst();
      }
      last.addLast(text);
    }
    Path target = file;
    if (target != null) {
      long now = nanoClock.getAsLong();
      boolean unused = files.offer(() -> write(target, record, now));
    }
  }

  /** The last records, oldest first, each up to 4 KiB of it. */
  List<String> last() {
    synchronized (last) {
      return new ArrayList<>(last);
    }
  }

  /** What waits is still written; then the thread ends. */
  void close() {
    files.shutdown();
  }

  private void write(Path target, byte[] record, long now) {
    if (full) {
      return;
    }
    if (failing && now - failedAtNanos < RETRY_NANOS) {
      missed++;
      return;
    }
    try {
      createOwnerOnly(target);
      if (Files.size(target) + record.length + 1 > MAX_FILE_BYTES) {
        full = true;
        status.warn(
            "rejectedFile " + target + " has reached 16 MiB: no more records are written to it",
            null);
        return;
      }
      byte[] line = Arrays.copyOf(record, record.length + 1);
      line[record.length] = '\n';
      try (OutputStream out =
          Files.newOutputStream(target, StandardOpenOption.APPEND, LinkOption.NOFOLLOW_LINKS)) {
        out.write(line);
      }
      onWritten(target);
    } catch (IOException | RuntimeException e) {
      onFailure(target, e, now);
    }
  }

  private void onWritten(Path target) {
    if (failing) {
      failing = false;
      status.info(
          "rejectedFile " + target + " is written again; records that it has not got: " + missed);
      missed = 0;
    }
  }

  private void onFailure(Path target, Exception error, long now) {
    missed++;
    failedAtNanos = now;
    if (!failing) {
      failing = true;
      status.warn("rejectedFile " + target + " cannot be written: " + error, null);
    }
  }

  private static void createOwnerOnly(Path target) throws IOException {
    boolean posix = target.getFileSystem().supportedFileAttributeViews().contains("posix");
    if (Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
      if (!Files.isRegularFile(target, LinkOption.NOFOLLOW_LINKS)) {
        throw new IOException("it is a link, or no file");
      }
      if (posix) {
        Files.setPosixFilePermissions(target, OWNER_ONLY);
      }
      return;
    }
    FileAttribute<?>[] attributes =
        posix
            ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(OWNER_ONLY)}
            : new FileAttribute<?>[0];
    Files.createFile(target, attributes);
  }
}
