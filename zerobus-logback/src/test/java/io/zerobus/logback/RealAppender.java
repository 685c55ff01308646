// SPDX-License-Identifier: Apache-2.0
package io.zerobus.logback;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.core.status.Status;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.slf4j.helpers.BasicMDCAdapter;

/** An appender that really ships, at the root of a Logback of its own. */
final class RealAppender implements AutoCloseable {

  final LoggerContext context = new LoggerContext();
  final ZerobusAppender appender = new ZerobusAppender();

  RealAppender(String endpoint, String workspaceUrl, String tableName, String id, String secret) {
    context.setMDCAdapter(new BasicMDCAdapter());
    appender.setContext(context);
    appender.setName("ZEROBUS");
    appender.settings().systemProperties(Map.of()).environment(Map.of());
    appender.setServerEndpoint(endpoint);
    appender.setWorkspaceUrl(workspaceUrl);
    appender.setTableName(tableName);
    appender.setClientId(id);
    appender.setClientSecret(secret);
    appender.setShutdownHook("false");
    Logger root = context.getLogger(Logger.ROOT_LOGGER_NAME);
    root.setLevel(Level.INFO);
    root.addAppender(appender);
  }

  Logger start() {
    appender.start();
    return context.getLogger("com.example.App");
  }

  /** The lines of the status at WARN and above. */
  List<String> troubles() {
    List<String> troubles = new ArrayList<>();
    for (Status status : context.getStatusManager().getCopyOfStatusList()) {
      if (status.getLevel() >= Status.WARN) {
        troubles.add((status.getLevel() == Status.WARN ? "WARN " : "ERROR ") + status.getMessage());
      }
    }
    return troubles;
  }

  @Override
  public void close() {
    appender.stop();
  }
}
