// SPDX-License-Identifier: Apache-2.0

/**
 * The ingest engine: a bounded record buffer, and one sender thread that owns all protocol state.
 *
 * <p>Not exported from the module. It imports nothing of {@code io.zerobus} or {@code
 * io.zerobus.log}: the public SDK and the log shipper both stand on it.
 */
@NullMarked
package io.zerobus.ingest;

import org.jspecify.annotations.NullMarked;
