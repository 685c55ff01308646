// SPDX-License-Identifier: Apache-2.0
package io.zerobus.logback.all;

import io.zerobus.testing.SelfContainedJarTests;

class SelfContainedJarIT extends SelfContainedJarTests {

  SelfContainedJarIT() {
    super("io.zerobus.logback", "ch.qos.logback.classic.spi");
  }
}
