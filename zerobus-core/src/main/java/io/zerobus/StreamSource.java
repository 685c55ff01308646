// SPDX-License-Identifier: Apache-2.0
package io.zerobus;

import io.zerobus.ingest.Endpoint;
import io.zerobus.ingest.GrpcTransport;
import io.zerobus.ingest.HeadersSource;
import io.zerobus.ingest.TransportOptions;
import java.util.function.Supplier;

/** What a stream is made from, so that it can be made again. Immutable. */
final class StreamSource {
  private final Endpoint server;
  private final TransportOptions transportOptions;
  private final Supplier<HeadersSource> headers;
  private final TableProperties table;
  private final StreamConfigurationOptions options;

  StreamSource(
      Endpoint server,
      TransportOptions transportOptions,
      Supplier<HeadersSource> headers,
      TableProperties table,
      StreamConfigurationOptions options) {
    this.server = server;
    this.transportOptions = transportOptions;
    this.headers = headers;
    this.table = table;
    this.options = options;
  }

  TableProperties table() {
    return table;
  }

  StreamConfigurationOptions options() {
    return options;
  }

  HeadersSource openHeaders() {
    return headers.get();
  }

  GrpcTransport openTransport() {
    return GrpcTransport.create(server, transportOptions);
  }

  /** Table and endpoint, for messages. */
  @Override
  public String toString() {
    return table.getTableName() + " at " + server;
  }
}
