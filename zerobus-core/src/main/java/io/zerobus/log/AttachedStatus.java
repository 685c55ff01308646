// SPDX-License-Identifier: Apache-2.0
package io.zerobus.log;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The status of a shipper that several appenders share: that of the first appender which is still
 * there, or of the last one that was. Thread-safe. What a framework's status throws ends here.
 */
final class AttachedStatus implements StatusSink {

  @GuardedBy("this")
  private final List<StatusSink> attached = new ArrayList<>();

  private volatile StatusSink current;

  AttachedStatus(StatusSink first) {
    current = first;
  }

  synchronized void attach(StatusSink status) {
    attached.add(status);
    current = attached.get(0);
  }

  synchronized void detach(StatusSink status) {
    attached.remove(status);
    if (!attached.isEmpty()) {
      current = attached.get(0);
    }
  }

  @Override
  public void info(String message) {
    try {
      current.info(message);
    } catch (RuntimeException | LinkageError e) {
      // There is no other place to say so.
    }
  }

  @Override
  public void warn(String message, @Nullable Throwable cause) {
    try {
      current.warn(message, cause);
    } catch (RuntimeException | LinkageError e) {
      // As in info.
    }
  }

  @Override
  public void error(String message, @Nullable Throwable cause) {
    try {
      current.error(message, cause);
    } catch (RuntimeException | LinkageError e) {
      // As in info.
    }
  }
}
