// SPDX-License-Identifier: Apache-2.0

/** The Log4j2 appender that ships events to a Delta table. */
module io.zerobus.log4j2 {
  requires static transitive org.jspecify;
  requires transitive org.apache.logging.log4j;
  requires transitive org.apache.logging.log4j.core;
  requires io.zerobus.core;

  exports io.zerobus.log4j2;

  // Log4j writes the attributes of its configuration into the fields of builders.
  opens io.zerobus.log4j2 to
      org.apache.logging.log4j.core;
}
