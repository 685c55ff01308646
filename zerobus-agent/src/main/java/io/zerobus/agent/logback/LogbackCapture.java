// SPDX-License-Identifier: Apache-2.0
package io.zerobus.agent.logback;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import io.zerobus.agent.CaptureContext;
import io.zerobus.agent.StepAside;
import io.zerobus.log.CaptureSettings;
import io.zerobus.log.EventIntake;
import io.zerobus.logback.LoggingEventMapper;
import java.util.function.BiConsumer;

/**
 * Ships the events of one copy of Logback: each once, on the thread that logs it, after its logger
 * has accepted it and before any appender sees it. Thread-safe.
 */
public final class LogbackCapture implements BiConsumer<Object, Object> {

  private final EventIntake intake;
  private final CaptureSettings settings;
  private final StepAside stepAside;
  private final LoggingEventMapper mapper;
  private final LoggerChain chain = new LoggerChain();
  private final int leastLevel;

  /** Written when the first event shows the loggers; a second look does no harm. */
  private volatile boolean looksForOlder;

  public LogbackCapture(CaptureContext context) {
    intake = context.intake();
    settings = context.settings();
    stepAside = context.stepAside();
    mapper = new LoggingEventMapper(context.callerData());
    leastLevel = Level.toLevel(settings.level(), Level.TRACE).levelInt;
    looksForOlder = context.wasLoaded();
  }

  @Override
  public void accept(Object origin, Object payload) {
    Logger logger = (Logger) origin;
    ILoggingEvent event = (ILoggingEvent) payload;
    if (looksForOlder) {
      if (ZerobusAppenders.isAnyIn(logger.getLoggerContext())) {
        stepAside.forOlderAppender();
      }
      // Not before: others that log meanwhile look for themselves.
      looksForOlder = false;
    }
    if (stepAside.now()
        || event.getLevel().levelInt < leastLevel
        || !settings.shipsLogger(event.getLoggerName())
        || (settings.reachingOnly() && !chain.reachesAppender(logger))) {
      return;
    }
    intake.append(event, mapper);
  }
}
