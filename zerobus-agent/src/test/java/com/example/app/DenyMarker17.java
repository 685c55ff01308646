// SPDX-License-Identifier: Apache-2.0
package com.example.app;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.turbo.TurboFilter;
import ch.qos.logback.core.spi.FilterReply;
import org.slf4j.Marker;

/** Denies what is logged as {@code T17}, whoever logs it. */
public final class DenyMarker17 extends TurboFilter {

  @Override
  public FilterReply decide(
      Marker marker, Logger logger, Level level, String format, Object[] params, Throwable thrown) {
    return "T17".equals(format) ? FilterReply.DENY : FilterReply.NEUTRAL;
  }
}
