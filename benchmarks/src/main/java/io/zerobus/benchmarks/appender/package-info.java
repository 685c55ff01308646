// SPDX-License-Identifier: Apache-2.0
/** What a log call costs the thread that makes it. */
@NullMarked
package io.zerobus.benchmarks.appender;

import org.jspecify.annotations.NullMarked;
