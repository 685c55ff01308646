// SPDX-License-Identifier: Apache-2.0
package io.zerobus.log4j2;

import io.zerobus.testing.ShippingLog;
import io.zerobus.testing.TableTroubleTests;
import java.util.Map;

class TableTroubleIT extends TableTroubleTests {

  @Override
  protected ShippingLog start(Map<String, String> environment) {
    return new RealAppender(environment);
  }
}
