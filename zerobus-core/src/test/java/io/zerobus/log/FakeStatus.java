// SPDX-License-Identifier: Apache-2.0
package io.zerobus.log;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Keeps the lines that it is given, each with its level. */
class FakeStatus implements StatusSink {

  final List<String> lines = Collections.synchronizedList(new ArrayList<>());

  /** The causes of the warnings that have one. */
  final List<Throwable> causes = Collections.synchronizedList(new ArrayList<>());

  @Override
  public void info(String message) {
    lines.add("INFO " + message);
  }

  @Override
  public void warn(String message, @Nullable Throwable cause) {
    lines.add("WARN " + message);
    if (cause != null) {
      causes.add(cause);
    }
  }

  @Override
  public void error(String message, @Nullable Throwable cause) {
    lines.add("ERROR " + message);
  }
}
