// SPDX-License-Identifier: Apache-2.0
/** What closes a batch: the settings whose defaults stand on these figures. */
@NullMarked
package io.zerobus.benchmarks.batching;

import org.jspecify.annotations.NullMarked;
