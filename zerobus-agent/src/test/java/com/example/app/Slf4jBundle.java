// SPDX-License-Identifier: Apache-2.0
package com.example.app;

import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The whole of a bundle that logs with SLF4J. */
public final class Slf4jBundle implements BundleActivator {

  private static final Logger LOG = LoggerFactory.getLogger("com.example.Bundle");

  @Override
  public void start(BundleContext context) {
    LOG.info("start of {}", context.getBundle().getSymbolicName());
  }

  @Override
  public void stop(BundleContext context) {
    LOG.info("stop of {}", context.getBundle().getSymbolicName());
  }
}
