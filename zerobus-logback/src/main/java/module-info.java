// SPDX-License-Identifier: Apache-2.0

/** The Logback appender that ships events to a Delta table. */
module io.zerobus.logback {
  requires static transitive org.jspecify;
  requires transitive ch.qos.logback.classic;
  requires transitive ch.qos.logback.core;
  requires io.zerobus.core;
  requires org.slf4j;

  exports io.zerobus.logback;
}
