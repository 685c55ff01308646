// SPDX-License-Identifier: Apache-2.0
package io.zerobus.local.wal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WalSegmentTest {

  @TempDir Path folder;

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static List<List<String>> read(Path file) throws IOException {
    return WalSegment.read(file).requests().stream()
        .map(request -> request.stream().map(r -> new String(r, StandardCharsets.UTF_8)).toList())
        .toList();
  }

  private Path twoRequests() throws IOException {
    try (WalSegment segment = new WalFolder(folder, LogDisk.OF_THE_MACHINE).create(7)) {
      segment.append(List.of(WalSegment.frame(List.of(bytes("{\"a\":1}")))));
      segment.append(
          List.of(WalSegment.frame(List.of(bytes("{\"a\":2}"), bytes("{}"), bytes("\u00e9")))));
      assertThat(segment.syncedBytes()).isEqualTo(Files.size(segment.file()));
      return segment.file();
    }
  }

  @Test
  void read_whatWasAppended_isThereRequestByRequest() throws IOException {
    assertThat(read(twoRequests()))
        .containsExactly(List.of("{\"a\":1}"), List.of("{\"a\":2}", "{}", "\u00e9"));
  }

  @Test
  void read_tornAtAnyByte_givesWholeRequestsOnly() throws IOException {
    byte[] whole = Files.readAllBytes(twoRequests());
    int firstFrame = 8 + 4 + 7;
    for (int length = 0; length < whole.length; length++) {
      Path torn = Files.write(folder.resolve("torn"), Arrays.copyOf(whole, length));
      assertThat(read(torn)).as("%d bytes", length).hasSize(length < firstFrame ? 0 : 1);
      assertThat(WalSegment.read(torn).damaged()).as("%d bytes", length).isFalse();
    }
  }

  @Test
  void read_byteChanged_endsBeforeTheDamage() throws IOException {
    byte[] whole = Files.readAllBytes(twoRequests());
    int firstFrame = 8 + 4 + 7;
    for (int at = firstFrame; at < whole.length; at++) {
      byte[] damaged = whole.clone();
      damaged[at] ^= 0x55;
      Path file = Files.write(folder.resolve("damaged"), damaged);
      assertThat(read(file)).as("byte %d", at).containsExactly(List.of("{\"a\":1}"));
      assertThat(WalSegment.read(file).damaged()).as("byte %d", at).isFalse();
    }
  }

  @Test
  void read_byteChangedBeforeAGoodFrame_isDamage() throws IOException {
    byte[] whole = Files.readAllBytes(twoRequests());
    int firstFrame = 8 + 4 + 7;
    for (int at = 0; at < firstFrame; at++) {
      byte[] damaged = whole.clone();
      damaged[at] ^= 0x55;
      Path file = Files.write(folder.resolve("damaged"), damaged);
      assertThat(WalSegment.read(file).damaged()).as("byte %d", at).isTrue();
      assertThat(read(file)).as("byte %d", at).isEmpty();
    }
  }

  @Test
  void read_tailOfZeros_isTorn() throws IOException {
    byte[] whole = Files.readAllBytes(twoRequests());
    Path file = Files.write(folder.resolve("zeros"), Arrays.copyOf(whole, whole.length + 5000));
    assertThat(WalSegment.read(file).damaged()).isFalse();
    assertThat(read(file)).hasSize(2);
  }

  @Test
  void list_folderWithOtherFiles_givesSegmentsInOrder() throws IOException {
    WalFolder wal = new WalFolder(folder, LogDisk.OF_THE_MACHINE);
    for (long number : new long[] {10, 9, 100}) {
      wal.create(number).close();
    }
    Files.writeString(folder.resolve("note.txt"), "x");
    assertThat(wal.list()).extracting(WalFolder.Entry::number).containsExactly(9L, 10L, 100L);
    assertThat(new WalFolder(folder.resolve("none"), LogDisk.OF_THE_MACHINE).list()).isEmpty();
  }
}
