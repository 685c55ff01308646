// SPDX-License-Identifier: Apache-2.0
package io.zerobus.log4j2;

import io.zerobus.testing.RedeployTests;
import io.zerobus.testing.Soak;

class RedeployIT extends RedeployTests {

  RedeployIT() {
    super(RedeployedApplication.class, Soak.choose(3, 10));
  }
}
