// SPDX-License-Identifier: Apache-2.0
package io.zerobus.log;

/**
 * Loads what the end of a shipper needs, while there is something to load from: a container closes
 * the class loader of an application as soon as that has stopped, and the shipper lingers on. What
 * it could not load then would leave its threads running for ever.
 */
final class LastClasses {

  /** Those that are seen to be loaded at the end of a shipper and not earlier. */
  static final String[] NAMES = {
    "io.grpc.ChannelLogger$ChannelLogLevel",
    "io.grpc.internal.AbstractClientStream$TransportState$1",
    "io.grpc.internal.ChannelLoggerImpl$1",
    "io.grpc.internal.ClientCallImpl$ClientStreamListenerImpl$1StreamClosed",
    "io.grpc.internal.ClientStreamListener$RpcProgress",
    "io.grpc.internal.DelayedClientCall$2",
    "io.grpc.internal.DelayedClientCall$6",
    "io.grpc.internal.DelayedClientCall$DelayedListener$3",
    "io.grpc.internal.DelayedClientTransport$4",
    "io.grpc.internal.DelayedStream$8",
    "io.grpc.internal.DelayedStream$9",
    "io.grpc.internal.DelayedStream$DelayedStreamListener$4",
    "io.grpc.internal.DisconnectError",
    "io.grpc.internal.InternalSubchannel$5",
    "io.grpc.internal.InternalSubchannel$6",
    "io.grpc.internal.InternalSubchannel$TransportListener$2",
    "io.grpc.internal.InternalSubchannel$TransportListener$3",
    "io.grpc.internal.ManagedChannelImpl$1CancelIdleTimer",
    "io.grpc.internal.ManagedChannelImpl$1Shutdown",
    "io.grpc.internal.ManagedChannelImpl$1ShutdownNow",
    "io.grpc.internal.ManagedChannelImpl$RealChannel$1RealChannelShutdown",
    "io.grpc.internal.ManagedChannelImpl$RealChannel$1RealChannelShutdownNow",
    "io.grpc.internal.SimpleDisconnectError",
    "io.grpc.okhttp.AsyncSink$3",
    "io.zerobus.ingest.CloseRequest",
    "io.zerobus.ingest.FailureClassifier",
    "io.zerobus.ingest.FailureClassifier$1",
  };

  private LastClasses() {}

  /** Loads them; at once when that was done before. What is not there is left out. */
  static void load() {
    ClassLoader loader = LastClasses.class.getClassLoader();
    for (String name : NAMES) {
      try {
        Class<?> unused = Class.forName(name, true, loader);
      } catch (ClassNotFoundException | LinkageError e) {
        // Another gRPC than the one that we are built with has other names, or an image has none.
      }
    }
  }
}
