// SPDX-License-Identifier: Apache-2.0
package io.zerobus.log;

import io.zerobus.auth.Cancellation;
import io.zerobus.schema.TableSchema;
import io.zerobus.schema.UnityCatalogClient;
import org.jspecify.annotations.Nullable;

/**
 * Asks what columns a table has. Blocks; throws as {@link UnityCatalogClient#fetch}, also when it
 * is cancelled.
 */
interface TableLookup {

  TableSchema fetch(Cancellation cancellation);

  /** At the workspace of these settings; null with headers of the user's own, which it lacks. */
  static @Nullable TableLookup of(AppenderSettings settings) {
    if (settings.headersProvider() != null) {
      return null;
    }
    return cancellation ->
        UnityCatalogClient.fetchAllowingPlaintext(
            settings.workspaceUrl(),
            settings.clientId(),
            settings.clientSecret()::read,
            settings.tableName(),
            settings.transport(),
            cancellation);
  }
}
