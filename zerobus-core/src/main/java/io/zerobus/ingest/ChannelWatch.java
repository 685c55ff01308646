// SPDX-License-Identifier: Apache-2.0
package io.zerobus.ingest;

import io.grpc.ConnectivityState;
import io.grpc.ManagedChannel;
import org.jspecify.annotations.Nullable;

/**
 * Tells the sender whenever the channel has connected. After a failure gRPC goes on trying by
 * itself, while the sender makes a pause that may well be longer than the rest of the outage.
 */
final class ChannelWatch {
  private final ManagedChannel channel;

  // Written once, by the sender thread, before the first call back.
  private volatile @Nullable SenderEvents events;

  ChannelWatch(ManagedChannel channel) {
    this.channel = channel;
  }

  /** From now on these are told. Any further call changes nothing. */
  void begin(SenderEvents toTell) {
    if (events == null) {
      events = toTell;
      awaitChange(channel.getState(false));
    }
  }

  private void awaitChange(ConnectivityState last) {
    channel.notifyWhenStateChanged(last, this::onChange);
  }

  /** One of the channel's threads, as the listeners of its calls: enqueues, and no more. */
  private void onChange() {
    ConnectivityState now = channel.getState(false);
    SenderEvents told = events;
    if (now == ConnectivityState.READY && told != null) {
      told.add(new ReachedNews());
    }
    if (now != ConnectivityState.SHUTDOWN) {
      awaitChange(now);
    }
  }
}
