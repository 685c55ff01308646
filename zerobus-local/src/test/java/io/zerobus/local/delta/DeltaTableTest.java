// SPDX-License-Identifier: Apache-2.0
package io.zerobus.local.delta;

import static org.assertj.core.api.Assertions.assertThat;

import io.delta.kernel.types.LongType;
import io.delta.kernel.types.StructType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeltaTableTest {

  private static final StructType SCHEMA = new StructType().add("x", LongType.LONG);

  /** A name with characters that a URI would have to escape. */
  @TempDir(factory = OddNames.class)
  Path folder;

  private Path root;
  private Path scratch;

  @BeforeEach
  void createScratch() throws IOException {
    root = folder.resolve("c").resolve("s").resolve("t");
    scratch = Files.createDirectory(folder.resolve("scratch"));
  }

  private static List<Object[]> rows(long... values) {
    List<Object[]> rows = new ArrayList<>();
    for (long value : values) {
      rows.add(new Object[] {value});
    }
    return rows;
  }

  private List<String> dataFiles() throws IOException {
    try (Stream<Path> files = Files.list(root)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(".parquet"))
          .sorted()
          .toList();
    }
  }

  @Test
  void append_newSegments_areThereAfterReopening() throws IOException {
    DeltaTable table = DeltaTable.create(root, SCHEMA);
    assertThat(table.lastSegment()).isEqualTo(-1);
    table.append(rows(1, 2), 0, scratch);
    table.append(rows(3), 1, scratch);

    DeltaTable reopened = DeltaTable.open(root);
    assertThat(reopened.rowCount()).hasValue(3);
    assertThat(reopened.lastSegment()).isEqualTo(1);
    assertThat(reopened.version()).isEqualTo(2);
    assertThat(reopened.activeFiles()).allMatch(Files::isRegularFile).hasSize(2);
    assertThat(scratch).isEmptyDirectory();
  }

  @Test
  void append_segmentThatIsThere_changesNothing() throws IOException {
    DeltaTable table = DeltaTable.create(root, SCHEMA);
    table.append(rows(1, 2), 5, scratch);
    table.append(rows(1, 2), 5, scratch);
    DeltaTable.open(root).append(rows(1, 2), 5, scratch);
    DeltaTable.open(root).append(rows(9), 4, scratch);

    assertThat(DeltaTable.open(root).rowCount()).hasValue(2);
    assertThat(DeltaTable.open(root).version()).isEqualTo(1);
  }

  @Test
  void append_afterACrashBeforeTheCommit_leavesNoOrphan() throws IOException {
    DeltaTable table = DeltaTable.create(root, SCHEMA);
    table.append(rows(1), 0, scratch);
    for (String suffix : new String[] {"json", "crc"}) {
      Files.delete(root.resolve("_delta_log").resolve(String.format("%020d.%s", 1, suffix)));
    }
    assertThat(dataFiles()).hasSize(1);

    DeltaTable.open(root).append(rows(1), 0, scratch);

    assertThat(dataFiles()).hasSize(1);
    assertThat(DeltaTable.open(root).rowCount()).hasValue(1);
  }

  @Test
  void append_byTwoWriters_bothAreKept() throws IOException {
    DeltaTable one = DeltaTable.create(root, SCHEMA);
    DeltaTable other = DeltaTable.open(root);
    one.append(rows(1), 0, scratch);
    other.refresh();
    one.append(rows(2), 1, scratch);
    other.append(rows(3), 2, scratch);

    assertThat(DeltaTable.open(root).rowCount()).hasValue(3);
  }

  @Test
  void deleteTemporaryFiles_afterACrash_removesThemOnly() throws IOException {
    DeltaTable table = DeltaTable.create(root, SCHEMA);
    Path torn = root.resolve("_delta_log").resolve(NioFileIO.TEMPORARY_PREFIX + "x.json.1.tmp");
    Files.writeString(torn, "{");
    table.deleteTemporaryFiles();

    assertThat(torn).doesNotExist();
    assertThat(DeltaTable.open(root).version()).isZero();
  }
}
