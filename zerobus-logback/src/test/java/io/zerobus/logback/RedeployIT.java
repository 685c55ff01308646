// SPDX-License-Identifier: Apache-2.0
package io.zerobus.logback;

import io.zerobus.testing.RedeployTests;

class RedeployIT extends RedeployTests {

  RedeployIT() {
    super(RedeployedApplication.class);
  }
}
