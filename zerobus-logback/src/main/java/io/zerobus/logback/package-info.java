// SPDX-License-Identifier: Apache-2.0
/** The appender for Logback. */
@NullMarked
package io.zerobus.logback;

import org.jspecify.annotations.NullMarked;
