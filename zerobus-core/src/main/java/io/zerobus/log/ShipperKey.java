// SPDX-License-Identifier: Apache-2.0
package io.zerobus.log;

import java.util.List;

/**
 * What appenders must have in common to share a shipper: the endpoint, the identity and the table.
 * Immutable; its text holds no secret.
 */
final class ShipperKey {

  private final List<Object> parts;
  private final String text;

  ShipperKey(AppenderSettings settings) {
    parts = settings.sharingIdentity();
    text = settings.toString();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ShipperKey && ((ShipperKey) other).parts.equals(parts);
  }

  @Override
  public int hashCode() {
    return parts.hashCode();
  }

  @Override
  public String toString() {
    return text;
  }
}
