// SPDX-License-Identifier: Apache-2.0
package com.example.app;

import java.io.File;
import java.net.URI;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.apache.logging.log4j.core.LoggerContext;

/**
 * Logs each marker once, on all the ways that an event can take through Log4j. What the markers
 * stand for is said in the configuration. Runs with each Log4j from 2.12 on.
 */
public final class Log4jMarkers {

  private Log4jMarkers() {}

  public static void main(String[] args) {
    Logger root = LogManager.getRootLogger();
    root.info("T01");
    LogManager.getLogger("com.example.child").debug("T02");
    LogManager.getLogger("com.example.info").info("T19");
    LogManager.getLogger("com.example.info.below").info("T19b");
    LogManager.getLogger("io.grpc.Application").info("T20");
    LogManager.getLogger("com.example.apart").info("T03");
    LogManager.getLogger("com.example.apart.below").info("T03b");
    LogManager.getLogger("com.example.silent").info("T04");
    LogManager.getLogger("com.example.filtered").info("T05");
    LogManager.getLogger("com.example.reference").info("T16");
    LogManager.getLogger("com.example.async").info("T07");
    LogManager.getLogger("com.example.mixed").info("T07b");
    LogManager.getLogger("com.example.additive").info("T07c");
    LogManager.getLogger("com.example.other").debug("T08");
    LogManager.getLogger("com.example.denied").info("T17");
    LoggerContext context = (LoggerContext) LogManager.getContext(false);
    context.reconfigure();
    root.info("T09");
    inSecondContext(new File(System.getProperty("log4j.configurationFile")).toURI());
    root.info("T13");
    System.exit(3);
  }

  private static void inSecondContext(URI configuration) {
    LoggerContext second = new LoggerContext("second", null, configuration);
    second.start();
    second.getLogger("com.example.second").info("T10");
    second.getLogger("com.example.second").debug("T10 below the level");
    second.stop();
  }
}
