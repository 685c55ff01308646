// SPDX-License-Identifier: Apache-2.0
package io.zerobus.benchmarks.appender;

import io.zerobus.HeadersProvider;
import java.util.Map;

/** Headers for a server that looks at none: no token is fetched. Immutable. */
public final class FixedHeaders implements HeadersProvider {

  /** Where all contenders' events go. */
  public static final String TABLE = "main.default.logs";

  /** Made by the appender, by name. */
  public FixedHeaders() {}

  @Override
  public Map<String, String> getHeaders() {
    return Map.of(AUTHORIZATION, "Bearer none", TABLE_NAME, TABLE);
  }
}
