// SPDX-License-Identifier: Apache-2.0
package io.zerobus.local;

import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.List;

/** Finds the runnable jar that belongs to the {@link ZerobusLocal} in use. Uses the JDK only. */
final class ServerJar {

  private static final String PROPERTY = "zerobus.local.jar";
  private static final String NAME = "zerobus-local.jar";

  private ServerJar() {}

  /**
   * The jar that the system property names, or the one beside the code of this class: in the folder
   * of the build, or, under its classifier, in a Maven repository.
   */
  static Path find() {
    String given = System.getProperty(PROPERTY);
    if (given != null) {
      Path jar = Path.of(given);
      if (!Files.isRegularFile(jar)) {
        throw new IllegalStateException(
            "the system property " + PROPERTY + " names " + given + ", which is no file");
      }
      return jar;
    }
    Path code = ownCode();
    for (Path candidate : candidates(code)) {
      if (Files.isRegularFile(candidate)) {
        return candidate;
      }
    }
    throw new IllegalStateException(
        "no runnable jar of the local server beside "
            + code
            + ": build it with 'mvn -pl zerobus-local -am package -DskipTests', or name it in the"
            + " system property "
            + PROPERTY);
  }

  static List<Path> candidates(Path code) {
    String name = String.valueOf(code.getFileName());
    String classified =
        name.endsWith(".jar") ? name.substring(0, name.length() - 4) + "-server.jar" : NAME;
    return name.equals(NAME)
        ? List.of(code) // The runnable jar itself.
        : List.of(code.resolveSibling(NAME), code.resolveSibling(classified));
  }

  private static Path ownCode() {
    CodeSource source = ServerJar.class.getProtectionDomain().getCodeSource();
    if (source == null) {
      throw new IllegalStateException(
          "where this class comes from is not known: name the runnable jar in the system property "
              + PROPERTY);
    }
    try {
      return Path.of(source.getLocation().toURI()).toAbsolutePath().normalize();
    } catch (URISyntaxException e) {
      throw new IllegalStateException("not a path: " + source.getLocation(), e);
    }
  }
}
