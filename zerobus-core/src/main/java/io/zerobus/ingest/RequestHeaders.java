// SPDX-License-Identifier: Apache-2.0
package io.zerobus.ingest;

import java.util.Map;

/**
 * The metadata of one call. Compared by identity: what a source handed out is what it is told about
 * when the service refuses it, so that only that generation is forgotten.
 */
public final class RequestHeaders {
  private final Map<String, String> values;

  public RequestHeaders(Map<String, String> values) {
    this.values = Map.copyOf(values);
  }

  public Map<String, String> values() {
    return values;
  }

  /** Names only: values are credentials. */
  @Override
  public String toString() {
    return "RequestHeaders" + values.keySet();
  }
}
