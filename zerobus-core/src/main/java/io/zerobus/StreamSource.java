// SPDX-License-Identifier: Apache-2.0
package io.zerobus;

import io.zerobus.auth.TokenCache;
import io.zerobus.ingest.Endpoint;
import io.zerobus.ingest.GrpcTransport;
import io.zerobus.ingest.HeadersSource;
import io.zerobus.ingest.TransportOptions;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What a stream is made from, so that it can be made again. Immutable. */
final class StreamSource {
  private final Service service;
  private final Function<Service, HeadersSource> headers;
  private final TableProperties table;
  private final StreamConfigurationOptions options;

  /**
   * @param headers opens them for the service of whichever SDK makes the stream
   */
  StreamSource(
      Service service,
      Function<Service, HeadersSource> headers,
      TableProperties table,
      StreamConfigurationOptions options) {
    this.service = service;
    this.headers = headers;
    this.table = table;
    this.options = options;
  }

  /** The same, for a stream of another SDK. */
  StreamSource at(Service other) {
    return new StreamSource(other, headers, table, options);
  }

  TableProperties table() {
    return table;
  }

  StreamConfigurationOptions options() {
    return options;
  }

  HeadersSource openHeaders() {
    return headers.apply(service);
  }

  GrpcTransport openTransport() {
    return GrpcTransport.create(service.server, service.transportOptions);
  }

  /** Table and endpoint, for messages. */
  @Override
  public String toString() {
    return table.getTableName() + " at " + service.server;
  }

  /** Where streams of an SDK go, and what they share. */
  static final class Service {
    final Endpoint server;
    final TransportOptions transportOptions;
    final @Nullable TokenCache tokens; // null without a workspace

    Service(Endpoint server, TransportOptions transportOptions, @Nullable TokenCache tokens) {
      this.server = server;
      this.transportOptions = transportOptions;
      this.tokens = tokens;
    }

    TokenCache requireTokens() {
      if (tokens == null) {
        throw NonRetriableException.argument(
            "workspaceUrl is not set: tokens for client credentials come from the workspace");
      }
      return tokens;
    }
  }
}
