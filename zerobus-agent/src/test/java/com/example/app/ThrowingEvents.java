// SPDX-License-Identifier: Apache-2.0
package com.example.app;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.LoggingEvent;
import java.util.Map;
import org.slf4j.LoggerFactory;

/** Logs events of which some throw when they are asked for what the console does not print. */
public final class ThrowingEvents {

  private ThrowingEvents() {}

  public static void main(String[] args) {
    Logger log = (Logger) LoggerFactory.getLogger("com.example.Throwing");
    log.info("good");
    log.callAppenders(new Bad(log));
    log.callAppenders(new Worse(log));
    log.info("good");
  }

  /** Without its context there is still an event. */
  private static class Bad extends LoggingEvent {
    Bad(Logger log) {
      super(ThrowingEvents.class.getName(), log, Level.INFO, "bad", null, null);
    }

    /** What a console asks for, and would throw too. */
    @Override
    public void prepareForDeferredProcessing() {}

    @Override
    public Map<String, String> getMDCPropertyMap() {
      throw new IllegalStateException("no context here");
    }
  }

  /** Without its logger there is none. */
  private static final class Worse extends Bad {
    Worse(Logger log) {
      super(log);
    }

    @Override
    public String getLoggerName() {
      throw new IllegalStateException("no name here");
    }
  }
}
