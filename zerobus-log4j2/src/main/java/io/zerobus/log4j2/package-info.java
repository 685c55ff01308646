// SPDX-License-Identifier: Apache-2.0
/** The appender for Log4j2. */
@NullMarked
package io.zerobus.log4j2;

import org.jspecify.annotations.NullMarked;
