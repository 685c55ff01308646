// SPDX-License-Identifier: Apache-2.0
package com.example.app;

import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;

/** The whole of a bundle that logs with Log4j. */
public final class Log4jBundle implements BundleActivator {

  private static final Logger LOG = LogManager.getLogger("com.example.Bundle");

  @Override
  public void start(BundleContext context) {
    LOG.info("start of {}", context.getBundle().getSymbolicName());
  }

  @Override
  public void stop(BundleContext context) {
    LOG.info("stop of {}", context.getBundle().getSymbolicName());
  }
}
