// SPDX-License-Identifier: Apache-2.0
/** An order service as a model for applications that log with SLF4J to a Delta table. */
@NullMarked
package io.zerobus.examples.orders;

import org.jspecify.annotations.NullMarked;
