// SPDX-License-Identifier: Apache-2.0
/** What the application feels of a server that is slow or away, and of the end. */
@NullMarked
package io.zerobus.benchmarks.trouble;

import org.jspecify.annotations.NullMarked;
