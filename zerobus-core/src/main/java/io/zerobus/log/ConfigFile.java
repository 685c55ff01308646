// SPDX-License-Identifier: Apache-2.0
package io.zerobus.log;

import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * Finds and reads the agent's properties file: the one of the JVM option, else of {@code
 * zerobus.config.file}, else of {@code ZEROBUS_CONFIG_FILE}, else {@code zerobus.properties} beside
 * the jar, which need not be there. UTF-8.
 */
public final class ConfigFile {

  private static final String BESIDE_THE_JAR = "zerobus.properties";

  private ConfigFile() {}

  /**
   * The file that is named, or the one beside the jar; null when there is none.
   *
   * @param argument the file that is named first; may be null
   * @param jar the agent's jar; null when no place beside it is looked at
   */
  public static @Nullable File find(@Nullable String argument, @Nullable File jar) {
    String[] named = {
      argument, System.getProperty("zerobus.config.file"), System.getenv("ZEROBUS_CONFIG_FILE")
    };
    for (String name : named) {
      if (name != null && !name.trim().isEmpty()) {
        return new File(name.trim());
      }
    }
    if (jar == null) {
      return null;
    }
    File beside = new File(jar.getAbsoluteFile().getParentFile(), BESIDE_THE_JAR);
    return beside.isFile() ? beside : null;
  }

  /**
   * What the file says; nothing when there is no file.
   *
   * @throws IOException with a message for the user, when it cannot be read
   */
  public static Map<String, String> read(@Nullable File file) throws IOException {
    Map<String, String> settings = new HashMap<>();
    if (file == null) {
      return settings;
    }
    Properties properties = new Properties();
    try (Reader reader = new InputStreamReader(new FileInputStream(file), StandardCharsets.UTF_8)) {
      properties.load(reader);
    } catch (IOException | IllegalArgumentException e) {
      throw new IOException(
          "the configuration file "
              + file.getAbsolutePath()
              + " cannot be read"
              + (file.exists() ? " (" + e.getMessage() + ")" : ": there is no such file"),
          e);
    }
    for (String name : properties.stringPropertyNames()) {
      settings.put(name, properties.getProperty(name));
    }
    return settings;
  }
}
