// SPDX-License-Identifier: Apache-2.0
package io.zerobus;

import java.util.Map;

/** The headers of one token that never changes. */
final class FixedToken implements HeadersProvider {
  private final Map<String, String> headers;

  FixedToken(String token, String tableName) {
    if (token == null || token.isEmpty()) {
      throw NonRetriableException.argument("the token is empty");
    }
    this.headers =
        Map.of(
            AUTHORIZATION, "Bearer " + token, TABLE_NAME, TableProperties.checkedName(tableName));
  }

  @Override
  public Map<String, String> getHeaders() {
    return headers;
  }

  @Override
  public String toString() {
    return "FixedToken{" + headers.get(TABLE_NAME) + "}";
  }
}
