// SPDX-License-Identifier: Apache-2.0
package io.zerobus.log4j2.all;

import io.zerobus.testing.DependenciesTests;

class DependenciesIT extends DependenciesTests {

  DependenciesIT() {
    super("zerobus-log4j2-all");
  }
}
