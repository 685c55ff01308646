// SPDX-License-Identifier: Apache-2.0
/** How a benchmark is started, repeated and told; what is measured stands in the packages below. */
@NullMarked
package io.zerobus.benchmarks;

import org.jspecify.annotations.NullMarked;
