// SPDX-License-Identifier: Apache-2.0
package com.example.app;

import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import org.slf4j.MarkerFactory;

/** Logs one event of each kind that SLF4J knows. */
public final class LogbackKinds {

  private static final Logger LOG = LoggerFactory.getLogger("com.example.Kinds");

  private LogbackKinds() {}

  public static void main(String[] args) throws InterruptedException {
    LOG.trace("trace");
    LOG.debug("debug");
    LOG.warn("with \"quotes\", \u00e9 and\nlines");
    LOG.info(null);
    MDC.put("user", "u1");
    MDC.put("traceId", "0af7651916cd43dd8448eb211c80319c");
    LOG.info("{} of {} and {}", 1, "two", null);
    MDC.clear();
    LOG.warn(MarkerFactory.getMarker("AUDIT"), "marked");
    IllegalStateException failure = new IllegalStateException("outer", new IOException("inner"));
    failure.addSuppressed(new IllegalArgumentException("aside"));
    LOG.error("failed", failure);
    LOG.atInfo()
        .addMarker(MarkerFactory.getMarker("A"))
        .addMarker(MarkerFactory.getMarker("B"))
        .addKeyValue("order", 5)
        .addKeyValue("article", "lamp")
        .log("fluent {}", "event");
    Thread other = new Thread(() -> LOG.info("elsewhere"), "other");
    other.start();
    other.join();
    LoggerFactory.getLogger("com.example.apart").info("apart");
    LoggerFactory.getLogger("com.example.silent").info("silent");
  }
}
