// SPDX-License-Identifier: Apache-2.0
package io.zerobus.agent.tool;

import static org.assertj.core.api.Assertions.assertThat;

import io.zerobus.log.ConfigFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HandOverTest {

  @TempDir Path folder;

  @Test
  void file_isReadableForItsOwnerOnlyAndGoneAfterwards() throws Exception {
    Map<String, String> settings =
        Map.of("zerobus.client.secret", "s = ä\\", "zerobus.field.env", " prod ");
    Path file;
    try (HandOver handOver = HandOver.write(self(), settings)) {
      file = Path.of(handOver.settingsPath());
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
          .isEqualTo("rw-------");
      assertThat(ConfigFile.read(file.toFile())).isEqualTo(settings);
    }
    assertThat(file).doesNotExist();
  }

  @Test
  void jar_ofTheSameMachine_isNotCopied() throws Exception {
    Path jar = Files.writeString(folder.resolve("zerobus-agent.jar"), "jar");
    try (HandOver handOver = HandOver.write(self(), Map.of())) {
      assertThat(handOver.jarPath(jar)).isEqualTo(jar.toString());
    }
  }

  @Test
  void processWithOtherFiles_getsFileAndJarThere() throws Exception {
    long pid = ProcessHandle.current().pid();
    Path proc = folder.resolve("proc");
    Path theirs = Files.createDirectories(proc.resolve(pid + "/root/tmp"));
    Files.createSymbolicLink(
        Files.createDirectories(proc.resolve(pid + "/ns")).resolve("mnt"), Path.of("mnt:[2]"));
    Files.createSymbolicLink(
        Files.createDirectories(proc.resolve("self/ns")).resolve("mnt"), Path.of("mnt:[1]"));
    Path jar = Files.writeString(folder.resolve("zerobus-agent.jar"), "jar");
    Path copy;
    try (HandOver handOver = HandOver.write(new JavaProcess(pid, proc), Map.of("a", "b"))) {
      assertThat(handOver.settingsPath()).startsWith("/tmp/zerobus-");
      assertThat(theirs.resolve(Path.of(handOver.settingsPath()).getFileName())).exists();
      String jarThere = handOver.jarPath(jar);
      assertThat(jarThere).startsWith("/tmp/zerobus-agent-").endsWith(".jar");
      copy = theirs.resolve(Path.of(jarThere).getFileName());
    }
    assertThat(copy).hasContent("jar");
    try (var left = Files.list(theirs)) {
      assertThat(left).containsExactly(copy);
    }
  }

  private static JavaProcess self() {
    return new JavaProcess(ProcessHandle.current().pid());
  }
}
