// SPDX-License-Identifier: Apache-2.0
/**
 * What the log appenders share: settings, the record and its encoder, the path of one event,
 * counted losses. It knows no logging framework and reaches no logging API; what it has to say goes
 * to a {@link io.zerobus.log.StatusSink}.
 */
@NullMarked
package io.zerobus.log;

import org.jspecify.annotations.NullMarked;
