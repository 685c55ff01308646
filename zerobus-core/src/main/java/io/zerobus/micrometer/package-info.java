// SPDX-License-Identifier: Apache-2.0

/** The counters of the appenders as Micrometer's meters. Needs Micrometer on the class path. */
@NullMarked
package io.zerobus.micrometer;

import org.jspecify.annotations.NullMarked;
