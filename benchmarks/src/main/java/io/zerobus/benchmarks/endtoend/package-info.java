// SPDX-License-Identifier: Apache-2.0
/** From the log call to the acknowledgment, with many threads. */
@NullMarked
package io.zerobus.benchmarks.endtoend;

import org.jspecify.annotations.NullMarked;
