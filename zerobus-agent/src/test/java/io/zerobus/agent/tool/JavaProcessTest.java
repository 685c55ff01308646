// SPDX-License-Identifier: Apache-2.0
package io.zerobus.agent.tool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With a folder in the place of /proc. */
class JavaProcessTest {

  private static final String LISTENS = "2000000181005ccf";
  private static final String DOES_NOT = "0000000000000002";

  @TempDir Path proc;

  @BeforeEach
  void ownProcess() throws IOException {
    Files.createDirectory(proc.resolve("self"));
    write(String.valueOf(ProcessHandle.current().pid()), 1000, LISTENS);
    Files.createSymbolicLink(
        Files.createDirectory(proc.resolve("self/ns")).resolve("mnt"), Path.of("mnt:[1]"));
  }

  @Test
  void jvmOfTheSameUser_mayBeAttachedTo() throws Exception {
    JavaProcess jvm = write("7", 1000, LISTENS);
    assertThatCode(jvm::check).doesNotThrowAnyException();
    assertThat(jvm.user()).isEqualTo("1000");

    Files.writeString(proc.resolve("7/maps"), "7f00 r-xp /opt/jdk/lib/server/libjvm.so\n");
    assertThatCode(jvm::check).doesNotThrowAnyException();
  }

  @Test
  void processThatDoesNotCatchTheSignal_isLeftAlone() throws Exception {
    JavaProcess sleep = write("7", 1000, DOES_NOT);
    assertThatThrownBy(sleep::check)
        .isInstanceOf(ToolException.class)
        .hasMessageContaining("process 7 is no JVM");
  }

  @Test
  void otherProgramThatCatchesTheSignal_isLeftAlone() throws Exception {
    JavaProcess other = write("7", 1000, LISTENS);
    Files.writeString(proc.resolve("7/maps"), "00400000 r-xp /usr/bin/other\n");
    assertThatThrownBy(other::check).hasMessageContaining("process 7 is no JVM");
  }

  @Test
  void processOfAnotherUser_isNotTouched() throws Exception {
    JavaProcess others = write("7", 1001, LISTENS);
    assertThatThrownBy(others::check).hasMessageContaining("process 7 belongs to another user");

    write(String.valueOf(ProcessHandle.current().pid()), 0, LISTENS);
    assertThatCode(others::check).as("root may").doesNotThrowAnyException();
  }

  @Test
  void processThatIsNotThere_isSaidToBeMissing() {
    JavaProcess missing = new JavaProcess(8, proc);
    assertThat(missing.isThere()).isFalse();
    assertThatThrownBy(missing::check).hasMessageContaining("there is no process 8");
  }

  @Test
  void otherRoot_isThatOfAContainer() throws Exception {
    JavaProcess jvm = write("7", 1000, LISTENS);
    assertThat(jvm.otherRoot()).isNull();
    Path mnt = Files.createDirectory(proc.resolve("7/ns")).resolve("mnt");
    Files.createSymbolicLink(mnt, Path.of("mnt:[1]"));
    assertThat(jvm.otherRoot()).isNull();
    Files.delete(mnt);
    Files.createSymbolicLink(mnt, Path.of("mnt:[2]"));
    assertThat(jvm.otherRoot()).isEqualTo(proc.resolve("7/root"));
  }

  private JavaProcess write(String pid, int user, String caught) throws IOException {
    Path folder = Files.createDirectories(proc.resolve(pid));
    Files.writeString(
        folder.resolve("status"),
        "Name:\tjava\nUid:\t5\t" + user + "\t5\t5\nSigIgn:\t0000000000000004\nSigCgt:\t" + caught);
    return new JavaProcess(Long.parseLong(pid), proc);
  }
}
