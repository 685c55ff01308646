// SPDX-License-Identifier: Apache-2.0
package io.zerobus.log;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Names of the application and of its machine, found without asking the user. */
public final class Surroundings {

  private static final Path KERNEL_HOST_NAME = Paths.get("/proc/sys/kernel/hostname");
  private static final long LOOKUP_MILLIS = 200;

  /** "module/package.Main", which looks like a path and is none. */
  private static final Pattern MODULE_AND_CLASS =
      Pattern.compile("(?!.*\\.jar)[\\w.]+/[\\w.$]+\\.[\\w$]+");

  private Surroundings() {}

  /**
   * {@code spring.application.name}, else the jar or the main class; null when neither is known.
   */
  static @Nullable String serviceName(Map<String, String> systemProperties) {
    String application = SettingLookup.trimToNull(systemProperties.get("spring.application.name"));
    return application != null
        ? application
        : programName(SettingLookup.trimToNull(systemProperties.get("sun.java.command")));
  }

  /**
   * The jar or the main class of a command line as a JVM tells it, without its arguments, which may
   * be secrets; null when there is none.
   */
  public static @Nullable String programName(@Nullable String command) {
    if (command == null || command.isEmpty()) {
      return null;
    }
    // "path/to/app.jar arguments", "package.Main arguments" or "module/package.Main arguments".
    int firstSpace = command.indexOf(' ');
    String first = firstSpace < 0 ? command : command.substring(0, firstSpace);
    // A path may hold blanks; an argument may be the name of a jar.
    int jarEnd = command.indexOf(".jar");
    boolean startsWithPath =
        first.matches(".*[/\\\\].*|.*\\.jar") && !MODULE_AND_CLASS.matcher(first).matches();
    String program = jarEnd > 0 && startsWithPath ? command.substring(0, jarEnd) : first;
    return program.substring(Math.max(program.lastIndexOf('/'), program.lastIndexOf('\\')) + 1);
  }

  /** From the environment or the kernel; else from the resolver, which gets a moment only. */
  static @Nullable String hostName(Map<String, String> environment) {
    String host = SettingLookup.trimToNull(environment.get("HOSTNAME"));
    if (host == null) {
      host = SettingLookup.trimToNull(environment.get("COMPUTERNAME"));
    }
    if (host == null) {
      host = readFirstLine(KERNEL_HOST_NAME);
    }
    return host != null ? host : resolve();
  }

  private static @Nullable String readFirstLine(Path file) {
    try {
      return SettingLookup.trimToNull(new String(Files.readAllBytes(file), StandardCharsets.UTF_8));
    } catch (IOException | SecurityException e) {
      return null; // Not a Linux machine, or not to be read: the next way is tried.
    }
  }

  private static @Nullable String resolve() {
    AtomicReference<@Nullable String> name = new AtomicReference<>();
    Thread lookup =
        new Thread(
            () -> {
              try {
                name.set(InetAddress.getLocalHost().getHostName());
              } catch (UnknownHostException | RuntimeException e) {
                // The column stays empty.
              }
            },
            "zerobus-host-name");
    lookup.setDaemon(true);
    lookup.setContextClassLoader(null);
    lookup.start();
    try {
      lookup.join(LOOKUP_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return name.get();
  }
}
