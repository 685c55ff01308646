// SPDX-License-Identifier: Apache-2.0
package com.example.app;

import java.io.IOException;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.apache.logging.log4j.MarkerManager;
import org.apache.logging.log4j.ThreadContext;
import org.apache.logging.log4j.message.StringMapMessage;
import org.apache.logging.log4j.message.StructuredDataMessage;

/** Logs one event of each kind that Log4j knows. */
public final class Log4jKinds {

  private static final Logger LOG = LogManager.getLogger("com.example.Kinds");

  private Log4jKinds() {}

  public static void main(String[] args) throws InterruptedException {
    LOG.trace("trace");
    LOG.debug("debug");
    LOG.warn("with \"quotes\", \u00e9 and\nlines");
    LOG.info((String) null);
    ThreadContext.put("user", "u1");
    ThreadContext.put("traceId", "0af7651916cd43dd8448eb211c80319c");
    LOG.info("{} of {} and {}", 1, "two", null);
    ThreadContext.clearAll();
    LOG.warn(
        MarkerManager.getMarker("AUDIT").addParents(MarkerManager.getMarker("PARENT")), "marked");
    IllegalStateException failure = new IllegalStateException("outer", new IOException("inner"));
    failure.addSuppressed(new IllegalArgumentException("aside"));
    LOG.fatal("failed", failure);
    LOG.info(new StringMapMessage().with("order", "5").with("article", "lamp"));
    StructuredDataMessage login = new StructuredDataMessage("id", "logged in", "login");
    login.put("who", "u2");
    LOG.info(login);
    Thread other = new Thread(() -> LOG.info("elsewhere"), "other");
    other.start();
    other.join();
    LogManager.getLogger("com.example.apart").info("apart");
    LogManager.getLogger("com.example.silent").info("silent");
  }
}
