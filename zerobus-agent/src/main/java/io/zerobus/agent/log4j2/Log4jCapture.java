// SPDX-License-Identifier: Apache-2.0
package io.zerobus.agent.log4j2;

import io.zerobus.agent.CaptureContext;
import io.zerobus.agent.StepAside;
import io.zerobus.log.CaptureSettings;
import io.zerobus.log.EventIntake;
import io.zerobus.log4j2.LogEventMapper;
import java.util.function.BiConsumer;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.config.LoggerConfig;

/**
 * Ships the events of one copy of Log4j: each once, on the thread on which its configurations of
 * loggers call their appenders. Thread-safe.
 *
 * <p>An event goes up a chain of configurations, and each of them comes by here. It is shipped at
 * one of them: at the last with an appender, or, when it is to be shipped without any, at the last.
 */
public final class Log4jCapture implements BiConsumer<Object, Object> {

  private final EventIntake intake;
  private final CaptureSettings settings;
  private final StepAside stepAside;
  private final LogEventMapper mapper;
  private final ConfigChain chain = new ConfigChain();
  private final Level leastLevel;

  /** Written when the first event shows the configuration; a second look does no harm. */
  private volatile boolean looksForOlder;

  public Log4jCapture(CaptureContext context) {
    intake = context.intake();
    settings = context.settings();
    stepAside = context.stepAside();
    mapper = new LogEventMapper(context.callerData());
    leastLevel = Level.toLevel(settings.level(), Level.ALL);
    looksForOlder = context.wasLoaded();
  }

  @Override
  public void accept(Object origin, Object payload) {
    LoggerConfig config = (LoggerConfig) origin;
    LogEvent event = (LogEvent) payload;
    if (looksForOlder) {
      if (chain.hasZerobusAppender(config)) {
        stepAside.forOlderAppender();
      }
      // Not before: others that log meanwhile look for themselves.
      looksForOlder = false;
    }
    if (stepAside.now()
        || event.getLevel().intLevel() > leastLevel.intLevel()
        || !settings.shipsLogger(event.getLoggerName())
        || !isItsPlace(config)) {
      return;
    }
    intake.append(event, mapper);
  }

  private boolean isItsPlace(LoggerConfig config) {
    return settings.reachingOnly()
        ? chain.isLastWithAppender(config)
        : ConfigChain.above(config) == null;
  }
}
