// SPDX-License-Identifier: Apache-2.0
/** Spark with the Delta reader, as a process that the tests talk to. */
@NullMarked
package io.zerobus.interop.spark;

import org.jspecify.annotations.NullMarked;
