// SPDX-License-Identifier: Apache-2.0
package io.zerobus.log;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.zerobus.ingest.DaemonThreads;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The shippers of this class loader. Appenders with the same endpoint, identity and table share
 * one, whatever their framework is.
 *
 * <p>A shipper whose last appender has stopped lingers for a moment: a framework that starts anew,
 * as Spring Boot does during its start, finds it with its connection and with what it could not
 * deliver yet. Thread-safe; only {@link #release} and {@link #closeIdle} block.
 */
public final class ShipperRegistry {

  /** From the stop of a shipper's last appender to its own end. */
  static final long LINGER_NANOS = TimeUnit.SECONDS.toNanos(3);

  private static final Duration LONGEST = Duration.ofDays(36_500);

  private static final ShipperRegistry SHARED = new ShipperRegistry(LogShipper::start);

  private final Starter starter;

  @GuardedBy("this")
  private final Map<ShipperKey, Entry> entries = new HashMap<>();

  private final ShipperNews news = new ShipperNews();

  ShipperRegistry(Starter starter) {
    this.starter = starter;
  }

  /** That of this class loader. */
  public static ShipperRegistry shared() {
    return SHARED;
  }

  /** The shipper for these settings, new or shared. Each call needs one {@link #release}. */
  ShipperLease acquire(AppenderSettings settings, StatusSink status) {
    LogShipper shipper = lease(settings, status);
    // From here on nothing throws: nobody would give back a lease that is not returned.
    news.tell();
    String differences = shipper.shared().differencesFrom(settings);
    if (!differences.isEmpty()) {
      new AttachedStatus(status)
          .warn(
              "This appender shares the shipper to "
                  + settings.tableName()
                  + " with an earlier one, whose settings stand: "
                  + differences,
              null);
    }
    return new ShipperLease(shipper, status, this);
  }

  private synchronized LogShipper lease(AppenderSettings settings, StatusSink status) {
    ShipperKey key = new ShipperKey(settings);
    Entry entry = entries.get(key);
    if (entry == null) {
      Entry started = new Entry(starter.start(settings, status));
      started.shipper.whenLingeredOut(() -> endSoon(key, started));
      entries.put(key, started);
      news.started(started.shipper);
      entry = started;
    } else {
      entry.shipper.resume();
    }
    entry.leases++;
    entry.shipper.status().attach(status);
    return entry.shipper;
  }

  /**
   * Gives a shipper back. Who leaves none behind but others that stop too waits until what is
   * buffered is delivered, within the time; when the last of them is through, the shipper lingers.
   */
  void release(ShipperLease lease, long timeoutNanos) {
    LogShipper shipper = lease.shipper();
    Entry entry = entryOf(shipper);
    if (entry == null) {
      return; // closed by force
    }
    if (isLastToStop(entry)) {
      // Still with its lease: nobody ends a shipper while it is drained.
      boolean unused = shipper.drain(timeoutNanos);
      LastClasses.load();
      synchronized (this) {
        entry.stopping--;
        if (--entry.leases == 0) {
          shipper.linger();
        }
      }
    }
    shipper.status().detach(lease.status());
  }

  /** Whether the lease is to be kept for a while; otherwise it is given up already. */
  private synchronized boolean isLastToStop(Entry entry) {
    if (entry.leases > entry.stopping + 1) {
      entry.leases--;
      return false;
    }
    entry.stopping++;
    return true;
  }

  private synchronized @Nullable Entry entryOf(LogShipper shipper) {
    for (Entry entry : entries.values()) {
      if (entry.shipper == shipper) {
        return entry;
      }
    }
    return null;
  }

  /** On the sender thread, which cannot wait for its own end. */
  private void endSoon(ShipperKey key, Entry entry) {
    DaemonThreads.create("zerobus-close", () -> endIfIdle(key, entry)).start();
  }

  private void endIfIdle(ShipperKey key, Entry entry) {
    synchronized (this) {
      if (entry.leases > 0 || !entries.remove(key, entry)) {
        return;
      }
    }
    end(entry);
  }

  private void end(Entry entry) {
    entry.shipper.close();
    synchronized (this) {
      news.ended(entry.shipper);
    }
    news.tell();
  }

  /** Ends all shippers that only linger. */
  public void closeIdle() {
    List<Entry> idle = new ArrayList<>();
    synchronized (this) {
      for (Entry entry : entries.values()) {
        if (entry.leases == 0) {
          idle.add(entry);
        }
      }
      entries.values().removeAll(idle);
    }
    idle.forEach(this::end);
  }

  private synchronized List<LogShipper> shippers() {
    List<LogShipper> shippers = new ArrayList<>();
    for (Entry entry : entries.values()) {
      shippers.add(entry.shipper);
    }
    return shippers;
  }

  /** The counters of those that are in use or linger. */
  public List<ShipperStatistics> statistics() {
    List<ShipperStatistics> statistics = new ArrayList<>();
    for (LogShipper shipper : shippers()) {
      statistics.add(shipper.get());
    }
    return statistics;
  }

  /** Waits until all of them have delivered what they were given before; false if time is over. */
  public boolean flush(Duration timeout) throws InterruptedException {
    long deadlineNanos = System.nanoTime() + nanosOf(timeout);
    boolean all = true;
    for (LogShipper shipper : shippers()) {
      all &= shipper.flush(Math.max(0, deadlineNanos - System.nanoTime()));
    }
    return all;
  }

  /** A time that would have no number is as good as a hundred years. */
  static long nanosOf(Duration timeout) {
    return timeout.compareTo(LONGEST) > 0 ? LONGEST.toNanos() : timeout.toNanos();
  }

  /**
   * Tells the listener of all shippers that are there, and of those that come and go. What it
   * throws is a line in the shipper's status.
   */
  public void addListener(Listener listener) {
    synchronized (this) {
      List<LogShipper> there = new ArrayList<>();
      entries.values().forEach(entry -> there.add(entry.shipper));
      news.add(listener, there);
    }
    news.tell();
  }

  /** The listener is told nothing more, but for what it is being told at this moment. */
  public synchronized void removeListener(Listener listener) {
    news.remove(listener);
  }

  /** Starts the shipper of an appender that is the first of its kind. */
  interface Starter {
    LogShipper start(AppenderSettings settings, StatusSink status);
  }

  /**
   * Is told when shippers come and go, of each once and of its start first; on any thread, but one
   * at a time. Returns at once.
   */
  public interface Listener {
    /** The shipper gives its counters for as long as it is asked. */
    void started(Supplier<ShipperStatistics> shipper);

    void ended(Supplier<ShipperStatistics> shipper);
  }

  private static final class Entry {
    final LogShipper shipper;

    /** Appenders that use it; guarded by the registry. */
    int leases;

    /** Those of them that wait for the delivery of what is buffered; guarded by the registry. */
    int stopping;

    Entry(LogShipper shipper) {
      this.shipper = shipper;
    }
  }
}
