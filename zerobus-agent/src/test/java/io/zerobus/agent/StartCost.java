// SPDX-License-Identifier: Apache-2.0
package io.zerobus.agent;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Runs commands in turns and prints what each costs: the median of the CPU time of the whole
 * process (user and system), of that until {@code main}, if it is a {@code StartProgram}, and of
 * the memory. No test: docs/RATIONALE.md has its figures and the commands. Linux.
 *
 * <p>Arguments: how often; then for each command its name and its words in one argument.
 */
final class StartCost {

  /** In the files of the kernel, whatever its own ticks are. */
  private static final int MILLIS_PER_TICK = 10;

  private static final int CHILDREN_USER = 13; // after the name, in /proc/self/stat

  private StartCost() {}

  public static void main(String[] args) throws Exception {
    int runs = Integer.parseInt(args[0]);
    List<Command> commands = new ArrayList<>();
    for (int i = 1; i < args.length; i += 2) {
      commands.add(new Command(args[i], args[i + 1]));
    }
    for (int run = 0; run < runs; run++) {
      for (Command command : commands) {
        command.run();
      }
    }
    System.out.printf("%-16s%14s%14s%14s%n", "", "CPU ms", "main at ms", "memory MB");
    for (Command command : commands) {
      System.out.printf(
          "%-16s%14d%14d%14d%n",
          command.name, median(command.cpu), median(command.main), median(command.memory));
    }
    System.out.println("load: " + Files.readString(Path.of("/proc/loadavg")).trim());
  }

  private static long median(List<Long> values) {
    return values.stream().sorted().skip(values.size() / 2).findFirst().orElse(0L);
  }

  private static final class Command {
    private final String name;
    private final List<String> words;
    private final List<Long> cpu = new ArrayList<>();
    private final List<Long> main = new ArrayList<>();
    private final List<Long> memory = new ArrayList<>();

    Command(String name, String words) {
      this.name = name;
      this.words = Arrays.asList(words.trim().split("\\s+"));
    }

    void run() throws IOException, InterruptedException {
      Path output = Files.createTempFile("start", ".txt");
      long before = childrenMillis();
      Process process =
          new ProcessBuilder(words)
              .redirectErrorStream(true)
              .redirectOutput(output.toFile())
              .start();
      long most = 0;
      while (!process.waitFor(5, TimeUnit.MILLISECONDS)) {
        most = Math.max(most, memoryMegabytes(process.pid()));
      }
      List<String> lines = Files.readAllLines(output);
      if (process.exitValue() != 0) {
        throw new IOException(name + " failed: " + lines);
      }
      cpu.add(childrenMillis() - before);
      memory.add(most);
      for (String line : lines) {
        if (line.startsWith("main entered after ")) {
          main.add(Long.parseLong(line.split(" ")[3]) / 1_000_000);
        }
      }
      Files.delete(output);
    }

    private static long childrenMillis() throws IOException {
      String stat = Files.readString(Path.of("/proc/self/stat"));
      String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
      return (Long.parseLong(fields[CHILDREN_USER]) + Long.parseLong(fields[CHILDREN_USER + 1]))
          * MILLIS_PER_TICK;
    }

    /** The most so far; 0 when the process has just ended. */
    private static long memoryMegabytes(long pid) {
      try {
        for (String line : Files.readAllLines(Path.of("/proc/" + pid + "/status"))) {
          if (line.startsWith("VmHWM:")) {
            return Long.parseLong(line.replaceAll("\\D", "")) / 1024;
          }
        }
      } catch (IOException e) {
        // It has ended.
      }
      return 0;
    }
  }
}
