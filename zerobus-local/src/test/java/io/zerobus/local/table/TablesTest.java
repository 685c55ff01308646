// SPDX-License-Identifier: Apache-2.0
package io.zerobus.local.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.delta.kernel.types.LongType;
import io.delta.kernel.types.StructType;
import io.zerobus.local.UserError;
import io.zerobus.local.delta.DeltaTable;
import io.zerobus.local.wal.LogDisk;
import io.zerobus.local.wal.RecordingDisk;
import io.zerobus.local.wal.WalFolder;
import io.zerobus.local.wal.WalSegment;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TablesTest {

  private static final TableName NAME = new TableName("c", "s", "t");
  private static final StructType SCHEMA = new StructType().add("x", LongType.LONG);
  private static final long INTERVAL_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
  private static final long CLOSE_NANOS = TimeUnit.SECONDS.toNanos(20);

  @TempDir Path dataDir;

  /** A stream that remembers what it was told. */
  private static class Told implements WriteRequest.Stream {
    private final ConcurrentLinkedQueue<Long> durable = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<String> refused = new ConcurrentLinkedQueue<>();

    @Override
    public void onDurable(long offset) {
      durable.add(offset);
    }

    @Override
    public void onRefused(String reason) {
      refused.add(reason);
    }

    @Override
    public boolean isAlive() {
      return refused.isEmpty();
    }

    long lastDurable() {
      return durable.stream().mapToLong(Long::longValue).max().orElse(-1);
    }
  }

  private static WriteRequest request(Table table, Told stream, long offset) throws Exception {
    byte[] record = ("{\"x\":" + offset + "}").getBytes(StandardCharsets.UTF_8);
    List<Object[]> rows = new ArrayList<>();
    rows.add(table.checker().check(record));
    return new WriteRequest(stream, offset, List.of(record), rows);
  }

  private Table table(Tables tables) {
    return tables.find("C.S.T").orElseThrow();
  }

  private long committedRows() throws IOException {
    return DeltaTable.open(NAME.in(dataDir)).rowCount().orElseThrow();
  }

  private Path wal() {
    return dataDir.resolve(".zerobus").resolve("wal").resolve("c.s.t");
  }

  private List<Path> walFiles() throws IOException {
    try (Stream<Path> files = Files.list(wal())) {
      return files.toList();
    }
  }

  private void leaveSegment(long number, String... records) throws IOException {
    try (WalSegment segment = new WalFolder(wal(), LogDisk.OF_THE_MACHINE).create(number)) {
      for (String record : records) {
        segment.append(List.of(WalSegment.frame(List.of(record.getBytes(StandardCharsets.UTF_8)))));
      }
    }
  }

  @Test
  void write_requests_areDurableAndSoonCommitted() throws Exception {
    try (StateFolder state = StateFolder.take(dataDir)) {
      Tables tables = Tables.open(dataDir, state, INTERVAL_NANOS);
      tables.create(NAME, SCHEMA);
      Told stream = new Told();
      for (long offset = 0; offset < 500; offset++) {
        table(tables).write(request(table(tables), stream, offset));
      }
      await().until(() -> stream.lastDurable() == 499);
      await().until(() -> committedRows() == 500);
      await().until(() -> walFiles().isEmpty());
      tables.close(CLOSE_NANOS);
      assertThat(stream.refused).isEmpty();
      assertThat(List.copyOf(stream.durable)).isSorted();
    }
  }

  @Test
  void close_requestsAccepted_areCommitted() throws Exception {
    try (StateFolder state = StateFolder.take(dataDir)) {
      Tables tables = Tables.open(dataDir, state, TimeUnit.HOURS.toNanos(1));
      tables.create(NAME, SCHEMA);
      table(tables).write(request(table(tables), new Told(), 0));
      tables.close(CLOSE_NANOS);
      assertThat(committedRows()).isEqualTo(1);
      assertThatThrownBy(() -> table(tables).write(request(table(tables), new Told(), 0)))
          .isInstanceOf(RefusedException.class);
    }
  }

  @Test
  void open_segmentsLeft_areCommittedOnce() throws Exception {
    try (StateFolder state = StateFolder.take(dataDir)) {
      Tables.open(dataDir, state, INTERVAL_NANOS).create(NAME, SCHEMA);
      leaveSegment(3, "{\"x\":1}", "{\"x\":2}");
      leaveSegment(4, "{\"x\":3}");
      byte[] torn = Files.readAllBytes(walFiles().get(0));
      Files.write(wal().resolve(String.format("%020d.wal", 5)), Arrays.copyOf(torn, 9));

      Tables tables = Tables.open(dataDir, state, INTERVAL_NANOS);
      assertThat(committedRows()).isEqualTo(3);
      assertThat(walFiles()).isEmpty();

      leaveSegment(4, "{\"x\":3}");
      leaveSegment(3, "{\"x\":1}", "{\"x\":2}");
      tables = Tables.open(dataDir, state, INTERVAL_NANOS);
      assertThat(committedRows()).isEqualTo(3);
      assertThat(walFiles()).isEmpty();

      Told stream = new Told();
      table(tables).write(request(table(tables), stream, 0));
      tables.close(CLOSE_NANOS);
      assertThat(committedRows()).isEqualTo(4);
      assertThat(DeltaTable.open(NAME.in(dataDir)).lastSegment()).isEqualTo(5);
    }
  }

  @Test
  void open_recordThatTheTableNoLongerTakes_isSetAside() throws Exception {
    try (StateFolder state = StateFolder.take(dataDir)) {
      Tables.open(dataDir, state, INTERVAL_NANOS).create(NAME, SCHEMA);
      leaveSegment(0, "{\"x\":1}", "{\"gone\":2}");
      Tables.open(dataDir, state, INTERVAL_NANOS);
      assertThat(committedRows()).isEqualTo(1);
      assertThat(dataDir.resolve(".zerobus/rejected/c.s.t-0.jsonl")).hasContent("{\"gone\":2}");
    }
  }

  /** What a piece of work says on standard error. */
  private static List<String> standardError(Runnable work) {
    PrintStream before = System.err;
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    System.setErr(new PrintStream(bytes, true, StandardCharsets.UTF_8));
    try {
      work.run();
    } finally {
      System.setErr(before);
    }
    return bytes
        .toString(StandardCharsets.UTF_8)
        .lines()
        .filter(line -> line.startsWith("zerobus-local: "))
        .toList();
  }

  @Test
  void open_segmentDamagedInTheMiddle_isCommittedUpToThereAndKept() throws Exception {
    try (StateFolder state = StateFolder.take(dataDir)) {
      Tables.open(dataDir, state, INTERVAL_NANOS).create(NAME, SCHEMA);
      leaveSegment(3, "{\"x\":1}", "{\"x\":2}", "{\"x\":3}");
      Path segment = walFiles().get(0);
      byte[] damaged = Files.readAllBytes(segment);
      damaged[damaged.length / 2] ^= 0x55;
      Files.write(segment, damaged);
      leaveSegment(4, "{\"x\":4}");

      List<String> said = standardError(() -> Tables.open(dataDir, state, INTERVAL_NANOS));
      assertThat(committedRows()).isEqualTo(2);
      assertThat(walFiles()).isEmpty();
      Path kept = dataDir.resolve(".zerobus/rejected/c.s.t-3.wal");
      assertThat(kept).hasBinaryContent(damaged);
      assertThat(said).hasSize(1);
      assertThat(said.get(0))
          .startsWith(
              "zerobus-local: segment 3 of the write-ahead log of table c.s.t is damaged in the"
                  + " middle: ")
          .endsWith("the file is kept as " + kept);
    }
  }

  @Test
  void open_damagedSegmentThatTheTableHas_isKept() throws Exception {
    try (StateFolder state = StateFolder.take(dataDir)) {
      Tables.open(dataDir, state, INTERVAL_NANOS).create(NAME, SCHEMA);
      leaveSegment(3, "{\"x\":1}");
      Tables.open(dataDir, state, INTERVAL_NANOS);
      leaveSegment(3, "{\"x\":1}", "{\"x\":2}");
      byte[] damaged = Files.readAllBytes(walFiles().get(0));
      damaged[damaged.length / 2 - 1] ^= 0x55;
      Files.write(walFiles().get(0), damaged);

      assertThat(standardError(() -> Tables.open(dataDir, state, INTERVAL_NANOS))).hasSize(1);
      assertThat(committedRows()).isEqualTo(1);
      assertThat(dataDir.resolve(".zerobus/rejected/c.s.t-3.wal")).hasBinaryContent(damaged);
    }
  }

  @Test
  void open_segmentWithATornTail_isDeletedWithoutAWord() throws Exception {
    try (StateFolder state = StateFolder.take(dataDir)) {
      Tables.open(dataDir, state, INTERVAL_NANOS).create(NAME, SCHEMA);
      leaveSegment(3, "{\"x\":1}", "{\"x\":2}");
      byte[] whole = Files.readAllBytes(walFiles().get(0));
      Files.write(walFiles().get(0), Arrays.copyOf(whole, whole.length - 1));

      assertThat(standardError(() -> Tables.open(dataDir, state, INTERVAL_NANOS))).isEmpty();
      assertThat(committedRows()).isEqualTo(1);
      assertThat(walFiles()).isEmpty();
      assertThat(dataDir.resolve(".zerobus/rejected")).isEmptyDirectory();
    }
  }

  @Test
  void write_request_isOnTheDiskBeforeItsStreamHearsOfIt() throws Exception {
    try (StateFolder state = StateFolder.take(dataDir)) {
      Tables.open(dataDir, state, INTERVAL_NANOS).create(NAME, SCHEMA);
      DeltaTable delta = DeltaTable.open(NAME.in(dataDir));
      RecordingDisk disk = new RecordingDisk();
      WalFolder wal = new WalFolder(wal(), disk);
      TableWriter writer =
          new TableWriter(
              NAME,
              wal,
              new SegmentCommitter(NAME, delta, wal, state, changed -> {}),
              0,
              TimeUnit.HOURS.toNanos(1));
      Told stream =
          new Told() {
            @Override
            public void onDurable(long offset) {
              disk.events().add("durable " + offset);
              super.onDurable(offset);
            }
          };
      writer.start();
      for (long offset = 0; offset < 2; offset++) {
        byte[] record = ("{\"x\":" + offset + "}").getBytes(StandardCharsets.UTF_8);
        List<Object[]> rows = new ArrayList<>();
        rows.add(new Object[] {offset});
        writer.write(new WriteRequest(stream, offset, List.of(record), rows));
        long written = offset;
        await().until(() -> stream.lastDurable() == written);
      }
      writer.close(CLOSE_NANOS);
      assertThat(disk.events())
          .containsExactly(
              "create 00000000000000000000.wal",
              "sync directory c.s.t",
              "write",
              "force",
              "durable 0",
              "write",
              "force",
              "durable 1");
      assertThat(committedRows()).isEqualTo(2);
    }
  }

  @Test
  void write_whileCommitsFail_isRefusedAndGoesOnAfterwards() throws Exception {
    try (StateFolder state = StateFolder.take(dataDir)) {
      Tables tables = Tables.open(dataDir, state, INTERVAL_NANOS);
      tables.create(NAME, SCHEMA);
      Path scratch = dataDir.resolve(".zerobus/scratch");
      Files.delete(scratch);
      Files.writeString(scratch, "in the way");

      Told stream = new Told();
      table(tables).write(request(table(tables), stream, 0));
      await().until(() -> stream.lastDurable() == 0);
      await()
          .untilAsserted(
              () ->
                  assertThatThrownBy(() -> table(tables).write(request(table(tables), stream, 1)))
                      .isInstanceOf(RefusedException.class)
                      .hasMessageContaining("Table c.s.t cannot be written"));

      Files.delete(scratch);
      Files.createDirectory(scratch);
      await().until(() -> committedRows() >= 1);
      await()
          .ignoreExceptions()
          .until(
              () -> {
                table(tables).write(request(table(tables), new Told(), 0));
                return true;
              });
      tables.close(CLOSE_NANOS);
      assertThat(walFiles()).isEmpty();
    }
  }

  @Test
  void write_logThatCannotBeWritten_refusesTheStreamAndGoesOnAfterwards() throws Exception {
    try (StateFolder state = StateFolder.take(dataDir)) {
      Tables tables = Tables.open(dataDir, state, INTERVAL_NANOS);
      tables.create(NAME, SCHEMA);
      Files.createDirectories(wal().getParent());
      Files.writeString(wal(), "in the way");
      Told refused = new Told();
      table(tables).write(request(table(tables), refused, 0));
      await().until(() -> !refused.isAlive());
      assertThat(refused.durable).isEmpty();
      assertThat(refused.refused).allMatch(r -> r.startsWith("The record cannot be made durable"));

      Files.delete(wal());
      Told stream = new Told();
      table(tables).write(request(table(tables), stream, 0));
      tables.close(CLOSE_NANOS);
      assertThat(stream.durable).containsExactly(0L);
      assertThat(committedRows()).isEqualTo(1);
    }
  }

  @Test
  void open_folderOfABrokenTable_saysWhichAndWhere() throws Exception {
    Path log = Files.createDirectories(NAME.in(dataDir).resolve("_delta_log"));
    Files.writeString(log.resolve(String.format("%020d.json", 0)), "no json");
    try (StateFolder state = StateFolder.take(dataDir)) {
      assertThatThrownBy(() -> Tables.open(dataDir, state, INTERVAL_NANOS))
          .isInstanceOf(UserError.class)
          .hasMessageContaining("table c.s.t in " + NAME.in(dataDir) + " cannot be opened");
    }
  }

  @Test
  void take_folderThatIsTaken_isRefused() throws Exception {
    try (StateFolder state = StateFolder.take(dataDir)) {
      state.announce("the server with pid 12 (here)");
      assertThatThrownBy(() -> StateFolder.take(dataDir))
          .isInstanceOf(UserError.class)
          .hasMessageContaining("is in use by the server with pid 12 (here): stop that server");
    }
    StateFolder.take(dataDir).close();
  }
}
