// SPDX-License-Identifier: Apache-2.0
package io.zerobus.logback.all;

import io.zerobus.testing.DependenciesTests;

class DependenciesIT extends DependenciesTests {

  DependenciesIT() {
    super("zerobus-logback-all");
  }
}
