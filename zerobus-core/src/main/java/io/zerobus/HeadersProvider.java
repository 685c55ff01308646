// SPDX-License-Identifier: Apache-2.0
package io.zerobus;

import io.zerobus.auth.OAuthHeaders;
import java.util.Map;

/**
 * Where the headers of a stream come from, for who does not use OAuth client credentials: identity
 * federation, a token from elsewhere.
 *
 * <p>Asked each time a stream is opened at the service, that is at the start, after a lost
 * connection, and about every 15 minutes when the service rotates its streams; and once more at
 * once when the service refuses the headers. Calls for one stream come one after the other on a
 * thread of its own, {@code zerobus-headers-<table>}, and may block; their time counts as part of
 * the attempt ({@code recoveryTimeout}). One provider may serve several streams and must then be
 * thread-safe.
 */
@FunctionalInterface
public interface HeadersProvider {
  /** Name of the header with the token, {@code Bearer …}. Required. */
  String AUTHORIZATION = "authorization";

  /** Name of the header with {@code catalog.schema.table}. Required. */
  String TABLE_NAME = OAuthHeaders.TABLE_HEADER;

  /**
   * The headers, by name; names in any case, values of visible ASCII. {@value #AUTHORIZATION} and
   * {@value #TABLE_NAME} must be there.
   *
   * @throws Exception when there are none now: the attempt fails, and counts as one that may be
   *     tried again, unless it is a {@link NonRetriableException}
   */
  Map<String, String> getHeaders() throws Exception;

  /** The service has refused these headers: they should not be given again. */
  default void onRefused() {}

  /**
   * A provider of one token that never changes.
   *
   * @param token without {@code Bearer}; a stream ends when the service refuses it
   * @param tableName {@code catalog.schema.table}
   */
  static HeadersProvider ofToken(String token, String tableName) {
    return new FixedToken(token, tableName);
  }
}
