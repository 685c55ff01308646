// SPDX-License-Identifier: Apache-2.0
package io.zerobus.local.wal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the log asks of the disk before it says that something is durable. */
class WalDurabilityTest {

  private static final String NAME = "00000000000000000007.wal";

  @TempDir Path root;

  private final RecordingDisk disk = new RecordingDisk();
  private WalFolder wal;

  @BeforeEach
  void folder() {
    wal = new WalFolder(root.resolve("log"), disk);
  }

  private static ByteBuffer frame(String record) {
    return WalSegment.frame(List.of(record.getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  void create_segment_syncsItsDirectoryAfterItsFileIsThere() throws IOException {
    wal.create(7).close();
    assertThat(disk.events()).containsExactly("create " + NAME, "sync directory log");
  }

  @Test
  void create_directoryThatCannotBeSynced_leavesNoFileAndCanBeTriedAgain() throws IOException {
    disk.setFailing(true);
    assertThatThrownBy(() -> wal.create(7)).isInstanceOf(IOException.class);
    assertThat(wal.list()).isEmpty();
    disk.setFailing(false);
    wal.create(7).close();
    assertThat(wal.list()).hasSize(1);
  }

  @Test
  void append_frames_areForcedTogetherAfterTheLastIsWritten() throws IOException {
    try (WalSegment segment = wal.create(7)) {
      disk.events().clear();
      segment.append(List.of(frame("{}"), frame("{\"a\":1}")));
      assertThat(disk.events()).containsExactly("write", "force");
      segment.append(List.of(frame("{}")));
      assertThat(disk.events()).containsExactly("write", "force", "write", "force");
    }
  }

  @Test
  void append_forceThatFails_throwsAndCountsNothing() throws IOException {
    try (WalSegment segment = wal.create(7)) {
      segment.append(List.of(frame("{}")));
      long synced = segment.syncedBytes();
      disk.setFailing(true);
      assertThatThrownBy(() -> segment.append(List.of(frame("{}"))))
          .isInstanceOf(IOException.class);
      assertThat(segment.syncedBytes()).isEqualTo(synced);
      assertThat(Files.size(segment.file())).isEqualTo(synced);
    }
  }
}
