// SPDX-License-Identifier: Apache-2.0
package io.zerobus.log;

import org.jspecify.annotations.Nullable;

/**
 * Loads what the end of a shipper needs, while there is something to load from: a container closes
 * the class loader of an application as soon as that has stopped, and the shipper lingers on. What
 * it could not load then would leave its threads running for ever.
 *
 * <p>What is needed depends on what the connection is just doing. So it is the whole of the classes
 * that have a part in it, with all that is nested in them.
 */
final class LastClasses {

  static final String[] NAMES = {
    "io.grpc.ChannelLogger",
    "io.grpc.LoadBalancer",
    "io.grpc.internal.AbstractClientStream",
    "io.grpc.internal.ChannelLoggerImpl",
    "io.grpc.internal.ClientCallImpl",
    "io.grpc.internal.ClientStreamListener",
    "io.grpc.internal.DelayedClientCall",
    "io.grpc.internal.DelayedClientTransport",
    "io.grpc.internal.DelayedStream",
    "io.grpc.internal.DisconnectError",
    "io.grpc.internal.GoAwayDisconnectError",
    "io.grpc.internal.InternalSubchannel",
    "io.grpc.internal.ManagedChannelImpl",
    "io.grpc.internal.SimpleDisconnectError",
    "io.grpc.okhttp.AsyncSink",
    "io.grpc.okhttp.OkHttpClientStream",
    "io.grpc.okhttp.OkHttpClientTransport",
    "io.zerobus.ingest.CloseRequest",
    "io.zerobus.ingest.FailureClassifier",
    "io.zerobus.ingest.ReachedNews",
    "io.zerobus.log.ShipperNews",
  };

  /** Classes within methods, which cannot be found by their number. */
  static final String[] LOCAL_NAMES = {
    "io.grpc.internal.ClientCallImpl$ClientStreamListenerImpl$1HeadersRead",
    "io.grpc.internal.ClientCallImpl$ClientStreamListenerImpl$1MessagesAvailable",
    "io.grpc.internal.ClientCallImpl$ClientStreamListenerImpl$1StreamClosed",
    "io.grpc.internal.ClientCallImpl$ClientStreamListenerImpl$1StreamOnReady",
    "io.grpc.internal.ManagedChannelImpl$1CancelIdleTimer",
    "io.grpc.internal.ManagedChannelImpl$1Shutdown",
    "io.grpc.internal.ManagedChannelImpl$1ShutdownNow",
    "io.grpc.internal.ManagedChannelImpl$RealChannel$1RealChannelShutdown",
    "io.grpc.internal.ManagedChannelImpl$RealChannel$1RealChannelShutdownNow",
  };

  private LastClasses() {}

  /**
   * Loads them; at once when that was done before. What is not there is left out. The application's
   * own class path is never closed, so that there is nothing to do.
   */
  static void load() {
    if (LastClasses.class.getClassLoader() != ClassLoader.getSystemClassLoader()) {
      loadAll();
    }
  }

  static void loadAll() {
    for (String name : NAMES) {
      loadWithNested(name);
    }
    for (String name : LOCAL_NAMES) {
      find(name);
    }
  }

  private static boolean loadWithNested(String name) {
    Class<?> found = find(name);
    if (found == null) {
      return false;
    }
    for (Class<?> member : membersOf(found)) {
      loadWithNested(member.getName());
    }
    int number = 1;
    while (loadWithNested(name + "$" + number)) {
      number++;
    }
    return true;
  }

  private static Class<?>[] membersOf(Class<?> owner) {
    try {
      return owner.getDeclaredClasses();
    } catch (LinkageError e) {
      return new Class<?>[0];
    }
  }

  /** Null when another gRPC than the one that we are built with has other names. */
  private static @Nullable Class<?> find(String name) {
    try {
      return Class.forName(name, true, LastClasses.class.getClassLoader());
    } catch (ClassNotFoundException | LinkageError e) {
      return null;
    }
  }
}
