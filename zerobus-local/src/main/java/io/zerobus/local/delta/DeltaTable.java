// SPDX-License-Identifier: Apache-2.0
package io.zerobus.local.delta;

import io.delta.kernel.DataWriteContext;
import io.delta.kernel.Operation;
import io.delta.kernel.Snapshot;
import io.delta.kernel.TableManager;
import io.delta.kernel.Transaction;
import io.delta.kernel.TransactionCommitResult;
import io.delta.kernel.data.FilteredColumnarBatch;
import io.delta.kernel.data.Row;
import io.delta.kernel.defaults.engine.DefaultEngine;
import io.delta.kernel.engine.Engine;
import io.delta.kernel.hook.PostCommitHook;
import io.delta.kernel.internal.InternalScanFileUtils;
import io.delta.kernel.internal.util.Utils;
import io.delta.kernel.statistics.DataFileStatistics;
import io.delta.kernel.types.StructType;
import io.delta.kernel.utils.CloseableIterable;
import io.delta.kernel.utils.CloseableIterator;
import io.delta.kernel.utils.DataFileStatus;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * One Delta table on the local disk, to which numbered segments of rows are appended, each exactly
 * once: a commit carries the segment's number in Delta's {@code txn} action, and a segment whose
 * number the table already has is not appended again.
 *
 * <p>Data files are written outside the table and renamed into it under a name made of the
 * segment's number. So a crash leaves no torn file in the table, and the retry of a segment writes
 * the file of the first attempt anew instead of leaving an orphan beside it.
 *
 * <p>Not thread-safe: one thread at a time. Other processes may write the same table; Kernel
 * rebases our appends on theirs.
 */
public final class DeltaTable {

  private static final String APPLICATION_ID = "zerobus-local";
  private static final String ENGINE_INFO = "zerobus-local";
  private static final Map<String, String> PROPERTIES =
      Map.of(
          // A checkpoint lists every file again: at the default of 10 commits the log would grow
          // with the square of the number of commits.
          "delta.checkpointInterval", "100",
          "delta.logRetentionDuration", "interval 1 days");

  private final Engine engine = DefaultEngine.create(new NioFileIO());
  private final Path root;
  private Snapshot snapshot;

  private DeltaTable(Path root) {
    this.root = root.toAbsolutePath();
    this.snapshot = load();
  }

  /** Whether a folder holds a Delta table. */
  public static boolean isTable(Path root) {
    return Files.isDirectory(root.resolve("_delta_log"));
  }

  /** Creates an empty table; its folder may exist, a table in it may not. */
  public static DeltaTable create(Path root, StructType schema) throws IOException {
    Disk.createDirectories(root.toAbsolutePath());
    Engine engine = DefaultEngine.create(new NioFileIO());
    Transaction transaction =
        TableManager.buildCreateTableTransaction(
                root.toAbsolutePath().toString(), schema, ENGINE_INFO)
            .withTableProperties(PROPERTIES)
            .build(engine);
    transaction.commit(engine, CloseableIterable.emptyIterable());
    Disk.syncDirectory(root);
    return new DeltaTable(root);
  }

  /** Opens the newest version of a table. */
  public static DeltaTable open(Path root) {
    return new DeltaTable(root);
  }

  /**
   * Deletes what a crash left half written in the log's folder. Only by the process that holds the
   * data folder: it must not be writing to the table.
   */
  public void deleteTemporaryFiles() throws IOException {
    String pattern = NioFileIO.TEMPORARY_PREFIX + "*.tmp";
    try (DirectoryStream<Path> files =
        Files.newDirectoryStream(root.resolve("_delta_log"), pattern)) {
      for (Path file : files) {
        Files.deleteIfExists(file);
      }
    }
  }

  /** Reads the log again; needed after a failed append, and to see what others wrote. */
  public void refresh() {
    snapshot = load();
  }

  public Path root() {
    return root;
  }

  public StructType schema() {
    return snapshot.getSchema();
  }

  public long version() {
    return snapshot.getVersion();
  }

  /** The greatest number of a segment that is in the table, or -1. */
  public long lastSegment() {
    return snapshot.getLatestTransactionVersion(engine, APPLICATION_ID).orElse(-1L);
  }

  /**
   * Appends the rows of one segment, in one commit; does nothing when the table has it already.
   * When this throws, the commit may still have happened: {@link #refresh} and try again.
   *
   * @param rows in the form of {@link RowBatch}
   * @param scratch an existing folder on the table's file system, outside the table
   */
  public void append(List<@Nullable Object[]> rows, long segment, Path scratch) throws IOException {
    if (lastSegment() >= segment) {
      return;
    }
    Transaction transaction =
        snapshot
            .buildUpdateTableTransaction(ENGINE_INFO, Operation.STREAMING_UPDATE)
            .withTransactionId(APPLICATION_ID, segment)
            .build(engine);
    Row state = transaction.getTransactionState(engine);
    DataWriteContext context = Transaction.getWriteContext(engine, state, Map.of());
    List<DataFileStatus> files = writeFiles(rows, segment, scratch, context);
    TransactionCommitResult result;
    try (CloseableIterator<Row> actions =
        Transaction.generateAppendActions(
            engine, state, Utils.toCloseableIterator(files.iterator()), context)) {
      result = transaction.commit(engine, CloseableIterable.inMemoryIterable(actions));
    }
    snapshot = result.getPostCommitSnapshot().orElseGet(this::load);
    runHooks(result);
  }

  /** The files that make up the newest version this object has seen. */
  public List<Path> activeFiles() throws IOException {
    List<Path> files = new ArrayList<>();
    try (CloseableIterator<FilteredColumnarBatch> batches =
        snapshot.getScanBuilder().build().getScanFiles(engine)) {
      while (batches.hasNext()) {
        try (CloseableIterator<Row> rows = batches.next().getRows()) {
          while (rows.hasNext()) {
            Row row = rows.next();
            if (InternalScanFileUtils.getDeletionVectorDescriptorFromRow(row) != null) {
              throw new IOException(
                  root + " has deletion vectors, which this reader does not apply");
            }
            files.add(NioFileIO.toPath(InternalScanFileUtils.getAddFileStatus(row).getPath()));
          }
        }
      }
    }
    return files;
  }

  /** Rows of the newest version this object has seen, or empty when a file does not tell. */
  public OptionalLong rowCount() throws IOException {
    long count = 0;
    try (CloseableIterator<FilteredColumnarBatch> batches =
        snapshot.getScanBuilder().build().getScanFiles(engine, true)) {
      while (batches.hasNext()) {
        try (CloseableIterator<Row> rows = batches.next().getRows()) {
          while (rows.hasNext()) {
            Row add = rows.next().getStruct(InternalScanFileUtils.ADD_FILE_ORDINAL);
            int stats = InternalScanFileUtils.ADD_FILE_STATS_ORDINAL;
            Optional<Long> ofFile =
                add.isNullAt(stats)
                    ? Optional.empty()
                    : DataFileStatistics.getNumRecords(add.getString(stats));
            if (ofFile.isEmpty()) {
              return OptionalLong.empty();
            }
            count += ofFile.get();
          }
        }
      }
    }
    return OptionalLong.of(count);
  }

  private List<DataFileStatus> writeFiles(
      List<@Nullable Object[]> rows, long segment, Path scratch, DataWriteContext context)
      throws IOException {
    List<DataFileStatus> placed = new ArrayList<>();
    FilteredColumnarBatch batch =
        new FilteredColumnarBatch(
            new RowBatch(PhysicalSchema.of(schema()), rows), Optional.empty());
    try (CloseableIterator<DataFileStatus> written =
        engine
            .getParquetHandler()
            .writeParquetFiles(
                scratch.toString(),
                Utils.singletonCloseableIterator(batch),
                context.getStatisticsColumns())) {
      while (written.hasNext()) {
        DataFileStatus file = written.next();
        String name = String.format("zerobus-%020d-%03d.parquet", segment, placed.size());
        Path target = root.resolve(name);
        Disk.rename(NioFileIO.toPath(file.getPath()), target);
        placed.add(
            new DataFileStatus(
                target.toString(),
                file.getSize(),
                file.getModificationTime(),
                file.getStatistics()));
      }
    }
    return placed;
  }

  /**
   * Checkpoints and checksums: the commit stands without them, so a failure is left to the next.
   */
  private void runHooks(TransactionCommitResult result) {
    for (PostCommitHook hook : result.getPostCommitHooks()) {
      try {
        hook.threadSafeInvoke(engine);
      } catch (IOException | RuntimeException e) {
        // Both are made anew by a later commit, and readers do without them.
      }
    }
  }

  private Snapshot load() {
    return TableManager.loadSnapshot(root.toString()).build(engine);
  }
}
