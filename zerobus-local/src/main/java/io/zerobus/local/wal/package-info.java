// SPDX-License-Identifier: Apache-2.0
/** The write-ahead log that makes a record durable before it is acknowledged. */
@NullMarked
package io.zerobus.local.wal;

import org.jspecify.annotations.NullMarked;
