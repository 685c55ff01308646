// SPDX-License-Identifier: Apache-2.0
package io.zerobus.metrics;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.zerobus.log.ShipperRegistry;
import io.zerobus.log.ShipperStatistics;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/**
 * Binds the counters of all shippers of this class loader, also of those that start later.
 * Thread-safe. Each meter has the tags {@code table} and {@code instance}.
 *
 * <ul>
 *   <li>{@code zerobus.log.offered}, {@code zerobus.log.acknowledged}: counters of events
 *   <li>{@code zerobus.log.dropped}, with a tag {@code reason}: counters of events
 *   <li>{@code zerobus.log.unconverted}: counter of promoted values that became NULL
 *   <li>{@code zerobus.log.pending}: gauge of events; {@code zerobus.log.buffer.used}: gauge of
 *       bytes
 * </ul>
 */
@SuppressWarnings("exports") // Who uses this class has Micrometer; nobody else is to need it.
public final class ZerobusLogMetrics implements MeterBinder, AutoCloseable {

  private final List<Binding> bindings = new CopyOnWriteArrayList<>();

  /** Binds nothing yet. */
  public ZerobusLogMetrics() {}

  /** Binds what is there and what comes, until {@link #close}. */
  @Override
  public void bindTo(MeterRegistry registry) {
    Binding binding = new Binding(registry);
    bindings.add(binding);
    ShipperRegistry.shared().addListener(binding);
  }

  /** Takes the meters out of their registries again. */
  @Override
  public void close() {
    for (Binding binding : bindings) {
      ShipperRegistry.shared().removeListener(binding);
      binding.removeAll();
    }
    bindings.clear();
  }

  private static final class Binding implements ShipperRegistry.Listener {
    private final MeterRegistry registry;
    private final Map<Supplier<ShipperStatistics>, List<Meter>> meters = new ConcurrentHashMap<>();

    /** Set once, by {@link #removeAll}. */
    private volatile boolean closed;

    Binding(MeterRegistry registry) {
      this.registry = registry;
    }

    @Override
    public void started(Supplier<ShipperStatistics> shipper) {
      ShipperStatistics first = shipper.get();
      Tags tags = Tags.of("table", first.tableName(), "instance", first.instanceId());
      List<Meter> added = new ArrayList<>();
      try {
        addAll(first, tags, shipper, added);
      } finally { // a meter filter may throw: those before it are taken out again all the same
        meters.put(shipper, added);
        if (closed) { // meanwhile, on another thread
          ended(shipper);
        }
      }
    }

    private void addAll(
        ShipperStatistics first,
        Tags tags,
        Supplier<ShipperStatistics> shipper,
        List<Meter> added) {
      added.add(
          counter("zerobus.log.offered", "events", tags, shipper, ShipperStatistics::offered));
      added.add(
          counter(
              "zerobus.log.acknowledged",
              "events",
              tags,
              shipper,
              ShipperStatistics::acknowledged));
      added.add(
          counter(
              "zerobus.log.unconverted",
              "values",
              tags,
              shipper,
              ShipperStatistics::unconvertedValues));
      for (String reason : first.lost().keySet()) {
        added.add(
            counter(
                "zerobus.log.dropped",
                "events",
                tags.and("reason", reason),
                shipper,
                statistics -> statistics.lost().get(reason)));
      }
      added.add(gauge("zerobus.log.pending", "events", tags, shipper, ShipperStatistics::pending));
      added.add(
          gauge(
              "zerobus.log.buffer.used", "bytes", tags, shipper, ShipperStatistics::pendingBytes));
    }

    private Meter counter(
        String name,
        String unit,
        Tags tags,
        Supplier<ShipperStatistics> shipper,
        ToDoubleFunction<ShipperStatistics> value) {
      return FunctionCounter.builder(name, shipper, s -> value.applyAsDouble(s.get()))
          .baseUnit(unit)
          .tags(tags)
          .register(registry);
    }

    private Meter gauge(
        String name,
        String unit,
        Tags tags,
        Supplier<ShipperStatistics> shipper,
        ToDoubleFunction<ShipperStatistics> value) {
      return Gauge.builder(name, shipper, s -> value.applyAsDouble(s.get()))
          .baseUnit(unit)
          .tags(tags)
          .register(registry);
    }

    @Override
    public void ended(Supplier<ShipperStatistics> shipper) {
      List<Meter> gone = meters.remove(shipper);
      if (gone != null) {
        gone.forEach(registry::remove);
      }
    }

    void removeAll() {
      closed = true;
      new ArrayList<>(meters.keySet()).forEach(this::ended);
    }
  }
}
