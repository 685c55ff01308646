// SPDX-License-Identifier: Apache-2.0
package io.zerobus.ingest;

/** Wakes a parked sender thread; any thread may call it, at any time. */
interface Wakeup {
  void wake();
}
