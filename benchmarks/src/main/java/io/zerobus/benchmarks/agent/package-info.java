// SPDX-License-Identifier: Apache-2.0
/** What an agent costs a program at its start, beside the agent of OpenTelemetry. */
@NullMarked
package io.zerobus.benchmarks.agent;

import org.jspecify.annotations.NullMarked;
