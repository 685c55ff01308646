// SPDX-License-Identifier: Apache-2.0
package io.zerobus.log4j2;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.status.StatusData;
import org.apache.logging.log4j.status.StatusListener;
import org.apache.logging.log4j.status.StatusLogger;

/** What stands in Log4j's status at WARN and above, whoever says it. */
final class StatusLines implements StatusListener {

  private final List<String> lines = new CopyOnWriteArrayList<>();

  StatusLines() {
    StatusLogger.getLogger().registerListener(this);
  }

  List<String> all() {
    return lines;
  }

  void forget() {
    lines.clear();
  }

  @Override
  public void log(StatusData data) {
    lines.add(data.getLevel() + " " + data.getMessage().getFormattedMessage());
  }

  @Override
  public Level getStatusLevel() {
    return Level.WARN;
  }

  /** Called by Log4j. */
  @Override
  public void close() {}

  void remove() {
    StatusLogger.getLogger().removeListener(this);
  }
}
