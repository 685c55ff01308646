// SPDX-License-Identifier: Apache-2.0
package io.zerobus.log;

import io.zerobus.HeadersProvider;
import io.zerobus.NonRetriableException;
import io.zerobus.auth.OAuthHeaders;
import io.zerobus.auth.ProviderHeaders;
import io.zerobus.ingest.HeadersSource;

/** Chooses where the headers of a shipper's streams come from. */
final class ShipperHeaders {

  private ShipperHeaders() {}

  static HeadersSource create(AppenderSettings settings) {
    HeadersProvider provider = settings.headersProvider();
    if (provider != null) {
      return new ProviderHeaders(
          provider::getHeaders,
          provider::onRefused,
          NonRetriableException.class::isInstance,
          settings.tableName());
    }
    return OAuthHeaders.create(
        settings.workspaceUrl(),
        settings.serverEndpoint(),
        settings.tableName(),
        settings.clientId(),
        settings.clientSecret()::read,
        settings.transport());
  }
}
