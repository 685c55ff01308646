// SPDX-License-Identifier: Apache-2.0
package io.zerobus.log;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Tells listeners of the shippers that come and go, in the order in which they did.
 *
 * <p>What there is to tell is noted under the lock of the registry and told outside of it, by one
 * thread at a time: listeners are other people's code, which may take locks of its own, and throw.
 * Thread-safe.
 */
final class ShipperNews {

  /** Those that each listener has heard of, or is to; guarded by the registry. */
  private final Map<ShipperRegistry.Listener, Set<LogShipper>> known = new LinkedHashMap<>();

  private final Queue<Item> items = new ConcurrentLinkedQueue<>();

  /** Calls of {@link #tell} that have not been served; who finds none serves all. */
  private final AtomicInteger calls = new AtomicInteger();

  // ---- under the lock of the registry
  // ------------------------------------------------------------

  void add(ShipperRegistry.Listener listener, List<LogShipper> there) {
    known.putIfAbsent(listener, new HashSet<>());
    there.forEach(this::started);
  }

  void remove(ShipperRegistry.Listener listener) {
    known.remove(listener);
    items.removeIf(item -> item.listener == listener);
  }

  void started(LogShipper shipper) {
    known.forEach(
        (listener, shippers) -> {
          if (shippers.add(shipper)) {
            items.add(new Item(listener, shipper, false));
          }
        });
  }

  void ended(LogShipper shipper) {
    known.forEach(
        (listener, shippers) -> {
          if (shippers.remove(shipper)) {
            items.add(new Item(listener, shipper, true));
          }
        });
  }

  // ---- outside of it ---------------------------------------------------------------------------

  /** Tells what is noted, unless another thread does so already. Never throws. */
  void tell() {
    if (calls.getAndIncrement() > 0) {
      return;
    }
    int served = 1;
    do {
      for (Item item = items.poll(); item != null; item = items.poll()) {
        item.tell();
      }
      served = calls.addAndGet(-served);
    } while (served > 0);
  }

  private static final class Item {
    final ShipperRegistry.Listener listener;
    final LogShipper shipper;
    final boolean hasEnded;

    Item(ShipperRegistry.Listener listener, LogShipper shipper, boolean hasEnded) {
      this.listener = listener;
      this.shipper = shipper;
      this.hasEnded = hasEnded;
    }

    void tell() {
      try {
        if (hasEnded) {
          listener.ended(shipper);
        } else {
          listener.started(shipper);
        }
      } catch (Throwable e) {
        // Whatever it is: the appender that starts or stops here has nothing to do with it.
        warn(e);
      }
    }

    private void warn(Throwable error) {
      try {
        shipper
            .status()
            .warn("A listener of the shippers fails: " + error.getClass().getName(), error);
      } catch (Throwable e) {
        // Out of memory, most likely; the next listener must hear of it all the same.
      }
    }
  }
}
