// SPDX-License-Identifier: Apache-2.0
/** The SDK beside the official one and a plain socket: records acknowledged, CPU, allocation. */
@NullMarked
package io.zerobus.benchmarks.sdk;

import org.jspecify.annotations.NullMarked;
