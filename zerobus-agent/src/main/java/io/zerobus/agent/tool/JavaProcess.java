// SPDX-License-Identifier: Apache-2.0
package io.zerobus.agent.tool;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What the kernel tells of a process, before anybody touches it. Elsewhere than on Linux nothing is
 * known but whether it is there. Immutable.
 */
final class JavaProcess {

  /** SIGQUIT, number 3: the JDK sends it to make a JVM listen. */
  private static final long QUIT_BIT = 1L << (3 - 1);

  private static final Path PROC = Paths.get("/proc");
  private static final String ROOT = "0";

  private final long pid;
  private final Path allProcesses;
  private final Path proc;
  private final Path self;

  JavaProcess(long pid) {
    this(pid, PROC);
  }

  JavaProcess(long pid, Path allProcesses) {
    this.pid = pid;
    this.allProcesses = allProcesses;
    this.proc = allProcesses.resolve(String.valueOf(pid));
    this.self = allProcesses.resolve("self");
  }

  long pid() {
    return pid;
  }

  /**
   * Whether the JDK may be asked to attach. A process that is no JVM would be killed by that.
   *
   * @throws ToolException with the reason and the remedy
   */
  void check() throws ToolException {
    if (!isThere()) {
      throw noSuchProcess(pid);
    }
    String user = user();
    String own = ownUser();
    if (user != null && own != null && !own.equals(ROOT) && !own.equals(user)) {
      throw otherUser(pid);
    }
    if (!catchesQuit() || !hasJvm()) {
      throw new ToolException(
          "process "
              + pid
              + " is no JVM that listens (or was started with -Xrs): list shows those that do; a"
              + " JVM that does not can be started with -javaagent");
    }
  }

  boolean isThere() {
    return Files.isDirectory(self) ? Files.isDirectory(proc) : ProcessHandle.of(pid).isPresent();
  }

  static ToolException noSuchProcess(long pid) {
    return new ToolException("there is no process " + pid + "; list shows the JVMs");
  }

  static ToolException otherUser(long pid) {
    return new ToolException(
        "process "
            + pid
            + " belongs to another user: run the command as that user (sudo -u USER java -jar …)");
  }

  private boolean catchesQuit() {
    String caught = statusField("SigCgt");
    return caught == null || (Long.parseUnsignedLong(caught, 16) & QUIT_BIT) != 0;
  }

  /** Other programs catch the signal too, and end with it. */
  private boolean hasJvm() {
    try (Stream<String> lines = Files.lines(proc.resolve("maps"), StandardCharsets.ISO_8859_1)) {
      return lines.anyMatch(line -> line.contains("libjvm") || line.contains("libj9"));
    } catch (IOException | RuntimeException e) {
      return true; // not to be read; the signal has to do
    }
  }

  /** The effective user's number; null when it is not known. */
  @Nullable String user() {
    return statusField("Uid");
  }

  /** The number of the user who runs this program; null when it is not known. */
  @Nullable String ownUser() {
    return new JavaProcess(ProcessHandle.current().pid(), allProcesses).user();
  }

  /** For {@code Uid}, the second of its numbers; null when there is no such file or line. */
  private @Nullable String statusField(String name) {
    try (Stream<String> lines = Files.lines(proc.resolve("status"), StandardCharsets.ISO_8859_1)) {
      String line = lines.filter(text -> text.startsWith(name + ":")).findFirst().orElse(null);
      if (line == null) {
        return null;
      }
      String[] values = line.substring(name.length() + 1).trim().split("\\s+", -1);
      return values.length > 1 ? values[1] : values[0];
    } catch (IOException | RuntimeException e) {
      return null;
    }
  }

  /** The root of its files when that is another one than ours, as in a container; else null. */
  @Nullable Path otherRoot() {
    try {
      Path theirs = Files.readSymbolicLink(proc.resolve("ns/mnt"));
      Path ours = Files.readSymbolicLink(self.resolve("ns/mnt"));
      return theirs.equals(ours) ? null : proc.resolve("root");
    } catch (IOException | RuntimeException e) {
      return null; // nothing is known; then it is taken for the same
    }
  }
}
