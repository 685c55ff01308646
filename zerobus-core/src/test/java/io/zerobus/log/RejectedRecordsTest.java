// SPDX-License-Identifier: Apache-2.0
package io.zerobus.log;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RejectedRecordsTest {

  @TempDir Path directory;

  private RejectedRecords made;
  private final FakeClock clock = new FakeClock();
  private final FakeStatus status = new FakeStatus();
  private final DetachedStatus detached = new DetachedStatus(status);

  @AfterEach
  void endThread() {
    made.close();
    detached.close();
    awaitNoThread("zerobus-");
  }

  private static void awaitNoThread(String name) {
    await()
        .atMost(10, TimeUnit.SECONDS)
        .until(
            () ->
                Thread.getAllStackTraces().keySet().stream()
                    .noneMatch(thread -> thread.getName().startsWith(name)));
  }

  private RejectedRecords records(@Nullable Path file) {
    made = new RejectedRecords(file, detached, clock);
    return made;
  }

  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }

  @Test
  void last_keepsTheNewestFew() {
    RejectedRecords rejected = records(null);
    for (int i = 0; i < RejectedRecords.KEPT + 5; i++) {
      rejected.add(bytes("{\"a\":" + i + "}"));
    }

    assertThat(rejected.last())
        .hasSize(RejectedRecords.KEPT)
        .startsWith("{\"a\":5}")
        .endsWith("{\"a\":14}");
  }

  @Test
  void file_getsEachRecordAsALine_andIsTheOwnersAlone() throws Exception {
    Path file = directory.resolve("rejected.json");
    RejectedRecords rejected = records(file);
    rejected.add(bytes("{\"a\":1}"));
    rejected.add(bytes("{\"a\":2}"));

    await().until(() -> Files.exists(file) && Files.readAllLines(file).size() == 2);

    assertThat(Files.readAllLines(file)).containsExactly("{\"a\":1}", "{\"a\":2}");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
  }

  @Test
  void file_thatIsThereAlready_isMadeTheOwnersAloneAndContinued() throws Exception {
    Path file = Files.writeString(directory.resolve("rejected.json"), "{}\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));

    records(file).add(bytes("{\"a\":1}"));

    await().until(() -> Files.readAllLines(file).size() == 2);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
  }

  @Test
  void file_thatHasReachedItsLimit_getsNoMoreAndSaysSoOnce() throws Exception {
    Path file = directory.resolve("rejected.json");
    RejectedRecords rejected = records(file);
    byte[] large = new byte[(int) (RejectedRecords.MAX_FILE_BYTES - 10)];
    rejected.add(large);
    rejected.add(bytes("{\"a\":1111}"));
    rejected.add(bytes("{\"a\":2222}"));

    await().until(() -> !status.lines.isEmpty());
    assertThat(Files.size(file)).isEqualTo(large.length + 1);
    assertThat(status.lines).singleElement().asString().contains("16 MiB");
  }

  @Test
  void file_thatCannotBeWritten_isOneWarning() {
    RejectedRecords rejected = records(directory.resolve("no/such/folder/file"));
    rejected.add(bytes("{}"));
    rejected.add(bytes("{}"));

    await().until(() -> !status.lines.isEmpty());
    assertThat(status.lines)
        .singleElement()
        .asString()
        .contains("rejectedFile", "cannot be written");
  }

  @Test
  void file_thatCanBeWrittenAgain_isTriedAgainAfterAMinute() throws Exception {
    Path folder = directory.resolve("mounted");
    Path file = folder.resolve("rejected.json");
    RejectedRecords rejected = records(file);
    rejected.add(bytes("{\"a\":1}"));
    await().until(() -> status.lines.size() == 1);
    Files.createDirectory(folder);
    clock.advance(Duration.ofNanos(RejectedRecords.RETRY_NANOS - 1));
    rejected.add(bytes("{\"a\":3}"));
    clock.advance(Duration.ofNanos(1));
    rejected.add(bytes("{\"a\":4}"));
    await().until(() -> status.lines.size() == 2);
    rejected.add(bytes("{\"a\":5}"));

    await().until(() -> Files.readAllLines(file).size() == 2);
    assertThat(Files.readAllLines(file)).containsExactly("{\"a\":4}", "{\"a\":5}");
    assertThat(status.lines.get(0)).startsWith("WARN ").contains("cannot be written");
    assertThat(status.lines.get(1)).startsWith("INFO ").endsWith("it has not got: 2");
  }

  @Test
  void file_thatFailsAgainAndAgain_isOneWarningForEachTime() throws Exception {
    Path folder = Files.createDirectory(directory.resolve("mounted"));
    Path file = folder.resolve("rejected.json");
    RejectedRecords rejected = records(file);
    rejected.add(bytes("{\"a\":1}"));
    await().until(() -> Files.exists(file) && Files.size(file) > 0);
    Files.delete(file);
    Files.delete(folder);
    for (int i = 0; i < 3; i++) {
      rejected.add(bytes("{\"a\":2}"));
      clock.advance(Duration.ofNanos(RejectedRecords.RETRY_NANOS));
    }
    rejected.close();
    awaitNoThread("zerobus-rejected"); // what it has to say it has said to the other one
    endThread();

    assertThat(status.lines).singleElement().asString().contains("cannot be written");
  }

  @Test
  void file_thatIsALink_isNotFollowed() throws Exception {
    Path victim = Files.writeString(directory.resolve("victim"), "");
    Files.setPosixFilePermissions(victim, PosixFilePermissions.fromString("rw-r--r--"));
    String before = "rw-r--r--";
    Path link = Files.createSymbolicLink(directory.resolve("link"), victim);

    records(link).add(bytes("{}"));

    await().until(() -> !status.lines.isEmpty());
    assertThat(victim).isEmptyFile();
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(victim)))
        .isEqualTo(before);
  }
}
