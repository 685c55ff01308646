// SPDX-License-Identifier: Apache-2.0

/** The Zerobus Ingest SDK, and what the log appenders share. */
module io.zerobus.core {
  requires static transitive org.jspecify;
  requires static com.google.errorprone.annotations;
  // Not used here: gRPC is no named module, so nobody else would ask for this one of its libraries.
  requires com.google.common;
  // Only by those who ask for it: JMX may be missing in a small image, Micrometer in an
  // application.
  requires static java.management;
  requires static micrometer.core;
  requires com.fasterxml.jackson.databind;
  requires transitive io.grpc;
  requires io.grpc.okhttp;
  requires transitive com.google.protobuf;
  requires io.zerobus.proto;
  requires okhttp3;
  requires okio;

  exports io.zerobus;
  exports io.zerobus.metrics;
  exports io.zerobus.log to
      io.zerobus.logback,
      io.zerobus.log4j2,
      io.zerobus.agent,
      io.zerobus.cli;
  exports io.zerobus.schema to
      io.zerobus.cli;
}
