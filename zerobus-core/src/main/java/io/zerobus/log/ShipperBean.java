// SPDX-License-Identifier: Apache-2.0
package io.zerobus.log;

import java.lang.management.ManagementFactory;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import javax.management.Attribute;
import javax.management.AttributeList;
import javax.management.AttributeNotFoundException;
import javax.management.DynamicMBean;
import javax.management.JMException;
import javax.management.MBeanAttributeInfo;
import javax.management.MBeanInfo;
import javax.management.MBeanServer;
import javax.management.ObjectName;

/**
 * A shipper's counters for JMX: {@code io.zerobus:type=LogShipper,table=…,id=<instance_id>}.
 * Thread-safe; everything is read only.
 *
 * <p>A dynamic bean, because an interface that JMX reads by reflection would have to be exported to
 * everybody.
 */
final class ShipperBean implements DynamicMBean {

  private final LogShipper shipper;
  private final Map<String, MBeanAttributeInfo> infos = new LinkedHashMap<>();
  private final Map<String, Supplier<Object>> values = new LinkedHashMap<>();

  // Guarded by this object.
  private boolean registered;
  private boolean ended; // the shipper may end before its bean was registered

  ShipperBean(LogShipper shipper) {
    this.shipper = shipper;
    add("TableName", String.class, "the table", shipper::tableName);
    add("Offered", Long.class, "events offered", () -> statistics().offered());
    add("Acknowledged", Long.class, "records in the table", () -> statistics().acknowledged());
    add("Pending", Long.class, "events on their way", () -> statistics().pending());
    add("PendingBytes", Long.class, "bytes in the buffer", () -> statistics().pendingBytes());
    add("BufferSize", Long.class, "bound of the buffer in bytes", () -> statistics().bufferBytes());
    add("Streams", Integer.class, "streams to the table", () -> statistics().streams());
    add(
        "UnconvertedValues",
        Long.class,
        "promoted values that did not convert",
        () -> statistics().unconvertedValues());
    for (LossReason reason : LossReason.values()) {
      String label = reason.label();
      add(
          "Dropped" + Character.toUpperCase(label.charAt(0)) + label.substring(1),
          Long.class,
          "events not in the table: " + reason.explanation(),
          () -> shipper.counts().lost(reason));
    }
    add(
        "LastRejectedRecords",
        String[].class,
        "the last records that the table refused, oldest first",
        () -> shipper.rejected().last().toArray(new String[0]));
  }

  private ShipperStatistics statistics() {
    return shipper.get();
  }

  private void add(String name, Class<?> type, String description, Supplier<Object> value) {
    infos.put(name, new MBeanAttributeInfo(name, type.getName(), description, true, false, false));
    values.put(name, value);
  }

  /** An image without JMX, or a security manager, must not cost an event. */
  synchronized void register() {
    if (ended) {
      return;
    }
    try {
      MBeanServer server = ManagementFactory.getPlatformMBeanServer();
      server.registerMBean(this, name());
      registered = true;
    } catch (JMException | RuntimeException | LinkageError e) {
      registered = false;
    }
  }

  synchronized void unregister() {
    ended = true;
    if (!registered) {
      return;
    }
    registered = false;
    try {
      ManagementFactory.getPlatformMBeanServer().unregisterMBean(name());
    } catch (JMException | RuntimeException e) {
      // It is gone already.
    }
  }

  private ObjectName name() throws JMException {
    return new ObjectName(
        "io.zerobus:type=LogShipper,table=" + shipper.tableName() + ",id=" + shipper.instanceId());
  }

  @Override
  public Object getAttribute(String attribute) throws AttributeNotFoundException {
    Supplier<Object> value = values.get(attribute);
    if (value == null) {
      throw new AttributeNotFoundException(attribute);
    }
    return value.get();
  }

  @Override
  public AttributeList getAttributes(String[] names) {
    AttributeList list = new AttributeList();
    for (String name : names) {
      Supplier<Object> value = values.get(name);
      if (value != null) {
        list.add(new Attribute(name, value.get()));
      }
    }
    return list;
  }

  @Override
  public void setAttribute(Attribute attribute) throws AttributeNotFoundException {
    throw new AttributeNotFoundException(attribute.getName() + " is read only");
  }

  @Override
  public AttributeList setAttributes(AttributeList attributes) {
    return new AttributeList();
  }

  @Override
  public Object invoke(String action, Object[] arguments, String[] signature) {
    throw new UnsupportedOperationException(action);
  }

  @Override
  public MBeanInfo getMBeanInfo() {
    return new MBeanInfo(
        LogShipper.class.getName(),
        "Ships log events to " + shipper.tableName(),
        infos.values().toArray(new MBeanAttributeInfo[0]),
        null,
        null,
        null);
  }
}
