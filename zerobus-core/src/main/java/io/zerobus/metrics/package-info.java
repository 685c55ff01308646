// SPDX-License-Identifier: Apache-2.0

/** What has become of the events that appenders were given: by API, and as Micrometer's meters. */
@NullMarked
package io.zerobus.metrics;

import org.jspecify.annotations.NullMarked;
