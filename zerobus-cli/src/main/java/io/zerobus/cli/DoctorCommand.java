// SPDX-License-Identifier: Apache-2.0
package io.zerobus.cli;

import io.zerobus.log.ConfigFile;
import io.zerobus.log.Doctor;
import java.io.File;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Shows the settings that an agent would have here, and checks the way to the table. */
@Command(
    name = "doctor",
    mixinStandardHelpOptions = true,
    versionProvider = Tool.Version.class,
    sortOptions = false,
    description = "Show the settings with their sources, and check the way to the table.")
final class DoctorCommand implements Callable<Integer> {

  private final Surroundings surroundings;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description =
          "Properties file with settings (default: zerobus.config.file, ZEROBUS_CONFIG_FILE, or"
              + " none).")
  private @Nullable String config;

  DoctorCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() {
    File file = ConfigFile.find(config, null);
    boolean healthy =
        Doctor.examine(file, surroundings.environment(), line -> surroundings.print(line + "\n"));
    return healthy ? 0 : Tool.EXIT_FAILURE;
  }
}
