// SPDX-License-Identifier: Apache-2.0
package io.zerobus.log4j2;

import io.zerobus.local.ZerobusLocal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.logging.log4j.Logger;
import org.apache.logging.log4j.core.LoggerContext;

/** A Log4j of its own with a file of its own and an appender that really ships. */
final class XmlContext implements AutoCloseable {

  private final StatusLines status = new StatusLines();
  private final Path file;
  private final LoggerContext context;

  /** Starts with an appender of these attributes. */
  XmlContext(Path folder, String attributes) throws IOException {
    file = folder.resolve("log4j2.xml");
    write(attributes);
    context = new LoggerContext("from-a-file", null, file.toUri());
    context.start();
  }

  static String attributes(ZerobusLocal server, String table) {
    return attributes(server.serverEndpoint(), server.workspaceUrl(), table, server.clientSecret())
        .replace("'id'", "'" + server.clientId() + "'");
  }

  static String attributes(String endpoint, String workspaceUrl, String table, String secret) {
    return String.format(
        " serverEndpoint='%s' workspaceUrl='%s' tableName='%s' clientId='id' clientSecret='%s'"
            + " shutdownHook='false'",
        endpoint, workspaceUrl, table, secret);
  }

  Logger logger() {
    return context.getLogger("com.example.App");
  }

  /** Writes the file anew and has Log4j read it. */
  void reconfigure(String attributes) throws IOException {
    write(attributes);
    context.reconfigure();
  }

  private void write(String attributes) throws IOException {
    Files.writeString(
        file,
        "<Configuration><Appenders><Zerobus name='ZEROBUS'"
            + attributes
            + "/></Appenders>"
            + "<Loggers><Root level='info'><AppenderRef ref='ZEROBUS'/></Root></Loggers>"
            + "</Configuration>");
  }

  /** The lines of the status at WARN and above. */
  List<String> troubles() {
    return status.all().stream()
        .map(line -> line.replace("Zerobus appender ZEROBUS: ", ""))
        .toList();
  }

  /** Stops Log4j; what the shipper says later is still heard. */
  void stop() {
    context.stop();
  }

  @Override
  public void close() {
    stop();
    status.remove();
  }
}
