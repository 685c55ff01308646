// SPDX-License-Identifier: Apache-2.0
package io.zerobus.logback;

import io.zerobus.testing.ShippingLog;
import io.zerobus.testing.Soak;
import io.zerobus.testing.TableTroubleTests;
import java.util.Map;

class TableTroubleIT extends TableTroubleTests {

  @Override
  protected ShippingLog start(Map<String, String> environment) {
    RealAppender appender = new RealAppender(environment);
    appender.start();
    return appender;
  }

  @Override
  protected int eventsAroundTheBadOne() {
    return Soak.choose(20_000, 1_000_000);
  }
}
